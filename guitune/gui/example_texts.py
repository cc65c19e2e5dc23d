"""Real texts to try a classifier on that it has not learned from."""

from itertools import islice

from guitune.core.config import DataConfig
from guitune.core.data.overview import DataOverview

_COUNT, _ROWS_LOOKED_AT, _USUAL_LENGTH = 3, 20_000, 80


def example_texts(overview: DataOverview | None, config: DataConfig | None) -> list[tuple[str, str | None]]:
    """Up to three validation texts (or pairs) with different labels; never a test text.

    Parameters
    ----------
    config
        The data that the classifier was trained on. Nothing is offered from other data: what is a
        validation text there may have been a test text of the classifier.
    """
    if overview is None or overview.split is None or overview.config != config:
        return []
    examples = overview.examples
    chosen: dict[str, tuple[int, str, str | None]] = {}
    for place, side in enumerate(islice(overview.split.sides, _ROWS_LOOKED_AT)):
        if side != "validation":
            continue
        label, text = examples.labels[place], examples.texts[place]
        strangeness = abs(len(text) - _USUAL_LENGTH)
        if label not in chosen or strangeness < chosen[label][0]:
            chosen[label] = (strangeness, text, examples.pairs[place] if examples.pairs else None)
    likely = sorted(chosen.values(), key=lambda entry: entry[0])[:_COUNT]
    return [(text, pair) for _strangeness, text, pair in likely]
