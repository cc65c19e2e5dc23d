"""The Model page."""

from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session


class ModelPage(Page):
    """The Model page."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "model")

    @property
    def mark(self) -> tuple[Mark, str]:
        """The tab's mark and the sentence that explains it."""
        return "to_do", ""
