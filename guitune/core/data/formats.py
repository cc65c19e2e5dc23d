"""Tells what a file is by its content; its name may say anything."""

import re
import stat
import zipfile
from pathlib import Path

from guitune.core.data.encoding import named_by_mark
from guitune.core.data.json_kind import json_kind
from guitune.core.data.reading import damaged, refusals_explained
from guitune.core.errors import DataError
from guitune.i18n import _

_START, _CHUNK, _LONGEST_LINE = 65_536, 1 << 20, 1 << 26
_CONTROLS = frozenset(range(9))
_LINE_END, _BLANKS = 64, b"\r\n\t \0"  # with the zeros of UTF-16
_SIGNATURES = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_PACKED = ("gzip", "bzip2", "xz", "7-Zip", "RAR", "zip")
_PLAIN_ENOUGH = (b"%PDF-", b"{\\rtf")  # files that may hold no control byte at their start
_MARKUP = ((re.compile(r"<(!doctype html|html|table)\b", re.I), "HTML"), (re.compile(r"<\?xml\s"), "XML"))
_ZIP_KINDS = (
    ("xl/workbook.bin", "Excel (.xlsb)"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("content.xml", "OpenDocument"),
)


def check_readable(path: Path) -> None:
    """Raise a DataError if `path` is missing, no ordinary file, not to be opened, or empty."""
    with refusals_explained(path):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DataError(
                _("{file} is a folder, not a file.").format(file=path), _("Choose the CSV file inside it.")
            )
        if not stat.S_ISREG(mode):
            raise DataError(_("{file} is not an ordinary file.").format(file=path), _("Choose a CSV file."))
        start = _start_of(path)
        if len(start) < _START and not _text_of(start).strip():
            raise DataError(
                _("{file} is empty.").format(file=path.name),
                _("Choose a CSV file whose first row names its columns, such as “text” and “label”."),
            )


def kind_of(path: Path) -> str:
    """What the file is: "csv", "json lines", "json", "parquet" or "excel".

    A text that is nothing else counts as "csv". JSON is told by parsing its beginning, so that a CSV file
    whose first cell begins with a brace or bracket stays one. One JSON object alone is "json lines" if it
    stands on one line and is a row of plain values, else "json".

    Raises
    ------
    DataError
        If the file cannot be opened or is empty, or is of a kind that GuiTune does not read; the sentence
        names the kind and the hint says what to do with it.
    """
    check_readable(path)
    with refusals_explained(path):
        start = _start_of(path)
        is_binary = not _CONTROLS.isdisjoint(start[:4096])
        if start.startswith(b"PAR1") and is_binary:
            return "parquet"
        if start.startswith(b"PK\x03\x04"):
            return _zip_kind(path)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise _old_office(path)
        for signature, kind in _SIGNATURES:
            if start.startswith(signature) and (is_binary or signature in _PLAIN_ENOUGH):
                raise _unreadable(path, kind)
    text = _text_of(start).lstrip()
    for pattern, kind in _MARKUP:
        if pattern.match(text):
            raise _unreadable(path, kind)
    with refusals_explained(path):
        is_whole = len(start) < _START
        return json_kind(text, lambda mark: _has_another_line(path, mark), is_whole=is_whole) or "csv"


def _start_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_START)


def _text_of(start: bytes) -> str:
    encoding = named_by_mark(start) or "utf-8"
    return start.decode(encoding, "replace")


def _has_another_line(path: Path, opening: str) -> bool:
    """Whether the first line ends as a value does and the next one begins with `opening`.

    The end of the first line is not looked for beyond 64 MB.
    """
    end = rest = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            line, line_end, rest = chunk.partition(b"\n")
            end = (end + line)[-_LINE_END:]
            if line_end:
                rest += stream.read(_CHUNK)
                break
            if stream.tell() > _LONGEST_LINE:
                break
    ends = end.rstrip(_BLANKS).endswith(b"}" if opening == "{" else b"]")
    return ends and rest.lstrip(_BLANKS).startswith(opening.encode())


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise damaged(path, "zip/xlsx", error) from None
    if "xl/workbook.xml" in names:
        return "excel"
    raise _unreadable(path, next((kind for name, kind in _ZIP_KINDS if name in names), "zip"))


def _unreadable(path: Path, kind: str) -> DataError:
    return DataError(
        _("{file} is not a CSV file; it looks like a {kind} file.").format(file=path.name, kind=kind),
        _("Unpack it first, then choose the file inside it.")
        if kind in _PACKED
        else _("Open it in the program it belongs to and save or export it as CSV (UTF-8)."),
    )


def _old_office(path: Path) -> DataError:
    if _contains(path, "EncryptedPackage".encode("utf-16-le")):
        return DataError(
            _("{file} is protected by a password.").format(file=path.name),
            _("Open it in the program it belongs to, remove the password, save it, and try again."),
        )
    return _unreadable(path, "xls/doc")


def _contains(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as stream:
        kept = b""
        while chunk := stream.read(1 << 20):
            if wanted in kept + chunk:
                return True
            kept = chunk[-len(wanted) :]
    return False
