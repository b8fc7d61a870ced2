"""Exact, checkable detail: figures, dates, places, names."""
