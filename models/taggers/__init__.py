"""Trains the scan's small learnt decisions, which ship as numbers: `python -m models.taggers`."""
