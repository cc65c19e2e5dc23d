"""What running out of memory looks like, on every device."""

import errno
import gc

_SIGNS = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "bad_alloc",
    "bad allocation",
    "could not create a primitive",  # what oneDNN says of it
    "could not create a memory",
    "failed to map segment",  # what the loader of libraries says of it
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a computation failed because there was too little memory for it."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return isinstance(error, (RuntimeError, ImportError)) and any(
        sign in str(error).lower() for sign in _SIGNS
    )


def release_memory() -> None:
    """Give back what a failed computation left behind."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
