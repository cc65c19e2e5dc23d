"""How labels are named in sentences."""

from collections.abc import Sequence

from guitune.formatting import enumeration
from guitune.i18n import _, ngettext

_LONGEST, _ROOM = 40, 90


class LabelNames:
    """Names labels as they are where all are plain words, else in quotation marks; long ones are cut."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._plain = all(label.isascii() and label.isalpha() for label in labels)

    def one(self, label: str) -> str:
        """A label's name."""
        shown = " ".join(label.split())
        shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
        return shown if self._plain else _("“{label}”").format(label=shown)

    def several(self, labels: Sequence[str]) -> str:
        """All these labels, named."""
        return enumeration([self.one(label) for label in labels])

    def some(self, labels: Sequence[str]) -> str:
        """These labels, named as long as that is short, else counted."""
        if self.fit(labels, 4):
            return self.several(labels)
        return ngettext("{count} label", "{count} labels", len(labels)).format(count=len(labels))

    def fit(self, labels: Sequence[str], most: int) -> bool:
        """Whether at most `most` labels can be named in a headline."""
        return 0 < len(labels) <= most and sum(len(self.one(label)) for label in labels) <= _ROOM

    @staticmethod
    def join(sentences: Sequence[str]) -> str:
        """Two sentences after each other."""
        first, second = sentences
        return _("{first} {second}").format(first=first, second=second)
