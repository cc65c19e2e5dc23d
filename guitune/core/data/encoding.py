"""Finds out how a file's bytes are to be read as text."""

import codecs
import io
import re
from itertools import islice
from pathlib import Path

from guitune.core.errors import DataError
from guitune.i18n import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "zip/xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls/doc"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_START = 65536
_LATIN = ("cp1252", "cp1250", "cp1254")
_DETECTABLE = [*_LATIN, "cp1251", "cp1253", "cp1255", "gb18030", "big5", "cp932", "euc_jp", "cp949"]
# Letters that Western European and Turkish texts lack: the detector takes most Western ones for cp1250.
_CENTRAL_EUROPEAN = ("š", "ž", "łą", "şţ", "áöő", "áöű")
_TELLING_LINES = 2000


def decode(raw: bytes, path: Path) -> tuple[str, str]:
    """The file's text and the name of its encoding, tried in this order: mark, UTF-8, UTF-16, detector.

    Raises
    ------
    DataError
        If the bytes are no text; the sentence names what the file is when that can be told.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _decoded(raw, encoding, path), encoding
    _refuse_binary(raw, path)
    encoding = _encoding_without_mark(raw, path)
    return _decoded(raw, encoding, path), encoding


def _refuse_binary(raw: bytes, path: Path) -> None:
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature) and any(byte < 9 for byte in raw[:4096]):
            raise DataError(
                _("{file} is not a CSV file; it looks like a {kind} file.").format(file=path.name, kind=kind),
                _("Open it in the program it belongs to and save or export it as CSV (UTF-8)."),
            )


def _encoding_without_mark(raw: bytes, path: Path) -> str:
    header = re.split(rb"[\r\n]", raw[:_START].lstrip(b"\r\n"), maxsplit=1)[0]
    if 0 not in header and _is_utf8_but_for_damage(raw):
        return "utf-8"
    utf16 = _utf16_without_mark(raw[:_START])
    if utf16:
        return utf16
    if 0 in raw[:_START]:
        raise DataError(
            _("{file} is not a text file: it contains binary data.").format(file=path.name),
            _("Choose a CSV file, or export your table as CSV (UTF-8)."),
        )
    return _detected(raw)


def _is_utf8_but_for_damage(raw: bytes) -> bool:
    """Whether the bytes are UTF-8, or so nearly that another encoding would garble all the rest."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        return text.count("\ufffd") * 4 < beyond_ascii
    return True


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 gives itself away by zeros in every other byte: of Latin letters, commas and line ends."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    few = 0.02 * len(start) / 2
    if odd > few and even < 0.1 * odd:
        return "utf-16-le"
    if even > few and odd < 0.1 * even:
        return "utf-16-be"
    return None


def _detected(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    telling = b"".join(islice((line for line in io.BytesIO(raw) if not line.isascii()), _TELLING_LINES))
    best = from_bytes(telling, cp_isolation=_DETECTABLE).best()
    if best is None:
        return "cp1252"
    if best.encoding not in _LATIN:
        return best.encoding
    letters = set(telling.decode("cp1250", "replace").lower())
    if any(letters.issuperset(marks) for marks in _CENTRAL_EUROPEAN):
        return "cp1250"
    return "cp1254" if best.encoding == "cp1254" else "cp1252"


def _decoded(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].decode(encoding, "replace").count("\n") + 1
        raise DataError(
            _("Line {line} of {file} has bytes that are not {encoding} text.").format(
                line=line, file=path.name, encoding=encoding.upper()
            ),
            _("Save the file again as CSV (UTF-8); most spreadsheet programs offer it under “Save as”."),
            details=str(error),
        ) from None
