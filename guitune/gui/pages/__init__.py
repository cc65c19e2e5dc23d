"""One file per tab; pages never import pages, they share the session."""
