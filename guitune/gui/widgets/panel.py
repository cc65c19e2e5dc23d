"""A card that stands in place of the table on the Data page while one thing is looked at."""

from PySide6.QtCore import Signal

from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import button
from guitune.i18n import _


class Panel(Card):
    """A card with a way back.

    Parameters
    ----------
    name
        Its object name is this with `_panel`.

    Signals
    -------
    closed
        The person is done here.
    """

    closed = Signal()

    def __init__(self, name: str, title: str, subtitle: str = " ") -> None:
        super().__init__(title, subtitle)
        self.setObjectName(f"{name}_panel")
        done = button(_("Done"), f"{name}_panel_done_button", "link")
        done.clicked.connect(self.closed)
        self.heading.addWidget(done)
