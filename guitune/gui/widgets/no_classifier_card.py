"""What stands on the Try it page while there is no classifier: what is missing, and the way there."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guitune.gui.session import Session
from guitune.gui.widgets.card import EmptyCard
from guitune.i18n import N_, _

_WAYS = {
    "data": N_("Go to Data"),
    "model": N_("Go to Model"),
    "settings": N_("Go to Settings"),
    "training": N_("Go to Training"),
}


class NoClassifierCard(QWidget):
    """Follows what the session lacks.

    Signals
    -------
    page_wanted(str)
        The person should be taken to where the next step is.
    """

    page_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._card: EmptyCard | None = None
        self._shown: tuple[str, str, str] | None = None
        session.readiness_changed.connect(self._on_readiness_changed)
        self._on_readiness_changed()

    def _missing(self) -> tuple[str, str, str]:
        """Heading, explanation, and the page that leads on."""
        if self._session.training.is_running:
            return (
                _("The model is still learning"),
                _("As soon as it is done you can type texts here and see how it sorts them."),
                "training",
            )
        blockers = self._session.blockers()
        if blockers:
            return _("No classifier to try yet"), blockers[0].sentence, blockers[0].page
        return (
            _("No classifier to try yet"),
            _("Everything is ready: press Start training, and try the classifier when it is done."),
            "training",
        )

    @Slot()
    def _on_readiness_changed(self) -> None:
        missing = self._missing()
        if missing == self._shown:
            return
        self._shown = missing
        if self._card is not None:
            self._card.deleteLater()
            self._rows.removeWidget(self._card)
        heading, text, page = missing
        self._card = EmptyCard(heading, text, _(_WAYS[page]), "missing_step_button")
        self._card.action.clicked.connect(self._on_action_clicked)
        self._rows.addWidget(self._card)

    @Slot()
    def _on_action_clicked(self) -> None:
        if self._shown is not None:
            self.page_wanted.emit(self._shown[2])
