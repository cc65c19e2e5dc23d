"""Where the text to try is typed: one box, or two for classifiers that read pairs of texts."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.gui.classifier import Answer
from guitune.gui.widgets.card import GAP, Card
from guitune.gui.widgets.text import label, set_role
from guitune.gui.widgets.try_text import TryText
from guitune.i18n import _

_LOWEST_BOX = 166


class TextCard(Card):
    """The boxes, and a line under them that says how much of the text is read.

    Signals
    -------
    text_changed
        `typed` is another text now.
    ended
        The person pressed Enter or left a box.
    """

    text_changed = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pairs = False
        self._example_pairs: dict[str, str | None] = {}
        self._title, self._second_title = label(role="small"), label(role="small")
        self._box = TryText("try_text", _("Text to try"), _("Type or paste a text"))
        self._box.setMinimumHeight(_LOWEST_BOX)
        self._box.example_chosen.connect(self._on_example_chosen)
        self._second_box = TryText(
            "try_text2", _("Second text to try"), _("Type or paste the text that belongs to it")
        )
        self._second = QWidget()
        line = QHBoxLayout()
        line.setSpacing(GAP)
        for holder, title, box in (
            (QWidget(), self._title, self._box),
            (self._second, self._second_title, self._second_box),
        ):
            rows = QVBoxLayout(holder)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.addWidget(title)
            rows.addWidget(box, 1)
            line.addWidget(holder, 1)
            box.textChanged.connect(self.text_changed)
            box.ended.connect(self.ended)
        self._note = label(name="text_note_label", wrap=True)
        self.body.addLayout(line, 1)
        self.body.addWidget(self._note)
        self.show_columns("", None)
        self.show_length(None)

    def typed(self) -> tuple[str, str | None]:
        """The text, and the second one where the classifier reads pairs."""
        return self._box.toPlainText(), self._second_box.toPlainText() if self._pairs else None

    def drafts(self) -> tuple[str, str]:
        """What stands in both boxes, be the second one shown or not."""
        return self._box.toPlainText(), self._second_box.toPlainText()

    def put(self, text: str, pair: str | None) -> None:
        """Have these texts in the boxes."""
        self._second_box.setPlainText(pair or "")
        self._box.setPlainText(text)
        self._box.moveCursor(self._box.textCursor().MoveOperation.End)

    def show_columns(self, text_column: str, text2_column: str | None) -> None:
        """Name the boxes after the columns that the classifier learned from, where there are two."""
        self._pairs = text2_column is not None
        self._title.setText(text_column)
        self._title.setVisible(self._pairs)
        self._second_title.setText(text2_column or "")
        self._second.setVisible(self._pairs)

    def offer(self, examples: Sequence[tuple[str, str | None]]) -> None:
        """Offer texts (or pairs) to try while the box is empty."""
        self._example_pairs = dict(examples)
        self._box.set_examples(list(self._example_pairs))

    def show_length(self, answer: Answer | None) -> None:
        """Say how much of an answered text was read, where it was not all."""
        if answer is None or answer.tokens <= answer.tokens_read:
            set_role(self._note, "small")
            self._note.setText(_("Enter keeps the text in the list; Shift and Enter begin a new line."))
            self._note.setToolTip("")
            return
        set_role(self._note, "warning")
        self._note.setText(
            _("Only the first {read} of {all} tokens are read.").format(
                read=f"{answer.tokens_read:,}", all=f"{answer.tokens:,}"
            )
        )
        tip = _(
            "Tokens are the pieces of words that a model reads. If the end of your texts matters, choose a "
            "larger text length in Settings and train again."
        )
        self._note.setToolTip(tip)

    def take_focus(self) -> None:
        """Be ready for keys."""
        self._box.setFocus()

    @Slot(str)
    def _on_example_chosen(self, text: str) -> None:
        self.put(text, self._example_pairs.get(text))
        self.take_focus()
