"""Wording that the literature found to travel across publishers."""
