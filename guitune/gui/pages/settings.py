"""Settings: presets, the main hyperparameters, all of them on demand, and what to expect of them."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.config_form import ConfigForm
from guitune.gui.widgets.forecast_card import ForecastCard
from guitune.gui.widgets.preset_cards import PresetCards
from guitune.i18n import _

_SIDE_WIDTH = 300


class SettingsPage(Page):
    """How the model learns."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "settings")
        self._presets = PresetCards(session)
        self._form = ConfigForm(session)
        self._form.page_wanted.connect(self.page_wanted)
        self._forecast = ForecastCard(session)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._presets)
        left.addWidget(self._form, 1)
        right = QVBoxLayout()
        right.addWidget(self._forecast)
        right.addStretch(1)
        side = QWidget()
        right.setContentsMargins(0, 0, 0, 0)
        side.setLayout(right)
        side.setFixedWidth(_SIDE_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addLayout(left, 1)
        line.addWidget(side)
        self.rows.addLayout(line, 1)
        session.forecast.changed.connect(self._on_forecast_changed)
        session.token_lengths.changed.connect(self._on_forecast_changed)
        session.config_changed.connect(self._on_forecast_changed)
        session.readiness_changed.connect(self.mark_changed)
        self._on_forecast_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """Whether all values can be used."""
        wrong = [blocker.sentence for blocker in self.session.blockers() if blocker.page == "settings"]
        if wrong:
            return "attention", wrong[0]
        return "ready", _("The settings are ready.")

    @Slot()
    def _on_forecast_changed(self) -> None:
        forecast = self.session.forecast
        self._presets.show_times(forecast.preset_times)
        lengths = self.session.token_lengths.lengths
        length = {"max_length": str(lengths.automatic)} if lengths is not None else {}
        self._form.show_automatic(forecast.automatic(self.session.config.training) | length)
