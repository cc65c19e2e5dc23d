"""Imports what training needs before it is needed, so that pressing Start is answered at once."""

from guitune.gui.jobs import Job


def warm_up(job: Job) -> str:
    """Load the heavy libraries on the job's thread; returns the name of the graphics card, or nothing."""
    import torch

    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
