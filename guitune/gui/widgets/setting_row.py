"""One setting: its name, a field, a line of help; a wrong value is marked right there."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from guitune.core.setting import Setting
from guitune.gui.icons import icon
from guitune.gui.widgets.setting_choice import SettingChoice
from guitune.gui.widgets.setting_text import SettingText, value_text
from guitune.gui.widgets.text import label, plain_tip, restyle, rule, set_role
from guitune.i18n import _

INDENT, SIGN = 16, 14
_GAP = 8


class SettingRow(QWidget):
    """A thin line, and under it the setting.

    Parameters
    ----------
    depends
        Whether the row belongs to the one above it, and is set in a little.

    Signals
    -------
    edited(str, str)
        Name of the setting and what was typed or chosen.
    reset_wanted(str)
        The setting shall be as the preset has it.
    """

    edited = Signal(str, str)
    reset_wanted = Signal(str)

    def __init__(self, name: str, setting: Setting, *, can_be_automatic: bool, depends: bool = False) -> None:
        super().__init__()
        self.name = name
        self._setting = setting
        self._shown_help = _(setting.help)
        tip = plain_tip(_tip(setting))
        title = label(_(setting.label), "" if depends else "title")
        title.setToolTip(tip)
        self._dot = QLabel()
        self._dot.setFixedSize(SIGN, SIGN)
        self._dot.setObjectName(f"changed_{name}")
        self._dot.setPixmap(icon("mark-running", "accent").pixmap(QSize(SIGN, SIGN)))
        self._dot.setToolTip(_("Changed from the preset"))
        self.field: SettingText | SettingChoice = (
            SettingChoice(name, setting)
            if setting.choices
            else SettingText(name, setting, can_be_automatic=can_be_automatic)
        )
        self.field.setToolTip(tip)
        self.field.setAccessibleDescription(self._shown_help)
        self.field.edited.connect(self._on_edited)
        title.setBuddy(self.field)
        self._help = label(self._shown_help, "muted", wrap=True, name=f"help_{name}")
        self._reset = QToolButton()
        self._reset.setObjectName(f"reset_{name}")
        self._reset.setIcon(icon("reset", "accent"))
        self._reset.setAutoRaise(True)
        self._reset.setToolTip(_("Back to the preset's value"))
        self._reset.setAccessibleName(_("Reset {name}").format(name=_(setting.label)))
        self._reset.clicked.connect(self._on_reset_clicked)
        for widget in (self._dot, self._reset):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)

        names = QHBoxLayout()
        names.setContentsMargins(INDENT if depends else 0, 0, 0, 0)
        names.setSpacing(_GAP)
        names.addWidget(title)
        names.addWidget(self._dot)
        names.addStretch(1)
        self._columns = QGridLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 8)
        self._columns.setHorizontalSpacing(_GAP)
        self._columns.setVerticalSpacing(8)
        self._columns.addWidget(rule(), 0, 0, 1, 4)
        self._columns.addLayout(names, 1, 0)
        self._columns.addWidget(self.field, 1, 1)
        self._columns.addWidget(self._reset, 1, 2)
        self._columns.addWidget(self._help, 1, 3)
        self._columns.setColumnStretch(3, 1)

    def set_columns(self, name_width: int, field_width: int) -> None:
        """Give name (with the sign behind it) and field as many pixels as in all other rows."""
        self._columns.setColumnMinimumWidth(0, name_width)
        self.field.setFixedWidth(field_width)

    def show_changed(self, changed: bool) -> None:
        """Mark the setting as different from its preset, with a way back."""
        self._dot.setVisible(changed)
        self._reset.setVisible(changed)

    def show_help(self, words: str, problem: str) -> None:
        """Say what the setting does, or what is wrong with its value; without words, what it always does."""
        shown = problem or words or _(self._setting.help)
        if shown != self._shown_help:
            self._shown_help = shown
            self._help.setText(shown)
            self.field.setAccessibleDescription(shown)
        set_role(self._help, "bad" if problem else "muted")
        if bool(self.field.property("wrong")) != bool(problem):
            self.field.setProperty("wrong", bool(problem))
            restyle(self.field)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.edited.emit(self.name, text)

    @Slot()
    def _on_reset_clicked(self) -> None:
        self.reset_wanted.emit(self.name)


def _tip(setting: Setting) -> str:
    """What it does, when to change it, what that costs, and what can be typed."""
    parts = [_(words) for words in (setting.help, setting.advice, setting.cost) if words]
    if setting.choices:
        return "\n\n".join(parts)
    allowed = (
        _("Allowed: more than {low}, up to {high}.")
        if setting.above_minimum
        else _("Allowed: {low} to {high}.")
    ).format(low=value_text(setting.minimum), high=value_text(setting.maximum))
    return "\n\n".join([*parts, f"{_(setting.hint)} {allowed}" if setting.hint else allowed])
