"""Checkpoints to start from, and the classifier built on one."""
