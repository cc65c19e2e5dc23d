"""What cleaning would do to the texts of a table: how many change, and some of them before and after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from guitune.core.config import DataConfig
from guitune.core.data.cleaning import CLEANING, clean_texts
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import SEPARATOR, text_columns

_CHUNK = 1000


@dataclass(frozen=True)
class CleanedText:
    """A row's text as written, and after the cleaning."""

    row: int
    before: str
    after: str


@dataclass(frozen=True)
class CleaningPreview:
    """What a choice of steps does.

    Attributes
    ----------
    total, changed
        Number of texts, and of those that are not as written after all steps.
    changed_by
        Number of texts that each step changes when it comes to its turn.
    examples
        Texts that change, in the order of the file, of every step some.
    """

    total: int
    changed: int
    changed_by: dict[str, int]
    examples: tuple[CleanedText, ...]


def preview_cleaning(
    table: StringTable,
    config: DataConfig,
    steps: Sequence[str],
    is_cancelled: Callable[[], bool] = lambda: False,
    most: int = 50,
) -> CleaningPreview:
    """Clean the texts of `table`, which are as written, and keep at most `most` of those that change.

    Asked between parts of the table, `is_cancelled` ends it early; the result then holds for what was seen.

    Raises
    ------
    ConfigError
        If there is no step of a name.
    MissingColumnError
        If the table lacks a text column.
    """
    order = [name for name in CLEANING if name in steps]
    counts, changed = dict.fromkeys(order, 0), 0
    found: dict[str, list[CleanedText]] = {name: [] for name in order}
    for start in range(0, len(table) if order else 0, _CHUNK):
        if is_cancelled():
            break
        part = replace(
            table, columns=table.columns.slice(start, _CHUNK), rows=table.rows[start : start + _CHUNK]
        )
        written = _texts(part, config)
        texts, movers = written, dict[int, list[str]]()
        for name in order:
            cleaned = [tuple(values) for values in zip(*_cleaned(texts, name), strict=True)]
            for place, (old, new) in enumerate(zip(texts, cleaned, strict=True)):
                if old != new:
                    counts[name] += 1
                    movers.setdefault(place, []).append(name)
            texts = cleaned
        columns = (clean_texts(column, order) for column in zip(*written, strict=True))
        texts = [tuple(values) for values in zip(*columns, strict=True)]
        for place, names in movers.items():
            if texts[place] == written[place]:
                continue
            changed += 1
            wanting = [name for name in names if len(found[name]) < most]
            if wanting:
                example = CleanedText(int(part.rows[place]), *map(_joined, (written[place], texts[place])))
                for name in wanting:
                    found[name].append(example)
    return CleaningPreview(len(table), changed, counts, _some_of_each(found, most))


def _texts(table: StringTable, config: DataConfig) -> list[tuple[str, ...]]:
    return list(zip(*(table.column(name) for name in text_columns(config)), strict=True))


def _cleaned(texts: list[tuple[str, ...]], step: str) -> list[list[str]]:
    """The columns after a step."""
    return [clean_texts(column, (step,)) for column in zip(*texts, strict=True)]


def _joined(values: tuple[str, ...]) -> str:
    return SEPARATOR.join(filter(str.strip, values))


def _some_of_each(found: dict[str, list[CleanedText]], most: int) -> tuple[CleanedText, ...]:
    """Texts taken from every step in turn, so that a step that changes few is seen too."""
    chosen: dict[int, CleanedText] = {}
    for turn in range(most):
        for examples in found.values():
            if turn < len(examples) and len(chosen) < most:
                chosen.setdefault(examples[turn].row, examples[turn])
    return tuple(chosen[row] for row in sorted(chosen))
