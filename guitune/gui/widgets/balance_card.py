"""What the choice for uneven labels makes of the texts of one round."""

from PySide6.QtCore import Slot

from guitune.core.data.balance import balanced_counts, class_weights
from guitune.core.training_config import ClassBalance
from guitune.gui.models.balance_model import LabelBalance
from guitune.gui.session import Session
from guitune.gui.training_texts_state import TrainingTexts, TrainingTextsState
from guitune.gui.widgets.balance_bars import BalanceBars, BalanceLegend
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import label
from guitune.i18n import _, ngettext

_FEW = 0.2


class BalanceCard(Card):
    """Shown while something is done about uneven labels and there are texts to learn from."""

    def __init__(self, session: Session, training_texts: TrainingTextsState) -> None:
        super().__init__(_("Labels in one round"))
        self.setObjectName("balance_card")
        self._session, self._training_texts = session, training_texts
        self._shown: tuple[TrainingTexts, ClassBalance] | None = None
        self._sentence = label(role="muted", wrap=True, name="balance_sentence")
        self._warning = label(role="warning", wrap=True, name="balance_warning")
        self._legend, self._bars = BalanceLegend(), BalanceBars()
        for widget in (self._sentence, self._warning, self._legend, self._bars):
            self.body.addWidget(widget)
        session.config_changed.connect(self._on_changed)
        training_texts.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        texts, balance = self._training_texts.texts, self._session.config.training.class_balance
        self.setVisible(texts is not None and balance != "none")
        if texts is not None and balance != "none" and (texts, balance) != self._shown:
            self._shown = texts, balance
            self._show(texts, balance)

    def _show(self, texts: TrainingTexts, balance: ClassBalance) -> None:
        labels = label_balances(texts, balance)
        before = sum(entry.before for entry in labels)
        after = round(sum(entry.after for entry in labels))
        self._sentence.setText(_sentence(balance, before, after))
        is_little = after < _FEW * before
        self._sentence.setVisible(not is_little)
        self._warning.setVisible(is_little)
        self._warning.setText(
            ngettext(
                "Only {after} of {count} text would be read in each round.",
                "Only {after} of {count} texts would be read in each round.",
                before,
            ).format(after=f"{after:,}", count=f"{before:,}")
        )
        for widget in (self._legend, self._bars):
            widget.setVisible(balance != "focal")
        self._legend.after.setText(
            _("what they count as") if balance == "class_weights" else _("in one round")
        )
        self._bars.show_labels(labels)


def label_balances(texts: TrainingTexts, balance: ClassBalance) -> list[LabelBalance]:
    """Each label before and after balancing, the most frequent first."""
    names = [name for name, _count in texts.label_counts]
    counts = [count for _name, count in texts.label_counts]
    if balance == "class_weights":
        weights = class_weights(counts)
        return [
            LabelBalance(name, count, count * weight, weight)
            for name, count, weight in zip(names, counts, weights, strict=True)
        ]
    afterwards = balanced_counts(counts, balance)
    return [
        LabelBalance(name, count, after) for name, count, after in zip(names, counts, afterwards, strict=True)
    ]


def _sentence(balance: ClassBalance, before: int, after: int) -> str:
    if balance == "class_weights":
        return _(
            "Each round reads the same {count} texts. A mistake in a text of a rare label counts for more."
        ).format(count=f"{before:,}")
    if balance == "focal":
        return _(
            "Each round reads the same {count} texts. The surer it is already of a text's label, the less "
            "that text counts, so that the hard ones, often of rare labels, count for most."
        ).format(count=f"{before:,}")
    words = (
        _("Each round reads {after} of {before} texts, and each time others of the frequent labels.")
        if balance == "undersampling"
        else _("Each round reads {after} texts instead of {before}.")
    )
    return words.format(after=f"{after:,}", before=f"{before:,}")
