"""The project's runs, of which one is looked at; the same panel stands on Training and Results."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QListView, QMenu

from guitune.core.events import EvaluationCompleted
from guitune.core.runs import RunFolder
from guitune.gui.models.runs_list_model import RunEntry, RunsListModel
from guitune.gui.run_acts import acts_of, discard_run
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.discarded_notice import DiscardedNotice
from guitune.gui.widgets.run_delegate import GoOnButton, RunDelegate
from guitune.gui.widgets.text import label
from guitune.i18n import _

_WIDTH, _NARROW = 248, 212
_WIDE_WINDOW = 1200


class RunsPanel(Card):
    """Choosing a run shows it everywhere; what can be done with one is in its menu, Delete discards it."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("Runs"), " ")
        self.setObjectName("runs_panel")
        self.make_room(_WIDE_WINDOW)
        self._session, self._training = session, session.training
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
        self.body.addWidget(DiscardedNotice(session))
        self._discard = QAction(_("Discard"), self._list)
        self._discard.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._discard.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._discard.triggered.connect(self._on_discard_wanted)
        self._list.addAction(self._discard)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._on_menu_wanted)
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
            pressable.show_hindrance(self._training.hindrance)
        self._select_shown()

    @Slot()
    def _on_model_reset(self) -> None:
        for row, entry in enumerate(self._model.entries):
            if entry.has_button:
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

    def _current(self) -> RunEntry | None:
        row = self._list.currentIndex().row()
        return self._model.entries[row] if 0 <= row < len(self._model.entries) else None

    @Slot()
    def _on_discard_wanted(self) -> None:
        entry = self._current()
        if entry is None or entry.run is None:
            return
        if entry.summary is None or acts_of(entry.summary).discard:
            discard_run(self._session, entry.run.path)

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        entry = self._current()
        if entry is None:
            return
        chosen = self._list.currentIndex()
        if self._list.indexAt(place) != chosen:  # wanted from the keyboard, or beside the rows
            place = self._list.visualRect(chosen).center()
        acts = acts_of(entry.summary)
        free = not self._training.hindrance
        menu = QMenu(self)
        menu.setObjectName("run_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for possible, text, slot in (
            (acts.go_on and free, _("Go on"), self._on_go_on_chosen),
            (acts.keep_best and free, _("Keep the best"), self._on_keep_best_chosen),
            (acts.less_memory and free, _("Go on with less memory"), self._on_less_memory_chosen),
        ):
            if possible:
                menu.addAction(text).triggered.connect(slot)
        self._discard.setEnabled(entry.run is not None and (entry.summary is None or acts.discard))
        menu.addAction(self._discard)
        menu.aboutToHide.connect(self._on_menu_hidden)
        menu.popup(self._list.viewport().mapToGlobal(place))

    @Slot()
    def _on_menu_hidden(self) -> None:
        self._discard.setEnabled(True)

    @Slot()
    def _on_go_on_chosen(self) -> None:
        self._resume()

    @Slot()
    def _on_keep_best_chosen(self) -> None:
        self._resume(keep_best=True)

    @Slot()
    def _on_less_memory_chosen(self) -> None:
        self._resume(less_memory=True)

    def _resume(self, *, keep_best: bool = False, less_memory: bool = False) -> None:
        entry = self._current()
        if entry is not None and entry.run is not None:
            self._training.resume(entry.run, keep_best=keep_best, less_memory=less_memory)
