"""The whole job without a window: nothing here imports Qt or prints."""
