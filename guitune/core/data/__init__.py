"""From a file to examples: reading, checks, fixes, split, tokens."""
