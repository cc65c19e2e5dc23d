"""The card with the texts behind what was chosen in the matrix or the table of labels."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from guitune.gui.results_state import Choice, Results
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.examples_table import ExamplesTable
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _, ngettext


class ExamplesCard(Card):
    """All mistakes on validation texts, until something is chosen.

    Signals
    -------
    all_wanted
        The person wants to see all mistakes again.
    """

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(16, 10, 16, 8)
        self.body.setSpacing(4)
        self._heading = ElidedLabel("title", "examples_heading")
        self._all = button(_("Show all mistakes"), "show_mistakes_button", "link")
        self._all.clicked.connect(self._on_all_clicked)
        self._why = label(
            _("Validation texts. Test texts stay unseen, so the test score stays honest."),
            "small",
            name="validation_only_label",
        )
        self._why.setToolTip(
            plain_tip(
                _(
                    "What you read, you may correct, and what was corrected is no test any more. So single "
                    "texts are shown from the validation part, and test texts count in the figures only."
                )
            )
        )
        self.table = ExamplesTable()
        self._note = label(role="muted", wrap=True, name="examples_note")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._heading, 1)
        line.addWidget(self._why)
        line.addWidget(self._all)
        self.body.addLayout(line)
        self._note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._note)
        self.body.addWidget(self.table, 1)

    def show_texts(self, results: Results, choice: Choice | None) -> None:
        """Show the texts of a choice."""
        texts = results.texts.chosen(choice)
        mistakes = sum(not text.is_right for text in texts)
        self._heading.show_text(_heading(choice, len(texts), mistakes))
        self._all.setVisible(choice is not None)
        self.table.show_texts(texts, results.report.labels)
        self.table.setVisible(bool(texts))
        self._note.setText(_note(results, choice, len(texts)))
        self._note.setVisible(bool(self._note.text()))

    @Slot()
    def _on_all_clicked(self) -> None:
        self.all_wanted.emit()


def _heading(choice: Choice | None, count: int, mistakes: int) -> str:
    if choice is None:
        sentence = ngettext("{count} mistake, the surest first", "{count} mistakes, the surest first", count)
    elif choice.answer is None:
        sentence = ngettext(
            "{count} text with {label}, of which {mistakes} mistaken",
            "{count} texts with {label}, of which {mistakes} mistaken",
            count,
        )
    elif choice.answer == choice.label:
        sentence = ngettext(
            "{count} text: {label} answered right, the least sure first",
            "{count} texts: {label} answered right, the least sure first",
            count,
        )
    else:
        sentence = ngettext(
            "{count} text: {label} taken for {answer}", "{count} texts: {label} taken for {answer}", count
        )
    return sentence.format(
        count=f"{count:,}",
        mistakes=f"{mistakes:,}",
        label=choice.label if choice else "",
        answer=choice.answer if choice else "",
    )


def _note(results: Results, choice: Choice | None, count: int) -> str:
    """Why there is less to see than one might expect."""
    if results.texts_error is not None:
        return f"{results.texts_error.message} {results.texts_error.hint}"
    if not count:
        if choice is None:
            return _("There are no mistakes among the validation texts.")
        return _("There are no such texts among the validation texts.")
    if not results.texts.has_texts:
        return _(
            "This run was made before GuiTune kept the texts. Look the rows up in your file, or train again."
        )
    return ""
