"""The Training page: watch a run learn, end it, and look at the runs before."""

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from guitune.core.errors import GuiTuneError
from guitune.core.events import RunFailed, RunPaused
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, Card, EmptyCard
from guitune.gui.widgets.discarded_notice import DiscardedNotice
from guitune.gui.widgets.failure_card import GO_TO, FailureCard
from guitune.gui.widgets.notices_card import NoticesCard
from guitune.gui.widgets.run_plots import LossCard, MetricCard
from guitune.gui.widgets.run_status import RunStatusCard
from guitune.gui.widgets.runs_panel import RunsPanel
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.training_log import TrainingLog
from guitune.i18n import _

_REDRAW_MS = 100
_SMALLEST = (QSize(350, 200), QSize(350, 110))  # the cards of plots and of words


class TrainingPage(Page):
    """Shows the run that is looked at; events only mark it as changed, a timer redraws it.

    Signals
    -------
    redrawn
        Everything on the page was brought up to date.
    """

    redrawn = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session, "training")
        training = session.training
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_REDRAW_MS)
        self._redraw.timeout.connect(self._on_redraw_due)
        self._changed = False
        self._empty = EmptyCard(_("Nothing has been trained yet"), " ", "", "empty_action_button")
        self._empty.action.clicked.connect(self._on_empty_action)
        self._status = RunStatusCard(session)
        self._status.results_wanted.connect(self._on_results_wanted)
        self._error = FailureCard(session)
        self._error.page_wanted.connect(self.page_wanted)
        self._runs = RunsPanel(session)
        self._loss, self._metrics = LossCard(), MetricCard()
        self._log, self._notices = TrainingLog(), NoticesCard()
        self._lay_out()
        training.event_arrived.connect(self._on_event_arrived)
        training.runs_changed.connect(self._on_runs_changed)
        training.state_changed.connect(self._on_runs_changed)
        training.problem_occurred.connect(self._on_problem)
        session.readiness_changed.connect(self._on_readiness_changed)
        self._on_runs_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """The tab's mark and the sentence that explains it."""
        training = self.session.training
        if training.history.paused is not None:
            trouble = training.history.paused.message
            return ("attention", trouble) if trouble else ("running", _("The training is paused."))
        if training.is_running:
            return "running", _("The model is learning.")
        if isinstance(training.history.ending, RunFailed):
            return "attention", training.history.ending.message
        if any(summary.state == "finished" for summary in training.runs):
            return "done", _("There is a trained classifier.")
        blockers = self.session.blockers()
        if blockers:
            return "to_do", blockers[0].sentence
        return "ready", _("Everything is ready: start the training.")

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the page was hidden."""
        super().showEvent(event)
        if self._changed:
            self._on_redraw_due()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the list of runs narrower where there is little room."""
        super().resizeEvent(event)
        self._runs.make_room(event.size().width())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn that nobody sees."""
        super().hideEvent(event)
        self._redraw.stop()

    def _lay_out(self) -> None:
        log = Card(_("What happens"))
        log.body.addWidget(self._log, 1)
        self._grid = grid = QGridLayout()
        grid.setSpacing(GAP)
        for row, cards in enumerate(((self._loss, self._metrics), (log, self._notices))):
            grid.setRowStretch(row, 3 - row)
            for column, card in enumerate(cards):
                grid.setColumnStretch(column, 1)
                grid.addWidget(card, row, column)
                card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                card.setMinimumSize(_SMALLEST[row])
        shown = QWidget()
        shown.setObjectName("scrolled")
        right = QVBoxLayout(shown)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GAP)
        right.addWidget(self._status)
        right.addWidget(self._error)
        right.addLayout(grid, 1)
        full = QWidget()
        columns = QHBoxLayout(full)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP)
        columns.addWidget(self._runs)
        columns.addWidget(scrolled(shown), 1)
        nothing = QWidget()
        alone = QVBoxLayout(nothing)
        alone.setContentsMargins(0, 0, 0, 0)
        alone.setSpacing(GAP)
        alone.addWidget(DiscardedNotice(self.session))
        alone.addWidget(self._empty, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(nothing)
        self._stack.addWidget(full)
        self.rows.addLayout(self._stack)

    def _draw(self) -> None:
        training = self.session.training
        history = training.shown_history
        failed = isinstance(history.ending, RunFailed)
        self._status.setVisible(not failed)
        self._error.refresh()
        drawable = not failed or bool(history.steps)
        for card in (self._loss, self._metrics):
            card.setVisible(drawable)
        self._grid.setRowStretch(0, 3 if drawable else 0)
        self._status.refresh()
        self._loss.show_history(history)
        self._metrics.show_history(history)
        self._notices.show_notices(history.notices)
        self._log.show_history(history)

    def _show_empty(self) -> None:
        blockers = self.session.blockers()
        self._empty.explain(
            blockers[0].sentence
            if blockers
            else _("Everything is ready. You can watch how it learns, and stop at any time.")
        )
        page = blockers[0].page if blockers else None
        self._empty.action.setText(_("Start training") if page is None else _(GO_TO[page]))
        self._empty.action.setProperty("leads_to", page)

    @Slot(object)
    def _on_event_arrived(self, event: object) -> None:
        self._changed = True
        if isinstance(event, RunPaused) and event.message:
            QApplication.alert(self.window())
        if self.isVisible() and not self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _on_redraw_due(self) -> None:
        self._changed = False
        self._draw()
        self.redrawn.emit()

    @Slot()
    def _on_runs_changed(self) -> None:
        training = self.session.training
        anything = training.is_running or bool(training.runs) or bool(training.shown_history.events)
        self._stack.setCurrentIndex(1 if anything else 0)
        if not anything:
            self._show_empty()
        elif self.isVisible():
            self._on_redraw_due()
        else:
            self._changed = True
        self.mark_changed.emit()

    @Slot()
    def _on_readiness_changed(self) -> None:
        if self._stack.currentIndex() == 0:
            self._show_empty()
        self.mark_changed.emit()

    @Slot()
    def _on_empty_action(self) -> None:
        page = self._empty.action.property("leads_to")
        if page:
            self.page_wanted.emit(page)
        else:
            self.session.start_training()

    @Slot(object)
    def _on_problem(self, error: GuiTuneError) -> None:
        self.session.problem_occurred.emit(error)

    @Slot()
    def _on_results_wanted(self) -> None:
        self.page_wanted.emit("results")
