"""Ways to a shorter training, each with the time that it would take, one click away."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.data.token_lengths import TokenLengths
from guitune.core.settings import with_setting
from guitune.core.training_config import TrainingConfig
from guitune.formatting import percent, rough_duration
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.length_card import effective_length
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _

_LONG_ENOUGH, _WORTH_IT = 90.0, 0.8
_SHARE_CUT, _LENGTH_STEP = 0.07, 8


@dataclass(frozen=True)
class Way:
    """A setting's value that makes the training shorter, what it is called, and what it costs."""

    setting: str
    value: str
    words: str
    cost: str


class FasterCard(Card):
    """Shown while the training would take more than a minute or two and something makes it shorter."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("Make it faster"))
        self.setObjectName("faster_card")
        self._session = session
        self._shown: list[tuple[Way, str]] = []
        self._ways = QWidget()
        rows = QVBoxLayout(self._ways)
        rows.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._ways)
        session.forecast.changed.connect(self._on_changed)
        session.token_lengths.changed.connect(self._on_changed)
        session.config_changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        ways = self._quicker_ways()
        self.setVisible(bool(ways))
        if ways == self._shown:
            return
        self._shown = ways
        rows = self._ways.layout()
        assert rows is not None
        while (item := rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for way, time in ways:
            rows.addWidget(rule())
            rows.addWidget(self._row(way, time))

    def _quicker_ways(self) -> list[tuple[Way, str]]:
        training, forecast = self._session.config.training, self._session.forecast
        now = forecast.of(training)
        if now is None or now.seconds < _LONG_ENOUGH:
            return []
        found = []
        for way in ways_for(training, self._session.token_lengths.lengths):
            then = forecast.of(with_setting(self._session.config, way.setting, way.value).training)
            if then is not None and then.seconds < _WORTH_IT * now.seconds:
                found.append((way, rough_duration(then.seconds)))
        return found

    def _row(self, way: Way, time: str) -> QWidget:
        act = button(way.words, f"faster_{way.setting}_{way.value}_button", "link")
        act.clicked.connect(lambda: self._session.change_setting(way.setting, way.value))
        line = QHBoxLayout()
        line.addWidget(act)
        line.addStretch(1)
        line.addWidget(label(time))
        row = QWidget()
        rows = QVBoxLayout(row)
        rows.setContentsMargins(0, 4, 0, 4)
        rows.setSpacing(2)
        rows.addLayout(line)
        rows.addWidget(label(way.cost, "small", wrap=True))
        return row


def ways_for(training: TrainingConfig, lengths: TokenLengths | None) -> Iterator[Way]:
    """What could be changed of these settings to make the training shorter."""
    if lengths is not None and len(lengths.tokens):
        shorter = _LENGTH_STEP * round(float(np.quantile(lengths.tokens, 1 - _SHARE_CUT)) / _LENGTH_STEP)
        if _LENGTH_STEP <= shorter < effective_length(lengths, training.max_length):
            yield Way(
                "max_length",
                str(shorter),
                _("Cut texts at {length} tokens").format(length=shorter),
                _("{share} of the texts lose their end.").format(share=percent(lengths.share_cut(shorter))),
            )
    if training.trained in ("everything", "head_then_everything"):
        yield Way("trained", "last_layers", _("Train the last layers only"), _("It learns a little less."))
    if training.trained != "head":
        yield Way("trained", "head", _("Train the head only"), _("It learns less."))
    if training.gradient_checkpointing == "on":
        yield Way(
            "gradient_checkpointing",
            "off",
            _("Do not save memory"),
            _("It needs more memory, and learns the same."),
        )
