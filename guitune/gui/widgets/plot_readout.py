"""The values of a plot at the cursor, in a small card beside it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from guitune.gui.widgets.plot_curve import Curve
from guitune.i18n import _

_APART = 12
_SAME_ROUND = 0.011


class PlotReadout(QLabel):
    """Names each curve with its value; hidden until it is told what to show."""

    def __init__(self, parent: QWidget, name: str, form: Callable[[float], str]) -> None:
        super().__init__(parent)
        self._plot, self._form = parent, form
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("card", "true")
        self.setMargin(8)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_values(
        self, values: Sequence[tuple[Curve, float, float]], round_number: float, place: QPoint
    ) -> None:
        """Show curves with round and value at a round, beside a place of the plot where there is room."""
        lines = [_("round {number:g}").format(number=round(round_number, 2))]
        for curve, x, y in values:
            line = f"{curve.title}  {self._form(y)}"
            if abs(x - round_number) > _SAME_ROUND:
                line += _(" (round {number:g})").format(number=round(x, 2))
            lines.append(line)
        self.setText("\n".join(lines))
        self.adjustSize()
        right = place.x() + _APART
        fits = right + self.width() <= self._plot.width()
        self.move(right if fits else max(0, place.x() - _APART - self.width()), place.y() + 4)
        self.show()
