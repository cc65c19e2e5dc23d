"""The project's runs, of which one is looked at; the same panel stands on Training and Results."""

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QListView

from guitune.core.events import EvaluationCompleted
from guitune.core.runs import RunFolder
from guitune.gui.models.runs_list_model import RunsListModel
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.run_delegate import GoOnButton, RunDelegate
from guitune.gui.widgets.text import label
from guitune.i18n import _

_WIDTH, _NARROW = 248, 212
_WIDE_WINDOW = 1200


class RunsPanel(Card):
    """Choosing a run shows it everywhere; a stopped one can go on."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("Runs"), " ")
        self.setObjectName("runs_panel")
        self.make_room(_WIDE_WINDOW)
        self._training = session.training
        self._following = False
        self._model = RunsListModel(self._training)
        self._model.setParent(self)
        self._list = QListView()
        self._list.setObjectName("runs_list")
        self._list.setAccessibleName(_("Runs of this project"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setModel(self._model)
        delegate = RunDelegate(self)
        delegate.go_on_wanted.connect(self._on_go_on_wanted)
        self._list.setItemDelegate(delegate)
        self._nothing = label(
            _("Each training stands here, to compare and to go back to."), "muted", wrap=True
        )
        self.body.setContentsMargins(8, 14, 8, 8)
        self.heading.setContentsMargins(8, 0, 8, 0)
        self._nothing.setContentsMargins(8, 0, 8, 0)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._list, 1)
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._model.modelReset.connect(self._on_model_reset)
        self._training.runs_changed.connect(self._on_runs_changed)
        self._training.state_changed.connect(self._on_runs_changed)
        self._training.event_arrived.connect(self._on_event_arrived)
        self._on_model_reset()
        self._on_runs_changed()

    def make_room(self, width: int) -> None:
        """Be as wide as a page of this width can spare."""
        self.setFixedWidth(_WIDTH if width >= _WIDE_WINDOW else _NARROW)

    @Slot()
    def _on_runs_changed(self) -> None:
        self._model.refresh()
        count = self._model.rowCount()
        self.subtitle.setText(f"{count:,}" if count else "")
        self._nothing.setVisible(count == 0)
        for pressable in self._list.findChildren(GoOnButton):
            pressable.setEnabled(not self._training.is_running)
        self._select_shown()

    @Slot()
    def _on_model_reset(self) -> None:
        for row, entry in enumerate(self._model.entries):
            if entry.state == "stopped":
                self._list.openPersistentEditor(self._model.index(row, 0))

    def _select_shown(self) -> None:
        row = self._model.row_of(self._training.shown_run)
        self._following = True
        if row < 0:
            self._list.selectionModel().clear()
        else:
            self._list.setCurrentIndex(self._model.index(row, 0))
        self._following = False

    @Slot(object)
    def _on_event_arrived(self, event: object) -> None:
        if isinstance(event, EvaluationCompleted):
            self._model.refresh_current()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._training.look_at(self._model.entries[current.row()].run)

    @Slot(object)
    def _on_go_on_wanted(self, run: RunFolder) -> None:
        self._training.resume(run)
