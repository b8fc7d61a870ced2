"""Who stands behind what is said."""
