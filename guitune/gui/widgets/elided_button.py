"""A button whose text is cut in its middle where there is too little room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton

from guitune.gui.widgets.text import ButtonRole, plain_tip, set_role


class ElidedButton(QPushButton):
    """Asks for room for its whole text, and makes do with less.

    Parameters
    ----------
    least
        How narrow it may become, in pixels.
    """

    def __init__(self, name: str, role: ButtonRole, *, least: int) -> None:
        super().__init__()
        self._whole = ""
        self._least = least
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_role(self, role)

    def show_text(self, text: str, tip: str) -> None:
        """Show another text."""
        self._whole = text
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        self.ensurePolished()
        contents = QSize(self._width_of(self._whole), self.fontMetrics().height())
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self._whole
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, contents, self)

    def minimumSizeHint(self) -> QSize:
        """Room for some of it."""
        return QSize(self._least, 0).boundedTo(self.sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._elide()

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2

    def _elide(self) -> None:
        room = max(24, self.width() - self.sizeHint().width() + self._width_of(self._whole))
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown.replace("&", "&&"))
