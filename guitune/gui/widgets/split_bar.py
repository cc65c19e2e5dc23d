"""How the texts are divided, as one stacked bar with counts under it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from guitune.core.data.splits import Split
from guitune.gui.theme import theme
from guitune.gui.widgets.text import label
from guitune.i18n import N_, _

_SIDES = ("train", "validation", "test")
_SERIES = {"train": 0, "validation": 1, "test": 3}
_WORDS = {
    "train": (N_("Train {count}"), N_("The model learns from these texts.")),
    "validation": (
        N_("Validation {count}"),
        N_("Used after each round to see how well it does on texts that it does not learn from."),
    ),
    "test": (N_("Test {count}"), N_("Kept for the very end: the final figures come from these texts alone.")),
}


class SplitBar(QWidget):
    """The bar and its counts, each with its name and a sample of its colour, in the order of the bar.

    Parameters
    ----------
    prefix
        Goes before its object names, where a page has two.
    """

    def __init__(self, prefix: str = "") -> None:
        super().__init__()
        self.setObjectName(f"{prefix}split_bar")
        self._shown: Split | None = None
        self._bar = _Bar()
        self._counts = {side: label(role="small", name=f"{prefix}{side}_count_label") for side in _SIDES}
        line = QHBoxLayout()
        line.setSpacing(6)
        for number, (side, shown) in enumerate(self._counts.items()):
            shown.setToolTip(_(_WORDS[side][1]))
            line.addWidget(_Swatch(side))
            line.addWidget(shown)
            if number < len(_SIDES) - 1:
                line.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self._bar)
        rows.addLayout(line)

    def show_split(self, split: Split | None) -> None:
        """Show a split; nothing where there is none."""
        if split is self._shown and split is not None:
            return
        self._shown = split
        counts = [split.count(side) if split else 0 for side in ("train", "validation", "test")]
        self._bar.show_counts(counts)
        for side, count in zip(_SIDES, counts, strict=True):
            self._counts[side].setText(_(_WORDS[side][0]).format(count=f"{count:,}"))
        self.setAccessibleDescription(", ".join(shown.text() for shown in self._counts.values()))


class _Swatch(QWidget):
    """The colour of one side's part of the bar."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self._side = side
        self.setFixedSize(QSize(10, 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().series[_SERIES[self._side]]))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._counts = [0, 0, 0]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 12)

    def show_counts(self, counts: list[int]) -> None:
        self._counts = counts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), 5, 5)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), theme().line)
        left, total = 0.0, max(1, sum(self._counts))
        painter.setPen(Qt.PenStyle.NoPen)
        for side, count in zip(_SIDES, self._counts, strict=True):
            width = self.width() * count / total
            painter.fillRect(QRectF(left, 0, width, self.height()), theme().series[_SERIES[side]])
            left += width
