"""Whether test texts have been used, and whether others took their place afterwards.

Every finished run keeps the choices that it was made with, so these tell it all; nothing else is remembered.
"""

from collections.abc import Iterable
from itertools import pairwise

from guitune.core.config import DataConfig


def deciding_fields(data: DataConfig) -> tuple[str, ...]:
    """The fields of `data` that decide which texts are test texts; a test file leaves nothing to a share."""
    given = ("test_file", "split_column")
    return given if data.test_file else (*given, "test_share", "split_seed")


def uses_of_test(finished: Iterable[DataConfig], data: DataConfig) -> int:
    """How many finished runs were judged by the test texts that `data` chooses.

    Parameters
    ----------
    finished
        The data's choice of every finished run of the project.
    """
    return sum(not _differs(run, data) for run in _judged_by_same_file(finished, data))


def changes_of_test(finished: Iterable[DataConfig], data: DataConfig) -> int:
    """How often other test texts were chosen after some had been used, up to the choice in `data`.

    Parameters
    ----------
    finished
        The data's choice of every finished run of the project, oldest first.
    """
    chain = [*_judged_by_same_file(finished, data), *([data] if _has_test(data) else [])]
    return sum(_differs(before, after) for before, after in pairwise(chain))


def _judged_by_same_file(finished: Iterable[DataConfig], data: DataConfig) -> list[DataConfig]:
    return [
        run
        for run in finished
        if _has_test(run)
        and (run.file == data.file or (run.test_file is not None and run.test_file == data.test_file))
    ]


def _has_test(data: DataConfig) -> bool:
    return data.test_share > 0 or bool(data.test_file or data.split_column)


def _differs(before: DataConfig, after: DataConfig) -> bool:
    deciding = {*deciding_fields(before), *deciding_fields(after)}
    return any(getattr(before, name) != getattr(after, name) for name in deciding)
