"""Progress in place while the first file is read."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy

from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class BusyCard(Card):
    """A moving bar and a way to give up."""

    def __init__(self) -> None:
        super().__init__()
        bar = QProgressBar()
        bar.setRange(0, 0)
        self.cancel = button(_("Cancel"), "cancel_reading_button", "link")
        line = QHBoxLayout()
        line.addWidget(label(_("Reading the file...")))
        line.addWidget(bar, 1)
        line.addWidget(self.cancel)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
