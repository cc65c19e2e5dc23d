"""How many processor cores the network uses on a thread of this program."""

import threading


def use_half_of_the_cores() -> None:
    """Let the calling thread compute on half of the cores, and leave all other threads as they are.

    Short texts are answered quicker and far more evenly so, because the cores need not wait for one that is
    busy with something else.
    """
    import torch

    usual = torch.get_num_threads()
    torch.set_num_threads(max(1, usual // 2))
    # threads that begin later take over the number that any thread set last: set the usual one again
    setter = threading.Thread(target=torch.set_num_threads, args=(usual,))
    setter.start()
    setter.join()
