"""Training texts before and after they are changed as the settings say."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guitune.core.data.augment import Augmentation, augmented
from guitune.core.data.differences import Span, marked_differences
from guitune.formatting import visible
from guitune.gui.session import Session
from guitune.gui.training_texts_state import TrainingTexts, TrainingTextsState
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.marked_text import MarkedText
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _

_EXAMPLES = 3
_SETTINGS = {"word_dropout", "word_swap", "typo_noise"}


class AugmentationCard(Card):
    """Shown while words are left out, swapped or misspelt and there are texts to learn from."""

    def __init__(self, session: Session, training_texts: TrainingTextsState) -> None:
        super().__init__(_("Changed texts"))
        self.setObjectName("augmentation_card")
        self._session, self._training_texts = session, training_texts
        self._turn = self._start = self._next = 0
        others = button(_("Others"), "other_examples_button", "link", tip=_("Shows other texts."))
        others.clicked.connect(self._on_others_clicked)
        self.heading.addWidget(others)
        self._sentence = label(role="muted", wrap=True, name="augmentation_sentence")
        self.body.addWidget(self._sentence)
        self._pairs = [_ChangedText(number) for number in range(1, _EXAMPLES + 1)]
        for pair in self._pairs:
            self.body.addWidget(pair)
        session.readiness_changed.connect(self._on_changed)
        training_texts.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_others_clicked(self) -> None:
        self._turn += 1
        self._start = self._next
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        texts = self._training_texts.texts
        augmentation = Augmentation.of(self._session.config.training)
        can_be_shown = augmentation.is_on and not self._session.setting_problems().keys() & _SETTINGS
        self.setVisible(texts is not None and can_be_shown)
        if texts is None or not can_be_shown:
            return
        examples, self._next = changed_examples(texts, augmentation, self._turn, self._start)
        self._sentence.setText(
            _("Changed anew in each round. The texts for checking stay as they are.")
            if examples
            else _("With so small a share, hardly any text is changed.")
        )
        for number, pair in enumerate(self._pairs):
            pair.setVisible(number < len(examples))
            if number < len(examples):
                pair.show_texts(*examples[number])


class _ChangedText(QWidget):
    """A text as it is, and under it what is read in one of the rounds."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._before, self._after = MarkedText(is_gone=True), MarkedText(is_gone=False)
        self._before.setObjectName(f"text_before_{number}")
        self._after.setObjectName(f"text_after_{number}")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(rule())
        rows.addWidget(self._before)
        rows.addWidget(self._after)

    def show_texts(self, before: str, after: str) -> None:
        """Show another pair."""
        spans = marked_differences(before, after)
        for shown, text, marked, words in (
            (self._before, before, spans[0], _("As it is: {text}")),
            (self._after, after, spans[1], _("Changed: {text}")),
        ):
            shown.show_text(text, _without_spaces(text, marked))
            shown.setAccessibleName(words.format(text=text))


def _without_spaces(text: str, spans: list[Span]) -> list[Span]:
    """The spans without the white space at their ends."""
    trimmed = (
        (end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in spans
    )
    return [(start, end) for start, end in trimmed if start < end]


def changed_examples(
    texts: TrainingTexts, augmentation: Augmentation, turn: int, start: int
) -> tuple[list[tuple[str, str]], int]:
    """Up to three texts before and after, and where among the sample the next ones come from.

    Parameters
    ----------
    turn
        Each turn changes a text in another way.
    start
        Number of the first text of the sample to look at; after the last comes the first again.
    """
    found: list[tuple[str, str]] = []
    looked_at = 0
    while looked_at < len(texts.sample) and len(found) < _EXAMPLES:
        place, text = texts.sample[(start + looked_at) % len(texts.sample)]
        changed = augmented(text, augmentation, turn, place)
        if changed != text:
            found.append((visible(text), visible(changed)))
        looked_at += 1
    return found, start + looked_at
