"""Quick, standard, thorough: three cards of which one is chosen."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guitune.core.settings import nearest_preset
from guitune.core.training_config import PRESETS
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.presets import preset_title, preset_words
from guitune.gui.widgets.text import label, set_role


class PresetCards(QWidget):
    """The card of the preset that the settings come nearest to is the chosen one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("preset_buttons")
        self._session = session
        self._group = QButtonGroup(self)
        self._cards = {name: _PresetCard(name) for name in PRESETS}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for card in self._cards.values():
            self._group.addButton(card)
            card.clicked.connect(self._on_card_clicked)
            line.addWidget(card, 1)
        session.config_changed.connect(self._on_config_changed)
        self._on_config_changed()

    def show_times(self, times: dict[str, str]) -> None:
        """Write on each card how long its training would take."""
        for name, card in self._cards.items():
            card.time.setText(times.get(name, ""))

    @Slot()
    def _on_config_changed(self) -> None:
        self._cards[nearest_preset(self._session.config.training)].setChecked(True)

    @Slot()
    def _on_card_clicked(self) -> None:
        card = self._group.checkedButton()
        if isinstance(card, _PresetCard):
            self._session.take_preset(PRESETS[card.preset])


class _PresetCard(QPushButton):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.preset = name
        self.setObjectName(f"preset_{name}_button")
        self.setAccessibleName(preset_title(name))
        self.setAccessibleDescription(preset_words(name))
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, "choice")
        self.time = label(role="small")
        words = label(preset_words(name), "muted", wrap=True)
        heading = QHBoxLayout()
        heading.addWidget(label(preset_title(name), "title"))
        heading.addStretch(1)
        heading.addWidget(self.time)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(4)
        rows.addLayout(heading)
        rows.addWidget(words)
        rows.addStretch(1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Room for three lines of words at the width of a third of the page."""
        return QSize(240, 92)

    def minimumSizeHint(self) -> QSize:
        """As high as ever, but narrower."""
        return QSize(160, 92)
