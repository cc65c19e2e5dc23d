"""A fair sample where looking at everything would take too long."""

import numpy as np


def evenly_sampled(total: int, most: int, seed: int = 0) -> np.ndarray:
    """At most `most` of the positions below `total`, ascending, int64.

    The positions are cut into `most` stretches as equal as can be, and one is drawn from each.
    """
    if total <= most:
        return np.arange(total)
    edges = np.arange(most + 1) * total // most
    return np.random.default_rng(seed).integers(edges[:-1], edges[1:])
