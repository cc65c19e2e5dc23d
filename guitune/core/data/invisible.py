"""Takes invisible characters out of a text, but leaves the joiners that emoji and some scripts need."""

import re

_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # ECMA-48: colours and cursor moves of terminals
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[@-Z\\^_]"
)
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"
_ZERO_WIDTH = r"[\u00ad\u180e\u200b\u2060-\u2064\ufeff]"
_PICTURE = r"[\u00a9\u00ae\u2190-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_PICTURE_END = r"[\u00a9\u00ae\u20e3\u2190-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]"
_ARABIC = r"[\u0620-\u065f\u066e-\u06d3\u06d5-\u074f\u0750-\u07ff\u0840-\u08ff\ufb50-\ufdfc\ufe70-\ufefc]"
_INDIC = r"[\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u180d\u1820-\u18af]"
_NEEDED_JOINER = (
    rf"(?<={_PICTURE_END})\u200d(?={_PICTURE})"
    rf"|(?<={_ARABIC})[\u200c\u200d](?=[\u200c\u200d]*{_ARABIC})"
    rf"|(?<={_INDIC})[\u200c\u200d]"
)
_INVISIBLE = re.compile(rf"({_NEEDED_JOINER})|{_ESCAPES}|{_CONTROLS}|{_ZERO_WIDTH}|[\u200c\u200d]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85]")


def without_controls(text: str) -> str:
    """The text without control and bidi characters, terminal escapes and zero-width characters.

    Tabs and line ends stay, each line end as a single line feed. Zero-width joiners stay in emoji, in
    Arabic and Persian words and after letters of Indic scripts, where they change what is seen.
    """
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(lambda found: found[1] or "", _LINE_ENDS.sub("\n", text))
