"""The signals, a folder a family; ``features.catalogue`` finds them."""
