"""The Results page."""

from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session


class ResultsPage(Page):
    """The Results page."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "results")

    @property
    def mark(self) -> tuple[Mark, str]:
        """The tab's mark and the sentence that explains it."""
        return "to_do", ""
