"""Says that a run was discarded, and takes it back if that was a mistake."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from guitune.gui.models.runs_list_model import clock
from guitune.gui.run_acts import bring_back_last
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class DiscardedNotice(Card):
    """Stands there from when a run is discarded until it is back, another begins, or it is closed."""

    def __init__(self, session: Session) -> None:
        super().__init__(kind="notice-info")
        self.setObjectName("discarded_notice")
        self._session = session
        self._closed_for: object = None
        self._text = label(wrap=True, name="discarded_notice_text")
        undo = button(_("Undo"), "undo_discard_button", "link", icon_name="undo")
        undo.setAccessibleName(_("Undo: bring the training back"))
        close = button(_("Close"), "close_discarded_notice_button", "link")
        undo.clicked.connect(self._on_undo_clicked)
        close.clicked.connect(self._on_close_clicked)
        acts = QHBoxLayout()
        acts.addWidget(undo)
        acts.addStretch(1)
        acts.addWidget(close)
        self.body.setContentsMargins(12, 8, 12, 8)
        self.body.setSpacing(4)
        self.body.addWidget(self._text)
        self.body.addLayout(acts)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        session.training.runs_changed.connect(self._show)
        session.training.state_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        discarded = self._session.training.last_discarded
        self.setVisible(discarded is not None and discarded is not self._closed_for)
        if discarded is not None:
            self._text.setText(_("The run of {time} was discarded.").format(time=clock(discarded.began)))

    @Slot()
    def _on_undo_clicked(self) -> None:
        bring_back_last(self._session)

    @Slot()
    def _on_close_clicked(self) -> None:
        self._closed_for = self._session.training.last_discarded
        self._show()
