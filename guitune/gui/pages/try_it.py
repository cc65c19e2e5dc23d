"""Try it: a text goes in, every label's probability moves; files are sorted, the classifier is saved."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from guitune.core.inference.tried import Tried
from guitune.gui.classifier import Answer
from guitune.gui.example_texts import example_texts
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.answer_card import AnswerCard
from guitune.gui.widgets.card import GAP, ErrorCard
from guitune.gui.widgets.classifier_line import ClassifierLine
from guitune.gui.widgets.dropped_file import dropped_file
from guitune.gui.widgets.no_classifier_card import NoClassifierCard
from guitune.gui.widgets.sort_file_card import SortFileCard
from guitune.gui.widgets.text import button
from guitune.gui.widgets.text_card import TextCard
from guitune.gui.widgets.tried_card import TriedCard
from guitune.i18n import _

_PAUSE_MS = 1500
_NARROWEST_SIDE, _WIDEST_SIDE = 330, 440
_NONE, _FAILED, _THERE = range(3)


class TryItPage(Page):
    """The text and its answer on the left; a file to sort and what was tried on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "try_it")
        self.setAcceptDrops(True)
        self._answer: Answer | None = None
        self._unended: Tried | None = None
        self._due: Literal["", "paused", "ended"] = ""
        self._dropped = Path()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_paused)
        self._stack = QStackedLayout()
        missing = NoClassifierCard(session)
        missing.page_wanted.connect(self.page_wanted)
        self._stack.addWidget(missing)
        self._stack.addWidget(self._failure())
        self._stack.addWidget(self._trying())
        self.rows.addLayout(self._stack, 1)
        session.classifier.changed.connect(self._on_classifier_changed)
        session.classifier.answered.connect(self._on_answered)
        session.classifier.failed.connect(self._answers.show_error)
        session.project_changed.connect(self._on_project_changed)
        session.data.changed.connect(self._show_examples)
        session.training.state_changed.connect(self.mark_changed)
        session.tried.changed.connect(self.mark_changed)
        self._on_project_changed()
        self._on_classifier_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """Whether there is a classifier to try, and whether it was tried."""
        match self.session.classifier.state:
            case "ready" if self.session.tried.entries:
                return "done", _("You have tried the classifier.")
            case "ready":
                return "ready", _("Type a text and see what the classifier says.")
            case "loading":
                return "running", _("The classifier is being loaded.")
            case "failed":
                return "attention", _("The classifier cannot be loaded.")
        return "to_do", _("Train a classifier first.")

    def _failure(self) -> QWidget:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        self._error = ErrorCard()
        again = button(_("Try again"), "load_again_button", "link")
        again.clicked.connect(self._on_again_clicked)
        self._error.buttons.insertWidget(0, again)
        rows.addWidget(self._error)
        rows.addStretch(1)
        return whole

    def _trying(self) -> QWidget:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        which = ClassifierLine(self.session)
        which.results_wanted.connect(self._on_results_wanted)
        rows.addWidget(which)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._text = TextCard()
        self._text.text_changed.connect(self._on_text_changed)
        self._text.ended.connect(self._on_ended)
        self._answers = AnswerCard()
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._text, 2)
        left.addWidget(self._answers, 3)
        line.addLayout(left, 7)
        line.addWidget(self._side(), 3)
        rows.addLayout(line, 1)
        return whole

    def _side(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(_NARROWEST_SIDE)
        side.setMaximumWidth(_WIDEST_SIDE)
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self._sort = SortFileCard(self.session)
        tried = TriedCard(self.session)
        tried.chosen.connect(self._on_tried_chosen)
        rows.addWidget(self._sort)
        rows.addWidget(tried, 1)
        return side

    def _ask(self) -> None:
        """Have the text answered, or say why it is not."""
        classifier, (text, pair) = self.session.classifier, self._text.typed()
        self._due = ""
        self._pause.stop()
        if classifier.state != "ready":
            self._answers.wait(patiently=classifier.state == "loading")
        elif not text.strip():
            self._answers.rest(classifier.labels)
        else:
            self._pause.start()
            classifier.ask(text, pair)
            return
        self._answer = None
        self._text.show_length(None)

    def _keep(self, how: Literal["paused", "ended"]) -> None:
        """Put the text with its answer on the list, as soon as it is answered."""
        text, pair = self._text.typed()
        if not text.strip():
            return
        run = self.session.classifier.run
        if self._answer is None or run is None or not self._answer.is_about(text, pair):
            self._due = how
            return
        best = self._answer.prediction
        entry = Tried(text, pair, best.label, best.confidence, run.path.name)
        before = self._unended
        goes_on = before is not None and (text.startswith(before.text) or before.text.startswith(text))
        self.session.tried.add(entry, instead_of=before if goes_on else None)
        self._unended = entry if how == "paused" else None

    @Slot()
    def _show_examples(self) -> None:
        classifier = self.session.classifier
        config = classifier.config.data if classifier.state == "ready" else None
        self._text.offer(example_texts(self.session.data.overview, config))

    @Slot()
    def _on_classifier_changed(self) -> None:
        classifier = self.session.classifier
        self._stack.setCurrentIndex({"none": _NONE, "failed": _FAILED}.get(classifier.state, _THERE))
        self._error.show_error(classifier.error)
        data = classifier.config.data
        self._text.show_columns(data.text_column, data.text2_column)
        self._show_examples()
        self._ask()
        self.mark_changed.emit()

    @Slot()
    def _on_project_changed(self) -> None:
        self._unended = None
        self._text.put(self.session.draft, self.session.draft_pair)

    @Slot()
    def _on_text_changed(self) -> None:
        self.session.draft, self.session.draft_pair = self._text.drafts()
        self._ask()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        text, pair = self._text.typed()
        if self.session.classifier.state != "ready" or not text.strip():
            return
        self._answer = answer
        self._answers.show_answer(self.session.classifier.labels, answer)
        if answer.is_about(text, pair):
            self._text.show_length(answer)
            if self._due:
                self._keep(self._due)

    @Slot()
    def _on_paused(self) -> None:
        self._keep("paused")

    @Slot()
    def _on_ended(self) -> None:
        self._pause.stop()
        self._keep("ended")

    @Slot(object)
    def _on_tried_chosen(self, entry: Tried) -> None:
        self._unended = None
        self._text.put(entry.text, entry.pair)
        self._text.take_focus()

    @Slot()
    def _on_again_clicked(self) -> None:
        if self.session.classifier.run is not None:
            self.session.classifier.load(self.session.classifier.run)

    @Slot()
    def _on_results_wanted(self) -> None:
        self.page_wanted.emit("results")

    def showEvent(self, event: QShowEvent) -> None:
        """The person came to type."""
        super().showEvent(event)
        self._text.take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """The person went to another tab."""
        super().hideEvent(event)
        self._on_ended()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file can be let go anywhere on the page; a folder is a project and not for this page."""
        file = dropped_file(event)
        if file is not None and self.session.classifier.state == "ready":
            event.acceptProposedAction()
            self._sort.show_hovered(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Rest again."""
        self._sort.show_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Sort the file, once the system is done with the drop."""
        self._sort.show_hovered(False)
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self._dropped = file
            QTimer.singleShot(0, self._on_drop_due)

    @Slot()
    def _on_drop_due(self) -> None:
        self._sort.take(self._dropped)
