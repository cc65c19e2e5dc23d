"""The number that fine-tuning has to beat, in one line."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guitune.core.evaluation.baseline import ValidationBaseline
from guitune.formatting import percent, visible
from guitune.gui.session import Session
from guitune.gui.widgets.text import label, plain_tip
from guitune.i18n import _

_LONGEST_LABEL, _FEW_TEXTS = 24, 30


class BaselineLine(QWidget):
    """Follows `session.baseline`; takes no room where there is nothing to say."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._state = session.baseline
        self._label = label(role="small", wrap=True, name="baseline_label")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._label)
        self._state.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        baseline, error = self._state.baseline, self._state.error
        text, tip = "", ""
        if baseline is not None:
            text, tip = _sentence(baseline), _explanation(baseline)
        elif error is not None:
            text, tip = _("What simple word counting reaches could not be found out."), error.message
        elif self._state.is_measuring:
            text = _("Finding out what simple word counting reaches...")
        self._label.setText(text)
        self._label.setToolTip(plain_tip(tip))
        self._label.setAccessibleDescription(tip)
        self.setVisible(bool(text))


def _sentence(baseline: ValidationBaseline) -> str:
    name = visible(baseline.majority_label)
    count = baseline.validation_texts
    sentence = (
        _(
            "To beat: word counting is right for {counted} of only {count} validation texts "
            "(always saying “{label}”: {same})."
        )
        if count < _FEW_TEXTS
        else _(
            "To beat: word counting is right for {counted} of the validation texts "
            "(always saying “{label}”: {same})."
        )
    )
    return sentence.format(
        counted=percent(baseline.word_counting_accuracy),
        count=count,
        same=percent(baseline.majority_accuracy),
        label=name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…",
    )


def _explanation(baseline: ValidationBaseline) -> str:
    counting = (
        _("Word counting looks only at which words a text has (TF-IDF and logistic regression).")
        if baseline.counts_words
        else _(
            "Word counting looks only at which short runs of characters a text has "
            "(TF-IDF and logistic regression), since these texts have no spaces between words."
        )
    )
    used, there = f"{baseline.train_texts_used:,}", f"{baseline.train_texts:,}"
    learned = (
        _("It learned from {used} texts.")
        if baseline.train_texts_used == baseline.train_texts
        else _("It learned from {used} of {there} texts, drawn evenly.")
    ).format(used=used, there=there)
    figures = _("Macro-F1: {counted} for word counting, {same} for the most frequent label alone.").format(
        counted=percent(baseline.word_counting_macro_f1), same=percent(baseline.majority_macro_f1)
    )
    return "\n".join(
        [
            counting,
            learned,
            _("The other number is what the most frequent label reaches when it is said to everything."),
            figures,
            _("Fine-tuning is worth its time if it is right more often than both."),
        ]
    )
