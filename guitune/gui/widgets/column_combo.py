"""A combo box for columns that stands in something that scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox

from guitune.gui.widgets.text import plain_tip


class ColumnCombo(QComboBox):
    """Offers columns, some of them off with a reason; the wheel turns the page unless the combo is in use."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMinimumContentsLength(22)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose by the wheel only where the keyboard is."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_columns(self, names: tuple[str, ...], chosen: str | None, first: str = "") -> None:
        """Offer columns, the chosen one shown; `first` is an entry before them that stands for none."""
        entries: list[tuple[str, str | None]] = [(first, None)] if first else []
        entries += [(name, name) for name in names]
        if [(self.itemText(place), self.itemData(place)) for place in range(self.count())] != entries:
            self.clear()
            for text, value in entries:
                self.addItem(text, value)
        for name in names:
            self.switch_off(name, "")
        self.setCurrentIndex(self.findData(chosen) if chosen else 0 if first else -1)

    def switch_off(self, name: str, reason: str) -> None:
        """Say why a column cannot be chosen; an empty reason makes it choosable again."""
        place, model = self.findData(name), self.model()
        if place >= 0 and isinstance(model, QStandardItemModel):
            model.item(place).setEnabled(not reason)
            self.setItemData(place, plain_tip(reason), Qt.ItemDataRole.ToolTipRole)
