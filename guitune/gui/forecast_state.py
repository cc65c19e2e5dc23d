"""How long training would take with the choices as they are, and what the automatic ones come to."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.data.overview import DataOverview
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.core.modeling.network_size import NetworkSize, read_network_size
from guitune.core.settings import problems
from guitune.core.training.forecast import (
    Workload,
    default_speed,
    forecast_seconds,
    gain_of_precision,
    memory_bytes,
    plan_for,
    speed_of,
)
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.formatting import about, learning_rate
from guitune.gui.jobs import Job, Jobs
from guitune.gui.preferences import Preferences
from guitune.i18n import _


@dataclass(frozen=True)
class Forecast:
    """What a training would take: seconds, bytes of memory, and its rounds, texts, batches and steps.

    `head_epochs` come before `epochs`, where the head learns first.
    """

    seconds: float
    memory: float
    head_epochs: int
    epochs: int
    texts: int
    batch_size: int
    steps: int


class ForecastState(QObject):
    """Knows the work that data and checkpoint mean, and forecasts any settings on it.

    Signals
    -------
    changed
        Data or checkpoint, or the speed of this computer, is another one.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._preferences = jobs, preferences
        self._job: Job | None = None
        self._looked_at: tuple[DataOverview | None, Checkpoint | None] = (None, None)
        self._work: tuple[Workload, NetworkSize] | None = None
        self._has_16_bits = False
        self._running: tuple[Workload, NetworkSize, TrainingConfig] | None = None

    @property
    def is_measured(self) -> bool:
        """Whether a run on this computer has shown how fast it is."""
        return self._preferences.training_speed > 0

    def know_processor(self, *, has_16_bits: bool) -> None:
        """Whether training calculates with 16 bits here, as is known once the libraries are loaded."""
        if has_16_bits != self._has_16_bits:
            self._has_16_bits = has_16_bits
            self.changed.emit()

    def speed_for(self, training: TrainingConfig) -> float:
        """Multiplications per second to expect with these settings."""
        speed = self._preferences.training_speed or default_speed()
        return speed * gain_of_precision(training, has_16_bits=self._has_16_bits)

    def look_at(self, overview: DataOverview | None, checkpoint: Checkpoint | None) -> None:
        """Find out in the background how much work these mean; `changed` follows."""
        if self._is_known(overview, checkpoint):
            return
        self._looked_at = (overview, checkpoint)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if overview is None or checkpoint is None:
            self._take(None)
            return

        def work(_job: Job) -> tuple[Workload, NetworkSize] | None:
            workload, size = Workload.of(overview), read_network_size(checkpoint.folder)
            return None if workload is None or size is None else (workload, size)

        self._job = self._jobs.start(_("Estimating the time"), work)
        self._job.succeeded.connect(self._on_found)

    def of(self, training: TrainingConfig) -> Forecast | None:
        """The forecast for these settings; None without data or checkpoint, or for a wrong value."""
        if self._work is None:
            return None
        workload, size = self._work
        if problems(RunConfig(training=training)):
            return None
        plan = plan_for(workload, training, size)
        last = plan.stages[-1]
        return Forecast(
            seconds=forecast_seconds(workload, training, size, self.speed_for(training)),
            memory=memory_bytes(workload, training, size),
            head_epochs=plan.num_epochs - last.num_epochs,
            epochs=last.num_epochs,
            texts=plan.texts_per_epoch,
            batch_size=plan.texts_per_step,
            steps=plan.steps_of(last),
        )

    @property
    def preset_times(self) -> dict[str, str]:
        """Each preset's time in words."""
        found = {name: self.of(training) for name, training in PRESETS.items()}
        return {name: about(forecast.seconds) for name, forecast in found.items() if forecast is not None}

    def automatic(self, training: TrainingConfig) -> dict[str, str]:
        """What the settings that are left automatic come to, by name."""
        if self._work is None:
            return {}
        workload, size = self._work
        left = replace(training, num_epochs=None, batch_size=None, learning_rate=None, layer_decay=None)
        plan = plan_for(workload, left, size)
        return {
            "num_epochs": str(plan.stages[-1].num_epochs),
            "batch_size": str(plan.batch_size),
            "learning_rate": learning_rate(self._rate_for(training, workload, size)),
            "layer_decay": f"{plan.settings.layer_decay:g}",
        }

    def _rate_for(self, training: TrainingConfig, workload: Workload, size: NetworkSize) -> float:
        """The automatic rate, which depends on how much less the lower layers learn."""
        return plan_for(workload, replace(training, learning_rate=None), size).learning_rate

    def begin(self, training: TrainingConfig) -> None:
        """A training starts: remember what it works on."""
        self._running = (*self._work, training) if self._work is not None else None

    def learn(self, examples_per_second: float) -> None:
        """It ended: its pace is the measure of the next forecasts."""
        if self._running is not None and examples_per_second > 0:
            workload, size, training = self._running
            self._running = None
            speed = speed_of(workload, training, size, examples_per_second)
            if speed is None:
                return
            self._preferences.training_speed = speed / gain_of_precision(
                training, has_16_bits=self._has_16_bits
            )
            self.changed.emit()

    def _is_known(self, overview: DataOverview | None, checkpoint: Checkpoint | None) -> bool:
        known_overview, known_checkpoint = self._looked_at
        return overview is known_overview and checkpoint is known_checkpoint

    def _take(self, found: tuple[Workload, NetworkSize] | None) -> None:
        self._work = found
        self.changed.emit()

    @Slot(object)
    def _on_found(self, found: tuple[Workload, NetworkSize] | None) -> None:
        if self.sender() is self._job:
            self._job = None
            self._take(found)
