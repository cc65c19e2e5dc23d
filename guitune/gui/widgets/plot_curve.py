"""How the lines of plots look, for the plot and its legend alike."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QPen

from guitune.gui.theme import color, theme

LineStyle = Literal["solid", "dashed", "faint"]


@dataclass(frozen=True)
class Curve:
    """How one line looks: a colour of `Theme.series`, a style, and points as circles "o" or squares "s".

    A line without a colour is grey.
    """

    title: str
    series: int | None
    line: LineStyle = "solid"
    points: Literal["", "o", "s"] = ""


def curve_color(curve: Curve) -> QColor:
    """The colour of a curve in the theme in force."""
    return color("muted") if curve.series is None else QColor(theme().series[curve.series])


def curve_pen(curve: Curve) -> QPen:
    """The pen of a curve in the theme in force; plot and legend share it."""
    shade = curve_color(curve)
    if curve.line == "faint":
        shade = _mixed(shade, color("surface"), 0.3)
    pen = QPen(shade, 1.0 if curve.line == "faint" else 1.5 if curve.series is None else 2.0)
    pen.setCosmetic(True)
    if curve.line == "dashed":
        pen.setDashPattern([3.5, 2.5])
    return pen


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    """An opaque colour, because translucent lines take Qt ten times as long to draw."""
    mixed = [
        round(share * first + (1 - share) * second)
        for first, second in zip(_channels(one), _channels(other), strict=True)
    ]
    return QColor(*mixed)


def _channels(shade: QColor) -> tuple[int, int, int]:
    return shade.red(), shade.green(), shade.blue()
