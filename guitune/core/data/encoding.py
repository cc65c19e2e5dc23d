"""Finds out how a file's bytes are to be read as text."""

import codecs
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guitune.core.data.reading import stop_if
from guitune.core.errors import DataError
from guitune.i18n import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_START, _CHUNK, _LONGEST_LINE = 65_536, 1 << 22, 1 << 26
_LATIN = ("cp1252", "cp1250", "cp1254")
_DOUBLE_BYTE = ["gb18030", "big5", "cp932", "euc_jp", "cp949"]
_DETECTABLE = [*_LATIN, "cp1251", "koi8_r", "cp866", "cp1253", "cp1255", *_DOUBLE_BYTE]
_USUAL_LETTERS = re.compile(
    "[\t\n\r -~\xa0-\u052f\u0590-\u06ff\u0900-\u0e7f\u2010-\u2027\u3000-\u30ff"
    "\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_USUAL_SHARE, _LONGEST_WORD = 0.9, 24
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
# Letters that Western European and Turkish texts lack: the detector takes most Western ones for cp1250.
# Inside of words these bytes are letters of DOS or of Windows, and signs such as dashes of the other.
_DOS_LETTERS = re.compile(rb"[A-Za-z][\x81\x82\x84\x85\x87\x88\x8a\x94\x97][a-z]")
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xc0-\xff][a-z]")
_CENTRAL_EUROPEAN = ("š", "ž", "łą", "şţ", "áöő", "áöű")
_TELLING_LINES = 2000
_SOUND_SHARE = 0.1
_TELLING_BYTES = 500_000

ENCODINGS = (
    *("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1254", "gb18030", "big5", "cp932", "cp949"),
    *("cp850", "cp866", "koi8_r", "iso8859_5", "mac_roman"),
)
"""The encodings to choose from when the one that was found is wrong."""


@dataclass(frozen=True)
class FileScan:
    """A file's bytes looked over once: their number, SHA-256, and the encoding that they seem to be in.

    `guessed_from` is a word whose letters show whether the encoding is right; empty where it is no guess.
    """

    size: int
    sha256: str
    encoding: str
    guessed_from: str = ""


def scan(
    path: Path,
    is_cancelled: Callable[[], bool] = lambda: False,
    only_bytes: int | None = None,
    known: str | None = None,
) -> FileScan:
    """Find the encoding, tried in this order: mark, UTF-8, UTF-16, detector.

    Parameters
    ----------
    known
        The encoding, where it is not to be found out.
    only_bytes
        Look at no more than the beginning; the encoding is provisional then, and there is no hash.

    Raises
    ------
    DataError
        If the bytes are no text, or the file cannot be read, or `is_cancelled`.
    """
    digest, size = hashlib.sha256(), 0  # size: of what was looked at
    with path.open("rb") as stream:
        start = stream.read(_START)
        named = known or named_by_mark(start) or _utf16_without_mark(start)
        look = _Utf8Look()
        chunk, rest = start, b""
        while chunk:
            stop_if(is_cancelled)
            digest.update(chunk)
            size += len(chunk)
            if named is None:
                whole = rest + chunk
                end = max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1
                end = len(whole) if not end and len(whole) > _LONGEST_LINE else end
                look.take(whole[:end])
                rest = whole[end:]
            if only_bytes is not None and size >= only_bytes:
                break
            chunk = stream.read(_CHUNK if only_bytes is None else min(_CHUNK, only_bytes - size))
        if named is None and (only_bytes is None or not chunk):
            look.take(rest)
    guessed_from = ""
    if named is None:
        named = _without_mark(look, start, path)
        if named != "utf-8":
            guessed_from = _telling_word(look.telling, named)
    sha256 = "" if only_bytes is not None else digest.hexdigest()
    return FileScan(path.stat().st_size, sha256, named, guessed_from)


def named_by_mark(start: bytes) -> str | None:
    """The encoding that a mark at the start of a file names; None where there is no mark."""
    return next((encoding for mark, encoding in _BOMS if start.startswith(mark)), None)


