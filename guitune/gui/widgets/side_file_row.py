"""A file of its own for one side of the split: its name, a way to choose it, a way to be rid of it."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

TITLE_WIDTH = 150


class SideFileRow(QWidget):
    """Shows the file of one side; the buttons `choose` and `remove` are for the owner to connect."""

    def __init__(self, side: str, title: str) -> None:
        super().__init__()
        self.choose = button("", f"{side}_file_button")
        self.remove = button(_("Remove"), f"{side}_file_remove_button", "link")
        self.remove.setAccessibleName(_("Remove: {name}").format(name=title))
        self._title = title
        self._name = ElidedLabel("muted", f"{side}_file_label")
        caption = label(title)
        caption.setFixedWidth(TITLE_WIDTH)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(caption)
        line.addWidget(self._name, 1)
        line.addWidget(self.remove)
        line.addWidget(self.choose)

    def show_file(self, file: str | None, *, reading: bool, locked: bool) -> None:
        """Show the file that is chosen, or that one is being read."""
        if reading:
            self._name.show_text(_("Being read..."))
        else:
            self._name.show_text(Path(file).name if file else _("none"))
        self.choose.setText(_("Choose another...") if file else _("Choose a file..."))
        self.choose.setAccessibleName(f"{self._title}: {self.choose.text()}")
        self.choose.setEnabled(not locked and not reading)
        self.remove.setVisible(bool(file))
        self.remove.setEnabled(not locked and not reading)
