"""The numbers that divide the texts: the shares kept aside, in percent, and the split's number."""

import math
from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from guitune.core.config import DataConfig
from guitune.core.settings import settings
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.side_file_row import TITLE_WIDTH
from guitune.gui.widgets.text import label, set_role
from guitune.i18n import N_, _

_FIELD_WIDTH = 96
_LARGEST_TOGETHER = 0.8
_TITLES = {"validation_share": N_("Validation"), "test_share": N_("Test"), "split_seed": N_("Split number")}
NUMBERS = tuple(_TITLES)


class SplitFields(QWidget):
    """One field per number of the split, with a line that explains it or says why it is off.

    A number that cannot be used is not taken over: the field goes back, and its line says why.

    Signals
    -------
    edited(str, str)
        Name of the setting and its new value, as `Session.change_setting` takes them.
    """

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._data = DataConfig()
        self._fields: dict[str, QLineEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._refusals: dict[str, str] = {}
        self._described = dict(settings())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(0, TITLE_WIDTH)
        grid.setColumnStretch(2, 1)
        for line, name in enumerate(NUMBERS):
            title = label(_(_TITLES[name]))
            self._fields[name] = self._field(name)
            self._notes[name] = label("", "muted", wrap=True, name=f"help_{name}")
            title.setBuddy(self._fields[name])
            grid.addWidget(title, line, 0)
            grid.addWidget(self._fields[name], line, 1)
            grid.addWidget(self._notes[name], line, 2)

    def show_choice(
        self, data: DataConfig, off: Mapping[str, str], locked: tuple[str, ...], problems: Mapping[str, str]
    ) -> None:
        """Show the numbers of a choice.

        Parameters
        ----------
        off
            Why a number does nothing, by its name.
        locked
            Names of those that cannot be changed.
        problems
            What is wrong with a value, by its name.
        """
        if data != self._data:
            self._refusals.clear()
        self._data = data
        for name, field in self._fields.items():
            if not field.isModified():
                field.setText(_shown(name, getattr(data, name)))
            field.setEnabled(not off.get(name) and name not in locked)
            wrong = self._refusals.get(name) or problems.get(name, "")
            note = off.get(name) or wrong or _(self._described[name].help)
            self._notes[name].setText(note)
            set_role(self._notes[name], "bad" if wrong and not off.get(name) else "muted")

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"setting_{name}")
        field.setAccessibleName(_(_TITLES[name]))
        field.setAccessibleDescription(_(self._described[name].help))
        field.setFixedWidth(_FIELD_WIDTH)
        field.setProperty("setting", name)
        field.editingFinished.connect(self._on_editing_finished)
        return field

    @Slot()
    def _on_editing_finished(self) -> None:
        field = self.sender()
        if not isinstance(field, QLineEdit) or not field.isModified():
            return
        name, typed = str(field.property("setting")), field.text()
        low, high = self._limits(name)
        value = _value(name, typed)
        field.setText(_shown(name, getattr(self._data, name)))
        if value is not None and low <= value <= high:
            self._refusals.pop(name, None)
            self.edited.emit(name, repr(value))
            return
        self._refusals[name] = _("“{text}” is no number from {low} to {high}, so it stays {value}.").format(
            text=typed, low=_shown(name, low), high=_shown(name, high), value=field.text()
        )
        self._notes[name].setText(self._refusals[name])
        set_role(self._notes[name], "bad")

    def _limits(self, name: str) -> tuple[float, float]:
        """Smallest and largest value; no share may take more than the other one leaves."""
        setting = self._described[name]
        others = {"validation_share": self._data.test_share, "test_share": self._data.validation_share}
        left = round(_LARGEST_TOGETHER - others[name], 6) if name in others else math.inf
        return setting.minimum, min(setting.maximum, left)


def _shown(name: str, value: float) -> str:
    return str(int(value)) if name == "split_seed" else f"{100 * value:.4g}%"


def _value(name: str, typed: str) -> float | None:
    """What was typed, a percentage as a share; None if it is no number."""
    try:
        if name == "split_seed":
            return int(typed)
        return round(float(typed.strip().removesuffix("%").replace(",", ".")) / 100, 6)
    except ValueError:
        return None
