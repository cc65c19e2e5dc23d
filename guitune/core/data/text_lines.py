"""Reads a file's bytes as lines of text."""

import codecs
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guitune.core.errors import BadBytesError, DataError
from guitune.i18n import _

_START = 65_536


@contextmanager
def text_lines(path: Path, encoding: str, *, replace: bool) -> Iterator["TextLines"]:
    """The file's lines, decoded as they are asked for.

    Raises
    ------
    DataError
        If there is no such encoding.
    BadBytesError
        From within the block, if bytes are met that the encoding does not know and `replace` is not set; the
        sentence names the first line that has some.
    """
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise DataError(
            _("There is no encoding called {encoding}.").format(encoding=encoding),
            _("Choose another one, for example utf-8 or cp1252."),
        ) from None
    with path.open("rb") as stream:
        try:
            yield TextLines(stream, encoding, replace=replace)
        except UnicodeError as error:
            raise BadBytesError(
                _("Line {line} of {file} has bytes that are not {encoding} text.").format(
                    line=_first_bad_line(path, encoding), file=path.name, encoding=encoding.upper()
                ),
                _("Choose another encoding, or let GuiTune replace what cannot be read and count it."),
                details=str(error),
            ) from None


class TextLines(Iterator[str]):
    """Lines with their ends, LF, CR LF or CR, as they stand in the file."""

    def __init__(self, stream: io.BufferedReader, encoding: str, *, replace: bool) -> None:
        self._stream = stream
        self._text = io.TextIOWrapper(stream, encoding, errors=_COUNTING if replace else "strict", newline="")
        _replaced.count = 0

    def __iter__(self) -> Iterator[str]:  # the wrapper itself, which is quicker than asking through this
        return iter(self._text)

    def __next__(self) -> str:
        return next(self._text)

    def read(self, size: int) -> str:
        """The next characters, at most `size`."""
        return self._text.read(size)

    @property
    def position(self) -> int:
        """Bytes read from the file so far."""
        return self._stream.tell()

    @property
    def replaced(self) -> int:
        """Places so far where bytes that are no text became �."""
        return int(_replaced.count)


_COUNTING = "guitune-counted"
_replaced = threading.local()


def _replace_and_count(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _replaced.count += 1
    return "\ufffd", error.end


codecs.register_error(_COUNTING, _replace_and_count)


def _first_bad_line(path: Path, encoding: str) -> int:
    decoder, line = codecs.getincrementaldecoder(encoding)("strict"), 1
    with path.open("rb") as stream:
        while chunk := stream.read(_START):
            state = decoder.getstate()
            try:
                line += _line_ends(decoder.decode(chunk))
            except UnicodeError as error:
                pending = state[0]
                good = (pending + chunk)[: error.start if isinstance(error, UnicodeDecodeError) else 0]
                return line + _line_ends(good.decode(encoding, "replace"))
    return line


def _line_ends(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))
