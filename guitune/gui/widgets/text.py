"""Labels and buttons in the few forms that the window knows; text is shown as it is, never as markup."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from guitune.gui.icons import icon

Role = Literal["", "title", "headline", "figure", "muted", "small", "good", "warning", "bad"]
ButtonRole = Literal["", "primary", "link", "quiet", "chip"]


def label(text: str = "", role: Role = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label of plain text; a wrapping one may become narrow and grows in height."""
    made = _WrappingLabel() if wrap else QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    set_role(made, role)
    return made


def paragraph(text: str, width: int, role: Role = "") -> QLabel:
    """A centred text of several lines, `width` pixels wide and as high as it needs to be."""
    made = label(text, role)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    made.setFixedWidth(width)
    made.ensurePolished()
    made.setMinimumHeight(made.heightForWidth(width))
    return made


class _WrappingLabel(QLabel):
    """Asks for one line at least; Qt would ask for as many as it has where it is narrowest."""

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height())


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another look of the style sheet."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet anew after a property that it looks at has changed, if it was applied before."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, name: str, role: ButtonRole = "", *, icon_name: str = "", tip: str = "") -> QPushButton:
    """A push button whose text is a verb; `name` is its object name."""
    made = QPushButton(text)
    made.setObjectName(name)
    set_role(made, role)
    if icon_name:
        colour = {"primary": "accent_text", "link": "accent"}.get(role, "text")
        made.setIcon(icon(icon_name, colour))
        made.setIconSize(QSize(16, 16))
    if tip:
        made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def plain_tip(text: str) -> str:
    """A tooltip that shows `text` as it is: without this, what looks like markup is taken for markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""


def rule() -> QFrame:
    """A thin line between two parts."""
    line = QFrame()
    line.setProperty("rule", "true")
    line.setFixedHeight(1)
    return line
