"""What can be decided about a pair of texts."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from guitune.formatting import visible
from guitune.gui.models.compared_texts_model import Side
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.flow import Flow
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _

_LONGEST_LABEL = 20


class PairActs(QWidget):
    """Buttons under the pairs; their keys work everywhere in `owner`.

    Signals
    -------
    label_wanted(int)
        Both texts shall have the label of this side, 0 on the left and 1 on the right.
    leave_out_wanted(int)
        The text on this side shall be left out.
    keep_wanted
        Nothing shall change.
    """

    label_wanted = Signal(int)
    leave_out_wanted = Signal(int)
    keep_wanted = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__()
        self._lefts = button("", "left_label_button")
        self._rights = button("", "right_label_button")
        keep = button(_("Keep both"), "keep_both_button")
        keep.setToolTip(_("Change nothing about this pair and go to the next one."))
        self._leave_left = button(_("Leave out the left one"), "leave_out_left_button")
        self._leave_right = button(_("Leave out the right one"), "leave_out_right_button")
        self._keys = label(role="small")
        self._lefts.clicked.connect(self._on_left_clicked)
        self._rights.clicked.connect(self._on_right_clicked)
        keep.clicked.connect(self.keep_wanted)
        self._leave_left.clicked.connect(self._on_leave_left_clicked)
        self._leave_right.clicked.connect(self._on_leave_right_clicked)
        labels, others = Flow(GAP), Flow(GAP)
        for made in (self._lefts, self._rights, keep):
            labels.addWidget(made)
        for other in (self._leave_left, self._leave_right, self._keys):
            others.addWidget(other)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addLayout(labels)
        lines.addLayout(others)
        for key, act in (
            ("1", self._lefts),
            ("2", self._rights),
            ("Shift+1", self._leave_left),
            ("Shift+2", self._leave_right),
        ):
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act.click)

    def show_pair(self, left: Side, right: Side) -> None:
        """Offer what can be decided about this pair; of labels only where they differ."""
        differ = left.label != right.label
        labels = (self._lefts, left, "1"), (self._rights, right, "2")
        for made, side, key in labels:
            made.setVisible(differ)
            _show_label(made, side.label, key)
        for made, side, key in ((self._leave_left, left, "Shift+1"), (self._leave_right, right, "Shift+2")):
            tip = _("{row} is not used. The file stays as it is. Key: {key}").format(row=side.head, key=key)
            made.setToolTip(plain_tip(tip))
        keys = "↑ ↓ 1 2 Shift+1 Shift+2" if differ else "↑ ↓ Shift+1 Shift+2"
        self._keys.setText(_("Keys: {keys}").format(keys=keys))

    @Slot()
    def _on_left_clicked(self) -> None:
        self.label_wanted.emit(0)

    @Slot()
    def _on_right_clicked(self) -> None:
        self.label_wanted.emit(1)

    @Slot()
    def _on_leave_left_clicked(self) -> None:
        self.leave_out_wanted.emit(0)

    @Slot()
    def _on_leave_right_clicked(self) -> None:
        self.leave_out_wanted.emit(1)


def _show_label(made: QPushButton, name: str, key: str) -> None:
    shown = visible(name)
    short = shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"
    made.setText(_("Give both the label “{label}”").format(label=short).replace("&", "&&"))
    does = _("Give both texts the label “{label}”. Key: {key}").format(label=shown, key=key)
    made.setToolTip(plain_tip(does))
    made.setAccessibleName(does)
