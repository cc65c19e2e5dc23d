"""The window: pages over one observable session, driving the same core as the command line."""
