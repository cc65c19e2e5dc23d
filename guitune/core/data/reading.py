"""What all readers of files say in the same words."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from guitune.core.data.table import RejectedRow
from guitune.core.errors import DataError
from guitune.i18n import _

RAW_CHARACTERS_KEPT = 500
ROWS_BETWEEN_LOOKS = 1000


def stop_if(is_cancelled: Callable[[], bool]) -> None:
    """Raise the DataError that ends a reading which is not wanted any more."""
    if is_cancelled():
        raise DataError(_("The reading was cancelled."))


@contextmanager
def refusals_explained(path: Path) -> Iterator[None]:
    """Turn the system's refusal to open or read `path` into a DataError."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(
            _("There is no file {file}.").format(file=path), _("Check the name and the folder.")
        ) from None
    except OSError as error:
        raise DataError(
            _("{file} cannot be opened: {reason}.").format(file=path, reason=error.strerror or error),
            _("Close other programs that use it and check that you may read it, then try again."),
            details=str(error),
        ) from None


@contextmanager
def steady(path: Path) -> Iterator[None]:
    """Raise a DataError if the system refuses to read `path`, or if it changes while the block reads it."""
    with refusals_explained(path):
        before = path.stat()
        yield
        after = path.stat()
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise DataError(
            _("{file} was changed while it was being read.").format(file=path.name),
            _("Wait until the other program has finished with it, then read it again."),
        )


def damaged(path: Path, kind: str, error: Exception) -> DataError:
    """The sentence for a file that begins like one of `kind` and cannot be read to its end."""
    return DataError(
        _("{file} is a damaged {kind} file.").format(file=path.name, kind=kind),
        _("Copy or download it again, or save it again in the program that it comes from."),
        details=f"{type(error).__name__}: {error}",
    )


def no_rows(path: Path, rejected: Sequence[RejectedRow]) -> DataError:
    """The sentence for a file none of whose rows was accepted."""
    hint = _("Add at least a few dozen rows, each with a text and its label.")
    if not rejected:
        return DataError(_("{file} has no rows.").format(file=path.name), hint)
    return DataError(
        _("None of the {count} rows of {file} can be read: the first one fails because {reason}.").format(
            count=len(rejected), file=path.name, reason=rejected[0].reason
        ),
        hint,
    )


def notes_on_names(written: Sequence[str], names: Sequence[str]) -> list[str]:
    """One sentence for each column whose name is not the one that is `written` in the file."""
    return [
        _("The column written “{written}” is called “{name}” here.").format(written=old, name=new)
        for old, new in zip(written, names, strict=True)
        if old != new
    ]
