"""What to expect of the training."""

from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.i18n import _


class ForecastCard(Card):
    """Says how long the training will take."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("What to expect"))
