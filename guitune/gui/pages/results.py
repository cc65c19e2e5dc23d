"""The Results page: how good the classifier is, against what, and where it goes wrong."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from guitune.core.evaluation.report import Report
from guitune.core.evaluation.verdict import Verdict
from guitune.gui.file_dialogs import ask_for_report_file
from guitune.gui.pages.page import Mark, Page
from guitune.gui.readiness import PageName
from guitune.gui.report_printing import ReportPrinting
from guitune.gui.results_state import Choice, Results
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, Card, EmptyCard, ErrorCard
from guitune.gui.widgets.class_table import ClassTable
from guitune.gui.widgets.examples_card import ExamplesCard
from guitune.gui.widgets.figure_cards import FigureCards
from guitune.gui.widgets.matrix_card import MatrixCard
from guitune.gui.widgets.runs_panel import RunsPanel
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.text import button, label
from guitune.gui.widgets.verdict_card import VerdictCard
from guitune.i18n import _, ngettext

_LEAST_MIDDLE, _LEAST_TEXTS = 236, 148


class ResultsPage(Page):
    """Shows the results of the run that is looked at; whatever is chosen in them shows its texts below."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "results")
        self._empty = EmptyCard(_("No results yet"), " ", "", "empty_action_button")
        self._empty.action.clicked.connect(self._on_empty_action)
        self._reading = Card()
        self._reading.body.addWidget(label(_("Reading the results..."), "muted"))
        self._reading.body.addStretch(1)
        self._error = ErrorCard()
        again = button(_("Go to Training"), "after_error_button", "link")
        again.clicked.connect(self._on_training_wanted)
        self._error.buttons.insertWidget(0, again)
        self._verdict = VerdictCard()
        self._verdict.try_button.clicked.connect(self._on_try_clicked)
        self._verdict.save_action.triggered.connect(self._on_save_wanted)
        self._verdict.print_action.triggered.connect(self._on_print_wanted)
        self._printing = ReportPrinting(session.jobs, self)
        self._printing.saved.connect(self._on_report_saved)
        self._printing.failed.connect(session.problem_occurred)
        self._figures = FigureCards()
        self._matrix = MatrixCard()
        self._matrix.chosen.connect(self._on_chosen)
        self._classes = ClassTable()
        self._classes.label_chosen.connect(self._on_label_chosen)
        self._classes.choice_dropped.connect(self._on_choice_dropped)
        self._examples = ExamplesCard()
        self._examples.all_wanted.connect(self._on_choice_dropped)
        self._lay_out()
        session.results.changed.connect(self._on_results_changed)
        session.results.choice_changed.connect(self._on_choice_changed)
        session.training.state_changed.connect(self._on_results_changed)
        session.training.runs_changed.connect(self._on_results_changed)
        self._shown: Results | None = None
        self._judgement: Verdict | None = None
        self._on_results_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """How good the results are."""
        state = self.session.results
        if state.error is not None:
            return "attention", state.error.message
        if self._judgement is None:
            return "to_do", _("There are results when a training is finished.")
        return "attention" if self._judgement.tone == "bad" else "done", self._judgement.headline

    def _lay_out(self) -> None:
        classes = Card(_("Label by label"), " ")
        self._classes_caption = classes.subtitle
        classes.body.setContentsMargins(16, 14, 16, 8)
        classes.body.setSpacing(4)
        classes.body.addWidget(self._classes, 1)
        middle = QWidget()
        side_by_side = QHBoxLayout(middle)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(GAP)
        for card, share in ((self._matrix, 9), (classes, 10)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            side_by_side.addWidget(card, share)
        middle.setMinimumHeight(_LEAST_MIDDLE)
        self._examples.setMinimumHeight(_LEAST_TEXTS)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(GAP)
        parts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        parts.setMinimumHeight(_LEAST_MIDDLE + GAP + _LEAST_TEXTS)
        parts.addWidget(middle)
        parts.addWidget(self._examples)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        ready = QWidget()
        ready.setObjectName("scrolled")
        rows = QVBoxLayout(ready)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self._verdict)
        rows.addWidget(self._figures)
        rows.addWidget(parts, 1)
        self._scroll = scrolled(ready)
        failed = QWidget()
        above = QVBoxLayout(failed)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self._error)
        above.addStretch(1)
        self._stack = QStackedWidget()
        for part in (self._empty, self._reading, failed, self._scroll):
            self._stack.addWidget(part)
        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        self._runs = RunsPanel(self.session)
        columns.addWidget(self._runs)
        columns.addWidget(self._stack, 1)
        self.rows.addLayout(columns, 1)

    @Slot()
    def _on_results_changed(self) -> None:
        state = self.session.results
        training = self.session.training
        self._runs.setVisible(bool(training.runs or training.last_discarded) or training.is_running)
        self._error.show_error(state.error)
        if state.results is not None:
            self._stack.setCurrentIndex(3)
            if state.results is not self._shown:
                self._show(state.results.report)
        elif state.error is not None:
            self._stack.setCurrentIndex(2)
        elif state.is_reading:
            self._stack.setCurrentIndex(1)
        else:
            self._stack.setCurrentIndex(0)
            self._explain_emptiness()
        self._shown = state.results
        if state.results is None:
            self._judgement = None
        self.mark_changed.emit()

    def _show(self, report: Report) -> None:
        self._judgement = self._verdict.show_report(report)
        self._figures.show_report(report)
        self._matrix.show_report(report)
        count = report.judged.examples
        sentence = (
            ngettext("on {count} validation text", "on {count} validation texts", count)
            if report.test is None
            else ngettext("on {count} test text", "on {count} test texts", count)
        )
        self._classes_caption.setText(sentence.format(count=f"{count:,}"))
        self._classes.show_figures(report.judged.per_class)
        self._on_choice_changed()

    def _explain_emptiness(self) -> None:
        training, blockers = self.session.training, self.session.blockers()
        page: PageName | None
        if training.is_running:
            text, action, page = _("The model is still learning."), _("Watch the training"), "training"
        elif training.shown_run is not None:
            text = _("This run did not come to its end, so it has no results. You can go on with it.")
            action, page = _("Go to Training"), "training"
            if training.last_finished is not None:
                action, page = _("See the last results"), None
        elif blockers:
            text, page = blockers[0].sentence, blockers[0].page
            action = {"data": _("Go to Data"), "model": _("Go to Model")}.get(page, _("Go to Settings"))
        else:
            text, page = _("Everything is ready: start the training."), "training"
            action = _("Go to Training")
        self._empty.explain(text)
        self._empty.action.setText(action)
        self._empty.action.setProperty("leads_to", page)

    @Slot()
    def _on_choice_changed(self) -> None:
        state = self.session.results
        if state.results is None:
            return
        self._examples.show_texts(state.results, state.choice)
        self._matrix.show_choice(state.choice)
        single = state.choice is not None and state.choice.answer is None
        self._classes.show_choice(state.choice.label if state.choice is not None and single else None)

    @Slot(object)
    def _on_chosen(self, choice: Choice | None) -> None:
        self.session.results.choose(choice)

    @Slot(str)
    def _on_label_chosen(self, chosen: str) -> None:
        self.session.results.choose(Choice(chosen))

    @Slot()
    def _on_choice_dropped(self) -> None:
        self.session.results.choose(None)

    @Slot()
    def _on_empty_action(self) -> None:
        page = self._empty.action.property("leads_to")
        if page:
            self.page_wanted.emit(page)
        else:
            self.session.training.look_at(self.session.training.last_finished)

    @Slot()
    def _on_training_wanted(self) -> None:
        self.page_wanted.emit("training")

    @Slot()
    def _on_try_clicked(self) -> None:
        self.page_wanted.emit("try_it")

    @Slot()
    def _on_save_wanted(self) -> None:
        results, name = self.session.results.results, self.session.project.name
        target = ask_for_report_file(self, _("{project} report").format(project=name))
        if results is not None and target is not None:
            self._printing.save(results, name, target)

    @Slot()
    def _on_print_wanted(self) -> None:
        results = self.session.results.results
        if results is not None:
            self._printing.print_on_paper(results, self.session.project.name)

    @Slot(object)
    def _on_report_saved(self, target: Path) -> None:
        self._verdict.show_saved(target.name)
