"""Widgets side by side, going on in the next line where there is no more room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class Flow(QLayout):
    """Lays its widgets out like words; hidden ones take no room. `gap` is in pixels."""

    def __init__(self, gap: int = 4) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._sizes: list[QSize] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take over a widget at the end; called by Qt."""
        self._items.append(item)

    def count(self) -> int:
        """Number of widgets."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """A widget's place, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a widget back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: it takes the room it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels that all lines take together."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), moves=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget all sizes; called by Qt when one may be another."""
        self._sizes.clear()
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        sizes = [size for size, item in zip(self._hints(), self._items, strict=True) if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _hints(self) -> list[QSize]:
        """What each widget asks for, asked once."""
        if len(self._sizes) != len(self._items):
            self._sizes = [item.sizeHint() for item in self._items]
        return self._sizes

    def _arrange(self, rect: QRect, *, moves: bool) -> int:
        """Place the widgets, or only see how high they are."""
        line: list[tuple[QLayoutItem, QSize]] = []
        left, top = rect.left(), rect.top()
        for item, size in zip(self._items, self._hints(), strict=True):
            if item.isEmpty():
                continue
            if line and left + size.width() > rect.left() + rect.width():
                top += self._place(line, rect.left(), top, moves=moves) + self._gap
                line, left = [], rect.left()
            line.append((item, size))
            left += size.width() + self._gap
        return top + self._place(line, rect.left(), top, moves=moves) - rect.top()

    def _place(self, line: list[tuple[QLayoutItem, QSize]], left: int, top: int, *, moves: bool) -> int:
        height = max((size.height() for _item, size in line), default=0)
        for item, size in line if moves else ():
            item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
            left += size.width() + self._gap
        return height
