"""Settings: presets, the main hyperparameters, all of them on demand, and what to expect of them."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.training_texts_state import TrainingTextsState
from guitune.gui.widgets.augmentation_card import AugmentationCard
from guitune.gui.widgets.balance_card import BalanceCard
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.config_form import ConfigForm
from guitune.gui.widgets.faster_card import FasterCard
from guitune.gui.widgets.forecast_card import ForecastCard
from guitune.gui.widgets.preset_cards import PresetCards
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.setting_words import help_for
from guitune.i18n import _

_SIDE_WIDTH, _WIDEST_SIDE = 312, 400


class SettingsPage(Page):
    """How the model learns."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "settings")
        self.training_texts = TrainingTextsState(session.jobs, self)
        self._presets = PresetCards(session)
        self._form = ConfigForm(session)
        self._form.page_wanted.connect(self.page_wanted)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._presets)
        left.addWidget(self._form, 1)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addLayout(left, 3)
        line.addWidget(self._side(), 1)
        self.rows.addLayout(line, 1)
        session.forecast.changed.connect(self._on_known_changed)
        session.token_lengths.changed.connect(self._on_known_changed)
        session.checkpoint.changed.connect(self._on_known_changed)
        session.config_changed.connect(self._on_known_changed)
        self.training_texts.changed.connect(self._on_known_changed)
        session.data.changed.connect(self._on_data_changed)
        session.readiness_changed.connect(self.mark_changed)
        self._on_data_changed()
        self._on_known_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """Whether all values can be used."""
        wrong = [blocker.sentence for blocker in self.session.blockers() if blocker.page == "settings"]
        if wrong:
            return "attention", wrong[0]
        return "ready", _("The settings are ready.")

    def _side(self) -> QWidget:
        """What to expect of the settings, one card under the other."""
        cards = QWidget()
        cards.setObjectName("scrolled")
        rows = QVBoxLayout(cards)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addWidget(ForecastCard(self.session))
        rows.addWidget(BalanceCard(self.session, self.training_texts))
        rows.addWidget(AugmentationCard(self.session, self.training_texts))
        rows.addWidget(FasterCard(self.session))
        rows.addStretch(1)
        side = scrolled(cards)
        side.setMinimumWidth(_SIDE_WIDTH)
        side.setMaximumWidth(_WIDEST_SIDE)
        return side

    @Slot()
    def _on_data_changed(self) -> None:
        self.training_texts.look_at(self.session.data.overview)

    @Slot()
    def _on_known_changed(self) -> None:
        forecast, lengths = self.session.forecast, self.session.token_lengths.lengths
        self._presets.show_times(forecast.preset_times)
        automatic = forecast.automatic(self.session.config.training)
        if lengths is not None:
            automatic["max_length"] = str(lengths.automatic)
        checkpoint = self.session.checkpoint.checkpoint
        self._form.show_known(
            automatic, help_for(self.session.config, self.training_texts.texts, lengths, checkpoint)
        )
