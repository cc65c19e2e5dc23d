"""What every tab has in common."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP

Mark = Literal["to_do", "ready", "running", "done", "attention"]


class Page(QWidget):
    """One tab. It shows the session and changes it, and knows no other page.

    Signals
    -------
    mark_changed
        `mark` may be another one now.
    page_wanted(str)
        The person should be taken to another page, a `PageName`.
    """

    mark_changed = Signal()
    page_wanted = Signal(str)

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self.session = session
        self.setObjectName(f"{name}_page")
        self.setProperty("page", name)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(16, 16, 16, 16)
        self.rows.setSpacing(GAP)

    @property
    def mark(self) -> tuple[Mark, str]:
        """The tab's mark and the sentence that explains it."""
        raise NotImplementedError
