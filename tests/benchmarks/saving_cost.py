"""What saving costs: a whole run with the standard settings, and the share of its time that saves took.

    python tests/benchmarks/saving_cost.py FILE.csv [name=value]...

Prints each save, their share of the run's time (asked: under 2% at the default interval), and how large a
checkpoint is.
"""

import sys
import tempfile
from pathlib import Path

from guitune.core.config import DataConfig, RunConfig
from guitune.core.data.examples import read_files
from guitune.core.data.overview import with_columns
from guitune.core.events import CheckpointSaved, RunCompleted
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder
from guitune.core.settings import with_setting
from guitune.core.training.checkpoint import last_good_checkpoint


def measure(config: RunConfig, folder: Path) -> None:
    """Train, and print what each save took and their share of the whole."""
    run, seconds, size = RunFolder.create(folder, config), 0.0, 0
    for event in run_experiment(run):
        if isinstance(event, CheckpointSaved):
            seconds += event.seconds
            newest = last_good_checkpoint(run.checkpoints)
            size = sum(path.stat().st_size for path in newest.iterdir()) if newest else 0
            print(f"step {event.step}: {event.seconds:.2f} s, {size / 1e6:.0f} MB", flush=True)
        if isinstance(event, RunCompleted):
            print(f"{seconds:.2f} s of {event.seconds:.1f} s: {seconds / event.seconds:.2%}")


def main() -> None:
    """Measure one file with the settings that are named."""
    data = DataConfig(file=str(Path(sys.argv[1]).absolute()))
    config = RunConfig(with_columns(read_files(data), data))
    for assignment in sys.argv[2:]:
        config = with_setting(config, *assignment.split("=", 1))
    with tempfile.TemporaryDirectory() as folder:
        measure(config, Path(folder) / "run")


if __name__ == "__main__":
    main()
