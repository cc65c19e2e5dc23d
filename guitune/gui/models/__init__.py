"""Qt item models: the data behind tables and lists."""
