"""The card with the confusion matrix and what belongs to it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from guitune.core.evaluation.report import Report
from guitune.core.evaluation.verdict import most_frequent_confusion
from guitune.gui.results_state import Choice
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.confusion_matrix import ConfusionMatrix
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_MANY_LABELS = 20


class MatrixCard(Card):
    """What is taken for what on validation texts; with many labels, at first only those that get mixed up.

    Signals
    -------
    chosen(Choice | None)
        A cell was chosen, or the choice taken back.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("What it mixes up"), _("validation texts"))
        self._report: Report | None = None
        self._choice: Choice | None = None
        self._only_mixed_up = False
        self._only = button("", "only_mixed_up_button", "link")
        self._only.setToolTip(
            _("Labels that are taken for others, or others for them, the worst first; or all labels.")
        )
        self._only.clicked.connect(self._on_only_clicked)
        keeps_its_room = self._only.sizePolicy()
        keeps_its_room.setRetainSizeWhenHidden(True)  # the headings of neighbouring cards stay on one line
        self._only.setSizePolicy(keeps_its_room)
        self.heading.addWidget(self._only)
        self.body.setContentsMargins(16, 11, 16, 8)
        self.body.setSpacing(4)
        self.matrix = ConfusionMatrix()
        self._nothing = label(_("Nothing is mixed up on the validation texts."), "muted", wrap=True)
        self._caption = ElidedLabel("small", "matrix_caption")
        self.body.addWidget(self.matrix, 1)
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self._caption)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.matrix.cell_chosen.connect(self._on_cell_chosen)
        self.matrix.choice_dropped.connect(self._on_choice_dropped)

    def show_report(self, report: Report) -> None:
        """Show a report's matrix."""
        self._report = report
        self._only_mixed_up = len(report.labels) > _MANY_LABELS and report.validation.accuracy < 1
        self._only.setVisible(len(report.labels) > 2)
        self._caption.show_text(_caption(report))
        self._show_matrix()

    def show_choice(self, choice: Choice | None) -> None:
        """Mark the chosen cell."""
        self._choice = choice
        self.matrix.show_choice(choice.label if choice else "", choice.answer if choice else None)

    def _show_matrix(self) -> None:
        if self._report is None:
            return
        figures, only = self._report.validation, self._only_mixed_up
        self._only.setText(_("All labels") if only else _("Only mix-ups"))
        nothing = only and figures.accuracy == 1
        self.matrix.setVisible(not nothing)
        self._nothing.setVisible(nothing)
        self.matrix.show_matrix(self._report.labels, figures, only_mixed_up=only)
        self.show_choice(self._choice)

    @Slot()
    def _on_only_clicked(self) -> None:
        self._only_mixed_up = not self._only_mixed_up
        self._show_matrix()

    @Slot(str, str)
    def _on_cell_chosen(self, label_: str, answer: str) -> None:
        self.chosen.emit(Choice(label_, answer))

    @Slot()
    def _on_choice_dropped(self) -> None:
        self.chosen.emit(None)


def _caption(report: Report) -> str:
    """How to read it, and the most frequent mistake."""
    worst = most_frequent_confusion(report.validation, report.labels)
    if worst is None:
        return _("A row is the true label, a column the answer. There are no mistakes.")
    return _(
        "A row is the true label. Most often {label} is taken for {answer}: {count} of {total} texts."
    ).format(label=worst.label, answer=worst.answer, count=f"{worst.count:,}", total=f"{worst.of:,}")
