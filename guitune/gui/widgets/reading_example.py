"""A few texts as the network reads them, a pair on two lines."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from guitune.gui.widgets.text import label
from guitune.i18n import _

_SHOWN, _LONGEST = 3, 240


class ReadingExample(QWidget):
    """The first texts, each in a field of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reading_example")
        self.setAccessibleName(_("The first texts as the model reads them"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self._examples = [_Example(number) for number in range(_SHOWN)]
        for example in self._examples:
            rows.addWidget(example)

    def show_examples(self, texts: Sequence[str], pairs: Sequence[str] | None) -> None:
        """Show the first of these texts; a long one is cut."""
        for place, example in enumerate(self._examples):
            example.setVisible(place < len(texts))
            if place < len(texts):
                example.show_example(texts[place], None if pairs is None else pairs[place])


class _Example(QFrame):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._first = label(wrap=True, name=f"example_{number}_text")
        self._second = label(wrap=True, name=f"example_{number}_pair")
        self._captions = [label(title, "small") for title in (_("First"), _("Second"))]
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 10, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for line, shown in enumerate((self._first, self._second)):
            grid.addWidget(self._captions[line], line, 0)
            grid.addWidget(shown, line, 1)

    def show_example(self, text: str, pair: str | None) -> None:
        self._first.setText(_beginning(text))
        self._second.setText(_beginning(pair or ""))
        for widget in (*self._captions, self._second):
            widget.setVisible(pair is not None)


def _beginning(text: str) -> str:
    flat = " ".join(text[:_LONGEST].split())
    return flat + "…" if len(text) > _LONGEST else flat
