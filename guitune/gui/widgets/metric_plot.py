"""A live plot over the rounds of a run: the whole run in view, calm axes, values at the cursor."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame

from guitune.gui.theme import SMALL_PIXELS, appearance, base_font, color, theme
from guitune.gui.widgets.plot_curve import Curve, curve_color, curve_pen
from guitune.gui.widgets.plot_readout import PlotReadout
from guitune.i18n import _

_MOST_POINTS = 16  # more evaluations than this are drawn as a bare line
_AXIS_WIDTH = 50


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis without a line of its own: a few values and, where wanted, faint lines across the plot."""

    def __init__(self, orientation: str, form: Callable[[float], str] | None, *, grid: bool) -> None:
        self.values: list[float] = []
        self._form = form
        super().__init__(orientation, maxTickLength=0)
        self.setStyle(tickAlpha=255, tickTextOffset=8, autoReduceTextSpace=False)
        self.setGrid(255 if grid else False)
        self.enableAutoSIPrefix(False)

    def show_values(self, values: Sequence[float]) -> bool:
        """Write these values; returns whether they are others than before."""
        if list(values) == self.values:
            return False
        self.values = list(values)
        self.picture = None
        self.update()
        return True

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, self.values)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self._form is not None:
            return [self._form(value) for value in values]
        decimals = max((len(f"{value:g}".partition(".")[2]) for value in values), default=0)
        return [f"{value:.{decimals}f}" for value in values]

    def boundingRect(self) -> QRectF:
        inner: QRectF = super().boundingRect()
        return inner.adjusted(-12, -8, 12, 8)  # room for the first and the last value

    def drawPicture(self, p: Any, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        nothing = QPen(Qt.PenStyle.NoPen)
        lines = tickSpecs if self.grid is not False else []
        super().drawPicture(p, (nothing, *axisSpec[1:]), lines, textSpecs)


class MetricPlot(pg.PlotWidget):  # type: ignore[misc]
    """Lines over rounds. The caller says what is drawn and when; nothing is redrawn by itself.

    Parameters
    ----------
    curves
        The lines, those behind first; data are given to them by their place.
    form
        How a value is written in the readout.
    name
        The object name.
    accessible_name
        What the plot shows, for those who cannot see it.
    axis_form
        How a value is written on the axis; with as few decimals as all need by default.

    Attributes
    ----------
    best, level
        Where the line "best so far" and the level to compare with stand, None without them.
    """

    def __init__(
        self,
        curves: Sequence[Curve],
        form: Callable[[float], str],
        name: str,
        accessible_name: str,
        axis_form: Callable[[float], str] | None = None,
    ) -> None:
        self._rounds_axis = _Axis("bottom", None, grid=False)
        self._value_axis = _Axis("left", axis_form, grid=True)
        super().__init__(axisItems={"bottom": self._rounds_axis, "left": self._value_axis}, enableMenu=False)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(64)
        self.curves = tuple(curves)
        self._data = [(np.empty(0), np.empty(0)) for _curve in curves]
        self._cursor: float | None = None
        self.best: float | None = None
        self.level: float | None = None
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.plotItem.layout.setContentsMargins(0, 6, 14, 0)
        self._value_axis.setWidth(_AXIS_WIDTH)
        box = self.plotItem.vb
        box.setFlag(box.GraphicsItemFlag.ItemClipsChildrenToShape, False)  # points on the edge stay whole
        self._items = [self._add_curve(curve) for curve in self.curves]
        self._best_line, self._best_text = self._add_line(90)
        self._level_line, self._level_text = self._add_line(0)
        self._hair, _unused = self._add_line(90)
        self._readout = PlotReadout(self, f"{name}_readout", form)
        self.set_rounds(1)
        self.set_scale([0.0, 0.5, 1.0])
        self._on_theme_changed()
        appearance().changed.connect(self._on_theme_changed)

    def hide_rounds(self) -> None:
        """Leave the rounds' numbers to the plot below or above, on whose scale this one stands."""
        self._rounds_axis.setStyle(showValues=False)
        self._rounds_axis.setHeight(4)

    def set_rounds(self, count: float) -> None:
        """Make room for a run of `count` rounds."""
        steps = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
        step = next(step for step in steps if count / step <= (4 if step < 1 else 10) or step == steps[-1])
        self._rounds_axis.show_values([step * place for place in range(math.floor(count / step) + 1)])
        self.setXRange(0, count, padding=0)

    def set_scale(self, values: Sequence[float]) -> None:
        """Write these values on the axis, of which the first and the last bound the plot."""
        if self._value_axis.show_values(values):
            self.setYRange(values[0], values[-1], padding=0)

    def set_data(self, place: int, rounds: Sequence[float], values: Sequence[float]) -> None:
        """Draw the curve at `place` through these points."""
        x, y = np.array(rounds, dtype=float), np.array(values, dtype=float)
        self._data[place] = (x, y)
        symbol = self.curves[place].points
        self._items[place].setData(x, y, symbol=symbol if symbol and len(x) <= _MOST_POINTS else None)
        if self._cursor is not None:
            self._show_readout(self._cursor)

    def points(self, place: int) -> tuple[Sequence[float], Sequence[float]]:
        """Rounds and values of the curve at `place`, as they were given last."""
        x, y = self._data[place]
        return x.tolist(), y.tolist()

    def mark_best(self, round_number: float | None) -> None:
        """Draw the line "best so far" at a round, or none."""
        self.best = round_number
        self._place_line(self._best_line, self._best_text, round_number, _("best so far"))
        if round_number is not None:
            (left, right), (_bottom, top) = self.viewRange()
            on_the_right = round_number > left + 0.75 * (right - left)
            self._best_text.setAnchor(QPointF(1.0 if on_the_right else 0.0, 0.0))
            self._best_text.setPos(round_number, top)

    def mark_level(self, value: float | None, text: str = "") -> None:
        """Draw a dashed level to compare with, and what it is, or none."""
        self.level = value
        self._place_line(self._level_line, self._level_text, value, text)
        if value is not None:
            (_left, right), (bottom, top) = self.viewRange()
            low = value < bottom + 0.2 * (top - bottom)
            self._level_text.setAnchor(QPointF(1.0, 1.0 if low else 0.0))
            self._level_text.setPos(right, value)

    def values_at(self, round_number: float) -> list[tuple[Curve, float, float]]:
        """Of each curve that has data: curve, round and value of the point nearest to a round."""
        found = []
        for curve, (x, y) in zip(self.curves, self._data, strict=True):
            if len(x):
                place = int(np.abs(x - round_number).argmin())
                found.append((curve, float(x[place]), float(y[place])))
        return found

    def sizeHint(self) -> QSize:
        """Whatever room there is."""
        return QSize(240, 120)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the values at the cursor; nothing can be dragged or zoomed."""
        inside = self.plotItem.vb.sceneBoundingRect()
        if inside.contains(event.position()):
            self._cursor = self.plotItem.vb.mapSceneToView(event.position()).x()
            self._show_readout(self._cursor)
        else:
            self._hide_readout()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the press to whatever is behind."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the release to whatever is behind."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to whatever is behind, so that nobody zooms by accident."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the readout away."""
        self._hide_readout()

    def _show_readout(self, round_number: float) -> None:
        found = self.values_at(round_number)
        if not found:
            self._hide_readout()
            return
        nearest = min((x for _curve, x, _y in found), key=lambda x: abs(x - round_number))
        self._hair.setPos(nearest)
        self._hair.show()
        box = self.plotItem.vb
        place = box.mapViewToScene(QPointF(nearest, 0))
        self._readout.show_values(
            found, nearest, QPoint(round(place.x()), round(box.sceneBoundingRect().top()))
        )

    def _hide_readout(self) -> None:
        self._cursor = None
        self._hair.hide()
        self._readout.hide()

    def _add_curve(self, curve: Curve) -> Any:
        item = pg.PlotDataItem(antialias=True, autoDownsampleFactor=1.0, symbolSize=7)
        self.addItem(item)  # which resets what follows
        item.setClipToView(True)
        # of each pixel's width the extremes are enough, or the mean where the line is smooth anyway
        item.setDownsampling(auto=True, method="peak" if curve.line == "faint" else "mean")
        if curve.line != "dashed":
            item.curve.setSegmentedLineMode("on")  # a wide line's time grows with the square of its points
        return item

    def _add_line(self, angle: int) -> tuple[Any, Any]:
        line = pg.InfiniteLine(angle=angle, movable=False)
        line.setZValue(-5)
        line.hide()
        text = pg.TextItem()
        text.hide()
        self.addItem(line, ignoreBounds=True)
        self.addItem(text, ignoreBounds=True)
        return line, text

    def _place_line(self, line: Any, text: Any, position: float | None, words: str) -> None:
        line.setVisible(position is not None)
        text.setVisible(position is not None)
        if position is not None:
            line.setPos(position)
            if text.toPlainText() != words:
                text.setPlainText(words)

    def _on_theme_changed(self) -> None:
        self.setBackground(color("surface"))
        font = QFont(base_font())
        font.setPixelSize(SMALL_PIXELS)
        for axis in (self._rounds_axis, self._value_axis):
            axis.setStyle(tickFont=font)
            axis.setTextPen(color("muted"))
            axis.setTickPen(color("line"))
        for curve, item in zip(self.curves, self._items, strict=True):
            shade = curve_color(curve)
            item.setPen(curve_pen(curve))
            item.setSymbolPen(pg.mkPen(shade, width=1.5))
            item.setSymbolBrush(color("surface") if curve.points == "o" else shade)
        best = QColor(theme().series[1])
        for line, text, shade, dashes in (
            (self._best_line, self._best_text, best, [3.0, 3.0]),
            (self._level_line, self._level_text, color("muted"), [4.0, 3.0]),
            (self._hair, None, color("muted"), None),
        ):
            pen = QPen(shade, 1.0)
            pen.setCosmetic(True)
            if dashes:
                pen.setDashPattern(dashes)
            line.setPen(pen)
            if text is not None:
                text.setColor(shade)
                text.setFont(font)
