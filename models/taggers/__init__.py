"""Training of the scan's small learnt decisions: `python -m models.taggers <name>`."""
