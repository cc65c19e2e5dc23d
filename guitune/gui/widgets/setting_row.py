"""One hyperparameter: its name, a field, a line of help; a wrong value is marked right there."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from guitune.core.setting import Setting
from guitune.gui.icons import icon
from guitune.gui.widgets.text import label, restyle, set_role
from guitune.i18n import _

_NAME_WIDTH, _FIELD_WIDTH = 190, 190


class SettingRow(QWidget):
    """Shows a value as text; an empty field stands for the automatic choice.

    Signals
    -------
    edited(str, str)
        Name of the setting and what was typed.
    reset_wanted(str)
        The setting shall be as the preset has it.
    """

    edited = Signal(str, str)
    reset_wanted = Signal(str)

    def __init__(self, name: str, setting: Setting, *, can_be_automatic: bool) -> None:
        super().__init__()
        self.name = name
        self._setting = setting
        self._can_be_automatic = can_be_automatic
        self._title = label(_(setting.label), "title")
        self._title.setWordWrap(True)
        self._dot = QLabel()
        self._dot.setFixedSize(14, 14)
        self._dot.setObjectName(f"changed_{name}")
        self._dot.setPixmap(icon("mark-running", "accent").pixmap(QSize(14, 14)))
        self._dot.setToolTip(_("Changed from the preset"))
        self.field = QLineEdit()
        self.field.setObjectName(f"setting_{name}")
        self.field.setAccessibleName(_(setting.label))
        self.field.setAccessibleDescription(_(setting.help))
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.setToolTip(self._tip())
        self.field.textEdited.connect(self._on_text_edited)
        self._unit = label(_(setting.unit) if setting.unit else "", "small")
        self._help = label(_(setting.help), "muted", wrap=True, name=f"help_{name}")
        self._reset = QToolButton()
        self._reset.setObjectName(f"reset_{name}")
        self._reset.setIcon(icon("reset", "accent"))
        self._reset.setAutoRaise(True)
        self._reset.setToolTip(_("Back to the preset's value"))
        self._reset.setAccessibleName(_("Reset {name}").format(name=_(setting.label)))
        self._reset.clicked.connect(self._on_reset_clicked)

        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._dot, 0, 1)
        grid.addWidget(self.field, 0, 2)
        grid.addWidget(self._unit, 0, 3)
        grid.addWidget(self._reset, 0, 4)
        grid.addWidget(self._help, 0, 5)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        grid.setColumnMinimumWidth(1, 16)
        grid.setColumnMinimumWidth(3, 56)
        grid.setColumnMinimumWidth(4, 28)
        grid.setColumnStretch(5, 1)

    def show_value(self, value: float | str | None, automatic: str) -> None:
        """Show a value unless the field says the same already; `automatic` is the choice of None."""
        self.field.setPlaceholderText(
            (_("automatic: {value}").format(value=automatic) if automatic else _("automatic"))
            if self._can_be_automatic
            else ""
        )
        if not _means(self.field.text(), value):
            self.field.setText(value_text(value))

    def show_changed(self, changed: bool) -> None:
        """Mark the setting as different from its preset, with a way back."""
        for widget in (self._dot, self._reset):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.setVisible(changed)

    def show_problem(self, problem: str) -> None:
        """Mark the value as wrong and say why instead of the help."""
        wrong = bool(problem)
        self._help.setText(problem or _(self._setting.help))
        set_role(self._help, "bad" if wrong else "muted")
        if bool(self.field.property("wrong")) != wrong:
            self.field.setProperty("wrong", wrong)
            restyle(self.field)

    def _tip(self) -> str:
        parts = [_(self._setting.help)]
        if self._setting.hint:
            parts.append(_(self._setting.hint))
        parts.append(
            _("Allowed: {low} to {high}.").format(
                low=value_text(self._setting.minimum), high=value_text(self._setting.maximum)
            )
        )
        return "\n".join(parts)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self.edited.emit(self.name, text)

    @Slot()
    def _on_reset_clicked(self) -> None:
        self.reset_wanted.emit(self.name)


def value_text(value: float | str | None) -> str:
    """A value as it is typed: shortest form, no thousands marks; empty for the automatic choice."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e9):
        return str(int(value))
    return f"{value:g}"


def _means(text: str, value: float | str | None) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return value is None and not text.strip()
