"""Trains the small linear deciders that the compiled scan carries; they ship as numbers."""
