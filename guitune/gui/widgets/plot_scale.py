"""Round values for the axes of plots."""

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def scale_from_zero(highest: float, most_steps: int = 4) -> list[float]:
    """Evenly spaced round values from 0 to just above `highest`."""
    if not (math.isfinite(highest) and highest > 0):
        highest = 1.0
    power = 10 ** math.floor(math.log10(highest / most_steps))
    step = next(step * power for step in _STEPS if step * power * most_steps >= highest * (1 - 1e-9))
    count = max(1, math.ceil(highest / step - 1e-9))
    return [round(step * place, 12) for place in range(count + 1)]


def scale_of_shares(lowest: float) -> list[float]:
    """Evenly spaced shares up to 1, from 0 or a round share below `lowest` so that differences show."""
    for first, step in ((0.9, 0.02), (0.8, 0.05), (0.5, 0.1)):
        if lowest > first:
            return [round(first + step * place, 12) for place in range(round((1 - first) / step) + 1)]
    return [0.0, 0.25, 0.5, 0.75, 1.0]
