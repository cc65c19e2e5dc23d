"""The form of how it learns, made from the descriptions in the config: basic ones first, others on demand."""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import get_args, get_type_hints

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from guitune.core.setting import Setting
from guitune.core.settings import changed_fields, has_effect, nearest_preset, setting_value, settings
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.gui.icons import icon
from guitune.gui.session import Session
from guitune.gui.theme import base_font
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.presets import preset_title
from guitune.gui.widgets.setting_row import INDENT, SIGN, SettingRow
from guitune.gui.widgets.setting_text import value_text
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _

_LEAST_FIELD_WIDTH = 190
_AROUND_NAME, _AROUND_CHOICE = SIGN + 16, 46


class ConfigForm(QScrollArea):
    """One row per setting of the training; what is typed or chosen goes to the session at once.

    A setting without effect is not shown until the choice that it depends on, right above it, is made.

    Signals
    -------
    page_wanted(str)
        The person should be taken to the page where the split is set, a `PageName`.
    """

    page_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("config_form")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._rows: dict[str, SettingRow] = {}
        self._automatic: Mapping[str, str] = {}
        self._help: Mapping[str, str] = {}
        card = Card(_("The main ones"))
        card.body.setSpacing(0)
        self._back = button("", "back_to_preset_button", "link")
        self._back.clicked.connect(self._on_back_clicked)
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(policy)
        card.heading.addWidget(self._back)
        self._more = button("", "all_settings_button", "link")
        self._more.setIconSize(QSize(12, 12))
        self._more.clicked.connect(self._on_more_clicked)
        self._rest = QWidget()
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(0)
        card.body.addSpacing(8)
        for name, setting in _independent():
            if setting.basic:
                self._add_rows(name, card.body)
        for group, names in _groups().items():
            rest.addSpacing(16)
            rest.addWidget(label(_(group), "title"))
            rest.addSpacing(8)
            for name in names:
                self._add_rows(name, rest)
        rest.addWidget(rule())
        rest.addLayout(self._way_to_split())
        card.body.addWidget(rule())
        card.body.addSpacing(8)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self._rest)
        widths = _column_widths()
        for row in self._rows.values():
            row.set_columns(*widths)
        inner = QWidget()
        inner.setObjectName("scrolled")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(card)
        rows.addStretch(1)
        self.setWidget(inner)
        self._show_rest(False)
        session.config_changed.connect(self._on_changed)
        session.readiness_changed.connect(self._on_changed)
        self._on_changed()

    def show_known(self, automatic: Mapping[str, str], help_: Mapping[str, str]) -> None:
        """Say what the automatic choices are, and what settings mean for these data and this model.

        Both are by the setting's name; a setting without words of its own says what it always does.
        """
        if (automatic, help_) != (self._automatic, self._help):
            self._automatic, self._help = automatic, help_
            self._on_changed()

    def _way_to_split(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        line.addWidget(label(_("How the texts are divided is set on the Data tab."), "muted"))
        way = button(_("Go to Data"), "go_to_split_button", "link")
        way.clicked.connect(self._on_way_clicked)
        line.addWidget(way)
        line.addStretch(1)
        return line

    @Slot()
    def _on_way_clicked(self) -> None:
        self.page_wanted.emit("data")

    def _add_rows(self, name: str, layout: QVBoxLayout) -> None:
        """The row of a setting, and right under it those of the settings that depend on it."""
        described = dict(_described())
        dependent = [
            other
            for other, setting in described.items()
            if setting.only_with is not None and setting.only_with[0] == name
        ]
        for shown in (name, *dependent):
            row = SettingRow(
                shown,
                described[shown],
                can_be_automatic=_can_be_automatic(shown),
                depends=shown in dependent,
            )
            row.edited.connect(self._session.change_setting)
            row.reset_wanted.connect(self._on_reset_wanted)
            self._rows[shown] = row
            layout.addWidget(row)

    @Slot()
    def _on_changed(self) -> None:
        config = self._session.config
        preset = nearest_preset(config.training)
        changed = set(changed_fields(config.training, preset))
        problems = self._session.setting_problems()
        for name, row in self._rows.items():
            row.show_help(self._help.get(name, ""), problems.get(name, ""))
            typed = self._session.unreadable_text(name)
            if typed is None:
                row.field.show_value(setting_value(config, name), self._automatic.get(name, ""))
            else:
                row.field.show_typed(typed)
            row.show_changed(name in changed or name in problems)
            row.setVisible(has_effect(config, name) or name in problems)
            if name in problems and row.parentWidget() is self._rest:
                self._show_rest(True)
        self._back.setVisible(bool(changed))
        self._back.setText(_("Back to {preset}").format(preset=preset_title(preset)))

    @Slot(str)
    def _on_reset_wanted(self, name: str) -> None:
        base = PRESETS[nearest_preset(self._session.config.training)]
        self._session.change_setting(name, value_text(getattr(base, name)))

    @Slot()
    def _on_back_clicked(self) -> None:
        self._session.take_preset(PRESETS[nearest_preset(self._session.config.training)])

    @Slot()
    def _on_more_clicked(self) -> None:
        self._show_rest(self._rest.isHidden())

    def _show_rest(self, shown: bool) -> None:
        self._rest.setVisible(shown)
        self._more.setIcon(icon("chevron-down" if shown else "chevron-right", "accent"))
        counts = [f"{_(group)[:1].lower()}{_(group)[1:]} {len(names)}" for group, names in _groups().items()]
        self._more.setText(
            _("Fewer settings") if shown else _("All settings: {groups}").format(groups=_(", ").join(counts))
        )


def _described() -> Iterator[tuple[str, Setting]]:
    return ((name, setting) for name, setting in settings() if name in TrainingConfig.__dataclass_fields__)


def _independent() -> Iterator[tuple[str, Setting]]:
    return ((name, setting) for name, setting in _described() if setting.only_with is None)


def _groups() -> dict[str, list[str]]:
    """The settings that are shown on demand, by their group."""
    groups: dict[str, list[str]] = {}
    for name, setting in _independent():
        if not setting.basic:
            groups.setdefault(setting.group, []).append(name)
    return groups


def _column_widths() -> tuple[int, int]:
    """Pixels in which the longest name and the longest choice are whole."""
    bold = base_font()
    bold.setWeight(QFont.Weight.DemiBold)
    names, choices = QFontMetrics(bold), QFontMetrics(base_font())
    name_width = max(
        names.horizontalAdvance(_(setting.label)) + (INDENT if setting.only_with else 0)
        for _name, setting in _described()
    )
    choice_width = max(
        choices.horizontalAdvance(_(words))
        for _name, setting in _described()
        for words in setting.choices.values()
    )
    return name_width + _AROUND_NAME, max(_LEAST_FIELD_WIDTH, choice_width + _AROUND_CHOICE)


def _can_be_automatic(name: str) -> bool:
    return NoneType in get_args(get_type_hints(TrainingConfig)[name])
