"""How long the texts are, how much of them is cut, and what the model does not know of them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from guitune.core.data.token_lengths import TokenLengths
from guitune.formatting import enumeration
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.length_chart import LengthChart
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import N_, _

_TIP = N_(
    "Models read words or pieces of words, called tokens. Of a longer text only the beginning is read. "
    "A larger length keeps more, and every doubling costs about twice the time. "
    "Leave it automatic, or try 128."
)
_WORTH_A_WARNING = 0.01
_MOST_NAMED, _LONGEST_NAME = 2, 12


class LengthCard(Card):
    """The histogram with its handle, and a sentence on what that means.

    Signals
    -------
    lost_wanted(int)
        The texts that are cut at this length shall be shown.
    model_wanted
        The person wants to choose another model.
    """

    lost_wanted = Signal(int)
    model_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(_("How long the texts are"), " ")
        self._session = session
        self._shown: tuple[TokenLengths, int] | None = None
        self._use = button("", "use_length_button", "link")
        self._use.clicked.connect(self._on_use_clicked)
        self.heading.addWidget(self._use)
        self._chart = LengthChart()
        self._chart.cut_moved.connect(self._on_cut_moved)
        self._sentence = label(role="small", wrap=True, name="truncation_label")
        self._sentence.setToolTip(plain_tip(_(_TIP)))
        self._lost = button(_("Show what is lost"), "show_lost_button", "link")
        self._lost.clicked.connect(self._on_lost_clicked)
        self._unknown = label(role="warning", wrap=True, name="unknown_tokens_label")
        self._model = button(_("Choose another"), "unknown_tokens_button", "link")
        self._model.clicked.connect(self.model_wanted)
        self.body.addWidget(self._chart, 1)
        for text, link in ((self._sentence, self._lost), (self._unknown, self._model)):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(text, 1)
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(line)
        session.token_lengths.changed.connect(self._on_changed)
        session.config_changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        counted = self._session.token_lengths.counted
        lengths = counted.lengths if counted is not None else None
        if counted is not None and lengths is not None:
            shown = (lengths, effective_length(lengths, self._session.config.training.max_length))
            before = self._shown
            if before is None or before[0] is not lengths or before[1] != shown[1]:
                self._shown = shown
                self._chart.show_tokens(*shown)
        else:
            self._shown = None
            self._chart.show_lengths(counted.characters if counted is not None else [])
        self.subtitle.setText(self._unit(lengths))
        self._show_unknown(lengths)
        self._on_cut_moved()

    @Slot()
    def _on_cut_moved(self) -> None:
        self._sentence.setVisible(self._shown is not None)
        self._use.setVisible(self._shown is not None and self._chart.cut != self._shown[1])
        if self._shown is None:
            self._lost.hide()
            return
        lengths, cut = self._shown[0], self._chart.cut
        share = lengths.share_cut(cut)
        self._sentence.setText(_cut_sentence(share).format(share=f"{share:.0%}", length=f"{cut:,}"))
        self._use.setText(_("Use {length} tokens").format(length=f"{cut:,}"))
        self._lost.setVisible(share > 0)

    def _unit(self, lengths: TokenLengths | None) -> str:
        if lengths is None:
            return _("in characters")
        if lengths.is_sample:
            return _("in tokens, estimated from {count} texts").format(count=f"{len(lengths.tokens):,}")
        return _("in tokens")

    def _show_unknown(self, lengths: TokenLengths | None) -> None:
        warned = lengths is not None and lengths.unknown_share >= _WORTH_A_WARNING
        self._unknown.setVisible(warned)
        self._model.setVisible(warned)
        if lengths is not None and warned:
            named = [f"“{_shortened(piece)}”" for piece in lengths.unknown_examples]
            self._unknown.setText(
                _(
                    "The model does not know {share} of what stands in these texts (for example {examples})."
                ).format(share=f"{lengths.unknown_share:.0%}", examples=enumeration(named[:_MOST_NAMED]))
            )
            self._unknown.setToolTip(plain_tip(_(", ").join(named)))

    @Slot()
    def _on_use_clicked(self) -> None:
        self._session.change_setting("max_length", str(self._chart.cut))

    @Slot()
    def _on_lost_clicked(self) -> None:
        self.lost_wanted.emit(self._chart.cut)


def effective_length(lengths: TokenLengths, max_length: int | None) -> int:
    """The length that training cuts at under this setting."""
    return min(lengths.longest, max_length or lengths.automatic)


def _cut_sentence(share: float) -> str:
    """The sentence for a share; a share that is not quite none or all is never called so."""
    if share == 0:
        return _("No text is cut at {length} tokens.")
    if share == 1:
        return _("All texts are cut at {length} tokens.")
    if share < 0.01:
        return _("Fewer than 1% of texts are cut at {length} tokens.")
    if share > 0.99:
        return _("More than 99% of texts are cut at {length} tokens.")
    return _("{share} of texts are cut at {length} tokens.")


def _shortened(piece: str) -> str:
    return piece if len(piece) <= _LONGEST_NAME else piece[: _LONGEST_NAME - 1] + "…"
