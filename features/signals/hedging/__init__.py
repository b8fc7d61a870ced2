"""How much a writer withholds, and whose voice does it."""
