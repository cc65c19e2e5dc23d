"""Names and values in lines, the names muted on the left and the values on the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from guitune.gui.widgets.text import label, rule


class Facts(QWidget):
    """A short list of facts."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(1, 1)

    def add(self, title: str, name: str, tip: str = "") -> QLabel:
        """Add a line; returns the label of its value, whose object name is `name`."""
        row = self._lines.rowCount()
        heading, value = label(title, "muted"), label(name=name, wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        value.setAccessibleDescription(title)
        for widget in (heading, value):
            widget.setToolTip(tip)
        self._lines.addWidget(rule(), row, 0, 1, 2)
        self._lines.addWidget(heading, row + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addWidget(value, row + 1, 1)
        return value
