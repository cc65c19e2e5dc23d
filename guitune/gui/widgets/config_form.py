"""The form of how it learns, made from the descriptions in the config: basic ones first, others on demand."""

from collections.abc import Iterator
from types import NoneType
from typing import get_args, get_type_hints

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from guitune.core.setting import Setting
from guitune.core.settings import changed_fields, nearest_preset, setting_value, settings
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.presets import preset_title
from guitune.gui.widgets.setting_row import SettingRow, value_text
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _, ngettext


class ConfigForm(QScrollArea):
    """One row per setting of the training; what is typed goes to the session at once.

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
        self._automatic: dict[str, str] = {}
        card = Card(_("The main ones"))
        self._back = button("", "back_to_preset_button", "link")
        self._back.clicked.connect(self._on_back_clicked)
        card.heading.addWidget(self._back)
        self._more = button("", "all_settings_button", "link")
        self._more.clicked.connect(self._on_more_clicked)
        self._rest = QWidget()
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(0)
        card.body.addSpacing(8)
        group = ""
        described = list(_described())
        groups = list(dict.fromkeys(setting.group for _name, setting in described))
        described.sort(key=lambda item: groups.index(item[1].group))
        for name, setting in described:
            row = self._row(name)
            if setting.basic:
                card.body.addWidget(rule())
                card.body.addWidget(row)
                continue
            if setting.group != group:
                group = setting.group
                rest.addSpacing(16)
                rest.addWidget(label(_(group), "title"))
                rest.addSpacing(4)
            rest.addWidget(rule())
            rest.addWidget(row)
        rest.addWidget(rule())
        rest.addLayout(self._way_to_split())
        card.body.setSpacing(0)
        card.body.addWidget(rule())
        card.body.addSpacing(8)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self._rest)
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

    def show_automatic(self, values: dict[str, str]) -> None:
        """Say in the empty fields what the automatic choice is."""
        if values != self._automatic:
            self._automatic = values
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

    def _row(self, name: str) -> SettingRow:
        setting = dict(settings())[name]
        row = SettingRow(name, setting, can_be_automatic=_can_be_automatic(name))
        row.edited.connect(self._session.change_setting)
        row.reset_wanted.connect(self._on_reset_wanted)
        self._rows[name] = row
        return row

    @Slot()
    def _on_changed(self) -> None:
        training = self._session.config.training
        preset = nearest_preset(training)
        changed = set(changed_fields(training, preset))
        problems = self._session.setting_problems()
        for name, row in self._rows.items():
            value = setting_value(self._session.config, name)
            row.show_problem(problems.get(name, ""))
            typed = self._session.unreadable_text(name)
            if typed is None:
                row.show_value(value, self._automatic.get(name, ""))
            elif row.field.text() != typed:
                row.field.setText(typed)
            row.show_changed(name in changed or name in problems)
            if name in problems and not dict(settings())[name].basic:
                self._show_rest(True)
        self._back.setVisible(bool(changed))
        self._back.setText(_("Back to {preset}").format(preset=preset_title(preset)))

    @Slot(str)
    def _on_reset_wanted(self, name: str) -> None:
        training = self._session.config.training
        base = PRESETS[nearest_preset(training)]
        self._rows[name].field.setText("")
        self._session.change_setting(name, value_text(getattr(base, name)))
        self._on_changed()

    @Slot()
    def _on_back_clicked(self) -> None:
        self._session.take_preset(PRESETS[nearest_preset(self._session.config.training)])

    @Slot()
    def _on_more_clicked(self) -> None:
        self._show_rest(self._rest.isHidden())

    def _show_rest(self, shown: bool) -> None:
        self._rest.setVisible(shown)
        count = sum(not setting.basic for _name, setting in _described())
        self._more.setText(
            _("Fewer settings")
            if shown
            else ngettext("All settings: {count} more", "All settings: {count} more", count).format(
                count=count
            )
        )


def _described() -> Iterator[tuple[str, Setting]]:
    return ((name, setting) for name, setting in settings() if name in TrainingConfig.__dataclass_fields__)


def _can_be_automatic(name: str) -> bool:
    return NoneType in get_args(get_type_hints(TrainingConfig)[name])
