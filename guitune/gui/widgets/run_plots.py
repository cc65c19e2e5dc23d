"""The two plot cards of a run: how wrong it is, and how much it gets right."""

from PySide6.QtGui import QResizeEvent

from guitune.core.events import RunCompleted
from guitune.core.history import History
from guitune.formatting import learning_rate, loss, percent
from guitune.gui.models.history_tables import LossTableModel, MetricTableModel
from guitune.gui.widgets.metric_plot import MetricPlot
from guitune.gui.widgets.plot_card import PlotCard
from guitune.gui.widgets.plot_curve import Curve
from guitune.gui.widgets.plot_scale import scale_from_zero, scale_of_shares
from guitune.gui.widgets.text import label
from guitune.i18n import N_, _

_RATE_HEIGHT = 46
_HIGH_ENOUGH = 270


class LossCard(PlotCard):
    """Training and validation loss, and below them the learning rate on the same rounds."""

    def __init__(self) -> None:
        batches = Curve(_("each batch"), 0, "faint")
        training = Curve(_("training"), 0)
        validation = Curve(_("validation"), 1, "dashed", "o")
        super().__init__(
            _("Loss"),
            _("By round. Lower is better. Validation that rises means learning by heart."),
            [
                (
                    training,
                    _(
                        "How far its answers are from the right ones on the texts it learns from, smoothed; "
                        "the pale line behind is each single batch. If it does not fall, try a higher "
                        "learning rate; if it jumps about, a lower one."
                    ),
                ),
                (
                    validation,
                    _(
                        "The same on texts it does not learn from, after each round. "
                        "The best round is kept, so rising at the end does no harm."
                    ),
                ),
            ],
            LossTableModel(),
            "loss_table",
        )
        self._plot = MetricPlot([batches, training, validation], loss, "loss_plot", _("Loss by round"))
        rate = Curve(_("learning rate"), None)
        self._rate_plot = MetricPlot(
            [rate], learning_rate, "learning_rate_plot", _("Learning rate by round"), learning_rate
        )
        self._rate_plot.hide_rounds()
        self._rate_plot.setFixedHeight(_RATE_HEIGHT)
        self._rate = label(role="small", name="learning_rate_label")
        self._rate.setToolTip(
            _(
                "How far each correction moves the model: it rises gently at the start and falls to the end. "
                "If the loss jumps about, try a lower one in the settings."
            )
        )
        self.plots.addWidget(self._plot, 1)
        self.plots.addWidget(self._rate)
        self.plots.addWidget(self._rate_plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the losses where there is little."""
        super().resizeEvent(event)
        self._rate_plot.setVisible(event.size().height() >= _HIGH_ENOUGH)

    def draw(self, history: History) -> None:
        """Bring the plots in line with a run."""
        evaluations, best = history.evaluations, history.best
        rounds = history.started.num_epochs if history.started else 1
        self._plot.set_rounds(rounds)
        self._plot.set_scale(scale_from_zero(history.highest_loss))
        self._plot.set_data(0, history.epochs, history.train_losses)
        self._plot.set_data(1, history.epochs, history.smoothed_losses)
        self._plot.set_data(2, [entry.epoch for entry in evaluations], [entry.loss for entry in evaluations])
        self._plot.mark_best(best.epoch if best else None)
        self._rate_plot.set_rounds(rounds)
        self._rate_plot.set_scale([0.0, history.highest_rate or 1.0])
        self._rate_plot.set_data(0, history.epochs, history.learning_rates)
        self._rate.setText(_rate_words(history))


_READING = N_("By round. Higher is better. Measured on texts that it does not learn from.")
_READING_BASELINE = N_("By round. The dashed grey line is what counting words gets on the test texts.")


def _rate_words(history: History) -> str:
    if history.started is None or not history.learning_rates:
        return _("Learning rate")
    peak = learning_rate(history.highest_rate)
    if history.ending is not None:
        return _("Learning rate: {peak} at most").format(peak=peak)
    now = learning_rate(history.learning_rates[-1])
    return _("Learning rate: {rate} now, {peak} at most").format(rate=now, peak=peak)


class MetricCard(PlotCard):
    """Accuracy and macro-F1 on validation texts, and what counting words reaches."""

    def __init__(self) -> None:
        accuracy = Curve(_("accuracy"), 2, "solid", "o")
        macro_f1 = Curve(_("macro-F1"), 3, "dashed", "s")
        super().__init__(
            _("Right answers"),
            _(_READING),
            [
                (accuracy, _("The share of validation texts that get the right label.")),
                (
                    macro_f1,
                    _(
                        "Like accuracy, but every label counts the same, however rare. If it stays far below "
                        "accuracy, rare labels are missed: give them more texts."
                    ),
                ),
            ],
            MetricTableModel(),
            "metric_table",
        )
        self._plot = MetricPlot(
            [accuracy, macro_f1],
            percent,
            "metric_plot",
            _("Accuracy and macro-F1 by round"),
            lambda value: f"{value:.0%}",
        )
        self.plots.addWidget(self._plot, 1)
        self._drawn: tuple[object, ...] = ()

    def draw(self, history: History) -> None:
        """Bring the plot in line with a run."""
        evaluations, ending = history.evaluations, history.ending
        state = (id(history), len(evaluations), ending, history.started)
        if state == self._drawn:
            return
        self._drawn = state
        baseline = ending.baseline_accuracy if isinstance(ending, RunCompleted) else None
        shares = [share for entry in evaluations for share in (entry.accuracy, entry.macro_f1)]
        lowest = min([*shares, *([] if baseline is None else [baseline])], default=0.0)
        rounds = history.started.num_epochs if history.started else 1
        epochs = [entry.epoch for entry in evaluations]
        self._plot.set_rounds(rounds)
        self._plot.set_scale(scale_of_shares(lowest))
        self._plot.set_data(0, epochs, [entry.accuracy for entry in evaluations])
        self._plot.set_data(1, epochs, [entry.macro_f1 for entry in evaluations])
        words = "" if baseline is None else _("counting words {share}").format(share=percent(baseline))
        self._plot.mark_level(baseline, words)
        self.set_reading(_(_READING) if baseline is None else _(_READING_BASELINE))
