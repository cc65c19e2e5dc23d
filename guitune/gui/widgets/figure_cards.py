"""The four figures of a result side by side: the classifier's, and what can be had more simply."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from guitune.core.evaluation.metrics import Interval
from guitune.core.evaluation.report import Report
from guitune.formatting import percent, points
from guitune.gui.widgets.card import GAP, Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.share_bar import ShareBar
from guitune.gui.widgets.text import label, plain_tip
from guitune.i18n import _, ngettext

_MARGIN, _APART, _LEAST_HEADING = 16, 8, 90


class FigureCard(Card):
    """A figure with its name and a comparison above, its range beside it and a bar below."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_card")
        self.body.setContentsMargins(_MARGIN, 10, _MARGIN, 10)
        self.body.setSpacing(4)
        self._heading = ElidedLabel("small")
        self._beside = ElidedLabel("small", f"{name}_comparison")
        self._beside.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._figure = label(role="figure", name=f"{name}_figure")
        self._interval = ElidedLabel("small", f"{name}_interval")
        self._interval.setContentsMargins(0, 0, 0, 3)
        self._bar = ShareBar(role)
        for first, second in ((self._heading, self._beside), (self._figure, self._interval)):
            line = QHBoxLayout()
            line.setSpacing(_APART)
            line.addWidget(first, 1 if first is self._heading else 0)
            line.addWidget(second, 1 if first is self._figure else 0)
            second.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            self.body.addLayout(line)
        self.body.addWidget(self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the first line anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What stands beside is shown where there is room for all of it; half of it would say nothing."""
        room = self.contentsRect().width() - 2 * _MARGIN - _APART
        wanted = self._beside.sizeHint().width() + 2
        heading = min(self._heading.sizeHint().width(), _LEAST_HEADING)
        self._beside.setFixedWidth(wanted)
        self._beside.setVisible(wanted + heading <= room)
        self._interval.setVisible(self._figure.sizeHint().width() + self._interval.sizeHint().width() <= room)

    def show_figure(
        self, heading: str, share: float, interval: Interval | None, beside: str, below: str, tip: str
    ) -> None:
        """Show another figure."""
        self._heading.show_text(heading)
        self._figure.setText(percent(share))
        self._figure.setAccessibleName(f"{heading}: {percent(share)}")
        self._bar.show_share(share, interval)
        self._beside.show_text(beside)
        self._interval.show_text(below)
        for widget in (self, *self.findChildren(QWidget)):
            widget.setToolTip(plain_tip(f"{heading}: {percent(share)}, {below}. {tip}"))
        self._fit()


class FigureCards(QWidget):
    """Accuracy and macro-F1, counting words, and always the most frequent label."""

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        self._accuracy = FigureCard("accuracy", "accent")
        self._macro_f1 = FigureCard("macro_f1", "accent")
        self._counting = FigureCard("word_counting", "muted")
        self._majority = FigureCard("majority", "muted")
        for card in (self._accuracy, self._macro_f1, self._counting, self._majority):
            line.addWidget(card, 1)

    def show_report(self, report: Report) -> None:
        """Show the figures of a report."""
        figures, compared = report.judged, report.baselines
        right = round(figures.accuracy * figures.examples)
        self._accuracy.show_figure(
            _("Accuracy"),
            figures.accuracy,
            figures.accuracy_interval,
            ngettext("{right} of {count} text", "{right} of {count} texts", figures.examples).format(
                right=f"{right:,}", count=f"{figures.examples:,}"
            ),
            _range(figures.accuracy_interval),
            _(
                "The share of texts that it gets right. With other texts of the same kind it would lie "
                "in the range beside it 19 times out of 20; more test texts make the range narrower."
            ),
        )
        self._macro_f1.show_figure(
            _("Macro-F1"),
            figures.macro_f1,
            figures.macro_f1_interval,
            _("mean of all labels"),
            _range(figures.macro_f1_interval),
            _(
                "The mean of all labels' F1, so that a rare label counts as much as a frequent one. "
                "Much lower than the accuracy? Then rare labels are weak: add more of their texts."
            ),
        )
        self._counting.show_figure(
            _("Counting words"),
            compared.word_counting.accuracy,
            compared.word_counting.accuracy_interval,
            _difference(compared.word_counting.accuracy - figures.accuracy),
            _range(compared.word_counting.accuracy_interval),
            _(
                "The accuracy of the simple way: which words occur how often, without any understanding. "
                "Fine-tuning has to beat it to be worth its time."
            ),
        )
        self._majority.show_figure(
            _("Always “{label}”").format(label=" ".join(report.majority_label.split())),
            compared.majority.accuracy,
            None,
            _difference(compared.majority.accuracy - figures.accuracy),
            _("no learning at all"),
            _("The accuracy of answering the most frequent label, {label}, to every text.").format(
                label=report.majority_label
            ),
        )


def _range(interval: Interval) -> str:
    return _("{low} to {high}").format(low=percent(interval.low), high=percent(interval.high))


def _difference(share: float) -> str:
    if round(abs(share), 3) == 0:
        return _("just as good")
    sentence = _("{points} points less") if share < 0 else _("{points} points more")
    return sentence.format(points=points(abs(share)))