class _Utf8Look:
    """Whether chunks of whole lines are UTF-8, and if not, how damaged they are as that."""

    def __init__(self) -> None:
        self.is_valid = True
        self.damaged = self.beyond_ascii = 0
        self._sound_lines = self._damaged_lines = 0
        self.telling: list[bytes] = []
        self._telling_bytes = 0

    def take(self, chunk: bytes) -> None:
        if chunk.isascii():
            return
        self._take_telling(chunk)
        is_sound = _is_utf8(chunk)
        text = chunk.decode("utf-8", "replace")
        self.beyond_ascii += len(text) - len(text.encode("ascii", "ignore"))
        lines = [line for line in chunk.splitlines() if not line.isascii()]
        sound = len(lines) if is_sound else sum(map(_is_utf8, lines))
        self._sound_lines += sound
        self._damaged_lines += len(lines) - sound
        if not is_sound:
            self.is_valid = False
            self.damaged += text.count("\ufffd")

    @property
    def is_utf8_but_for_damage(self) -> bool:
        """Whether the bytes are UTF-8, or so nearly that another encoding would garble all the rest.

        Text of another encoding hardly ever has lines that are UTF-8 as well; where several are, the file
        was put together from two encodings.
        """
        is_mixed = self._sound_lines > 1 and self._sound_lines > _SOUND_SHARE * self._damaged_lines
        return self.is_valid or self.damaged * 4 < self.beyond_ascii or is_mixed

    def _take_telling(self, chunk: bytes) -> None:
        if len(self.telling) < _TELLING_LINES and self._telling_bytes < _TELLING_BYTES:
            lines = (line for line in io.BytesIO(chunk) if not line.isascii())
            for line in islice(lines, _TELLING_LINES - len(self.telling)):
                self.telling.append(line)
                self._telling_bytes += len(line)
                if self._telling_bytes >= _TELLING_BYTES:
                    break


def _without_mark(look: _Utf8Look, start: bytes, path: Path) -> str:
    first_line = re.split(rb"[\r\n]", start.lstrip(b"\r\n"), maxsplit=1)[0]
    is_binary = 0 in first_line
    if not is_binary and look.is_utf8_but_for_damage:
        return "utf-8"
    if is_binary or 0 in start:
        raise DataError(
            _("{file} is not a text file: it contains binary data.").format(file=path.name),
            _("Choose a CSV file, or export your table as CSV (UTF-8)."),
        )
    return _detected(b"".join(look.telling))


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 has zeros in its first line, beside ASCII; of the two orders one gives usual letters."""
    if 0 not in re.split(rb"[\r\n]", start.lstrip(b"\r\n"), maxsplit=1)[0]:
        return None
    whole = start[: len(start) // 2 * 2]
    shares = {name: _usual_share(whole.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > _USUAL_SHARE and shares[best] > sum(shares.values()) / 2 else None


def _usual_share(text: str) -> float:
    usual = len(_USUAL_LETTERS.findall(text))
    return usual / max(1, len(text)) if "\n" in text or "\r" in text else 0.0


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _telling_word(telling: list[bytes], encoding: str) -> str:
    """The first word of the text that has letters beyond ASCII."""
    text = b"".join(telling[:50]).decode(encoding, "replace")
    words = (word for word in re.findall(r"\w+", text) if not word.isascii())
    return next(words, "")[:_LONGEST_WORD]


def _detected(telling: bytes) -> str:
    from charset_normalizer import from_bytes

    if len(_DOS_LETTERS.findall(telling)) > len(_WINDOWS_LETTERS.findall(telling)):
        return "cp850"
    best = from_bytes(telling, cp_isolation=_DETECTABLE).best()
    found = best.encoding if best else "cp1252"
    if found not in _DOUBLE_BYTE and _is_in_pairs(telling):
        best = from_bytes(telling, cp_isolation=_DOUBLE_BYTE).best()
        found = best.encoding if best else "gb18030"
    if (
        found == "cp949"
        and re.search("[\u4e00-\u9fff]", telling.decode(found, "replace"))
        and _is_in_pairs(telling)
    ):
        return "gb18030"
    return _latin_kind(telling) if found in _LATIN else found


def _latin_kind(telling: bytes) -> str:
    turkish = set(telling.decode("cp1254", "replace").lower())
    if turkish.issuperset("şı") and not turkish & set("æþ"):
        return "cp1254"
    letters = set(telling.decode("cp1250", "replace").lower())
    return "cp1250" if any(letters.issuperset(marks) for marks in _CENTRAL_EUROPEAN) else "cp1252"


def _is_in_pairs(telling: bytes) -> bool:
    """Whether the bytes beyond ASCII come in pairs, each a character of GB 2312, Chinese's commonest."""
    runs = _HIGH_BYTES.findall(telling)
    try:
        return all(len(run) % 2 == 0 for run in runs) and bool("".join(run.decode("gb2312") for run in runs))
    except UnicodeDecodeError:
        return False
