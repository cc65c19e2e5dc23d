"""A sentence about what has just been done, with one thing that can be done next."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from guitune.gui.widgets.card import Card, Kind
from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class NoticeCard(Card):
    """Stands above a page until its act is wanted or it is closed; `file` is what it is about.

    Signals
    -------
    act_wanted
        Its button was pressed; it hides by itself.
    """

    act_wanted = Signal()

    def __init__(self, name: str, kind: Kind) -> None:
        super().__init__(kind=kind)
        self.setObjectName(f"{name}_notice")
        self.file = Path()
        self._text = label(wrap=True, name=f"{name}_notice_text")
        self._act = button("", f"{name}_notice_button", "link")
        close = button(_("Close"), f"close_{name}_notice_button", "link")
        self._act.clicked.connect(self._on_act_clicked)
        close.clicked.connect(self.hide)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._act)
        line.addWidget(close)
        self.body.setContentsMargins(16, 6, 16, 6)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_notice(self, text: str, act: str, file: Path) -> None:
        """Say this of a file, and offer this act."""
        self.file = file
        self._text.setText(text)
        self._act.setText(act.replace("&", "&&"))
        self.show()

    @Slot()
    def _on_act_clicked(self) -> None:
        self.hide()
        self.act_wanted.emit()
