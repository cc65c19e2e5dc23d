"""Finds out how a file's bytes are to be read as text."""

import codecs
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
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if raw[:65536].count(0) * 10 < min(len(raw), 65536):
            return "utf-8"
    utf16 = _utf16_without_mark(raw[:65536])
    if utf16:
        return utf16
    if raw[:65536].count(0):
        raise DataError(
            _("{file} is not a text file: it contains binary data.").format(file=path.name),
            _("Choose a CSV file, or export your table as CSV (UTF-8)."),
        )
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:262_144]).best()
    return best.encoding if best is not None else "cp1252"


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 gives itself away by a zero in every other byte of Latin text."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _decoded(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(
            _("Line {line} of {file} has bytes that are not {encoding} text.").format(
                line=line, file=path.name, encoding=encoding.upper()
            ),
            _("Save the file again as CSV (UTF-8); most spreadsheet programs offer it under “Save as”."),
            details=str(error),
        ) from None
