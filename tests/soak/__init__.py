"""Soak tests: `python -m tests.soak` runs them all; the ordinary suite runs a small sample of each."""
