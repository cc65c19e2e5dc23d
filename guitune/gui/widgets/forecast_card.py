"""What to expect of the training: time, rounds and memory, always marked as estimated."""

import psutil
from PySide6.QtCore import Slot

from guitune.formatting import about, file_size
from guitune.gui.forecast_state import ForecastState
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import label, set_role
from guitune.i18n import _, ngettext

_MUCH = 0.8


def forecast_basis(forecast: ForecastState) -> str:
    """What the forecast rests on, in a sentence."""
    if forecast.is_measured:
        return _("Estimated from your texts and from the pace of the last training on this computer.")
    return _("Estimated from your texts and the model's size; after the first training it is more exact.")


def _head_words(rounds: int) -> str:
    """What comes before the rounds of everything, if the head learns first."""
    if not rounds:
        return ""
    return (
        ngettext(
            "{rounds} quick round of the head. Then:", "{rounds} quick rounds of the head. Then:", rounds
        ).format(rounds=rounds)
        + " "
    )


class ForecastCard(Card):
    """Follows data, model and settings."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("What to expect"))
        self._session = session
        self._time = label(role="figure", name="forecast_time_label")
        self._basis = label(role="small", wrap=True)
        self._work = label(wrap=True, name="forecast_work_label")
        self._memory = label(wrap=True, name="forecast_memory_label")
        for widget in (self._time, self._basis, self._work, self._memory):
            self.body.addWidget(widget)
        session.forecast.changed.connect(self._on_changed)
        session.config_changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        forecast = self._session.forecast.of(self._session.config.training)
        for widget in (self._time, self._work, self._memory):
            widget.setVisible(forecast is not None)
        if forecast is None:
            self._basis.setText(
                _("Mend the settings that are marked to see how long the training will take.")
                if self._session.setting_problems()
                else _("Open a file to see how long the training will take.")
            )
            return
        self._time.setText(about(forecast.seconds))
        self._basis.setText(forecast_basis(self._session.forecast))
        self._work.setText(
            _head_words(forecast.head_epochs)
            + ngettext(
                "Up to {epochs} round through {texts} texts, in {steps} steps of {batch} texts.",
                "Up to {epochs} rounds through {texts} texts, in {steps} steps of {batch} texts.",
                forecast.epochs,
            ).format(
                epochs=forecast.epochs,
                texts=f"{forecast.texts:,}",
                steps=f"{forecast.steps:,}",
                batch=forecast.batch_size,
            )
        )
        total = psutil.virtual_memory().total
        tight = forecast.memory > _MUCH * total
        memory = _("About {needed} of this computer's {total} of memory.").format(
            needed=file_size(forecast.memory), total=file_size(total)
        )
        if tight:
            memory += " " + _("That is tight: lower the batch size or the text length, or close programs.")
        self._memory.setText(memory)
        set_role(self._memory, "warning" if tight else "muted")
