"""How good a classifier is, and against what."""
