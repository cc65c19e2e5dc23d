"""What the settings are worth, measured with whole runs on real data that no default was chosen on.

    python tests/benchmarks/quality.py presets|balance|trained|sizes|scratch [--data DIR] [--seeds 3]
        [--workers 2] [--only TEXT] [--out FILE.jsonl]

Every figure comes from texts that the run neither learned nor decided anything from: banking77's own test
file, or the test split of sms_spam. Each run is a process of its own, so that its peak memory is its own;
with two workers each has one thread, and the times are those of one thread beside another run.
"""

import argparse
import csv
import json
import os
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from guitune.core.config import DataConfig, RunConfig
from guitune.core.training_config import PRESETS, TrainingConfig

DATA = Path(__file__).parents[3] / "shared" / "data"
BALANCES = ("none", "class_weights", "focal", "oversampling", "undersampling")
WAYS = ("head", "last_layers", "lora", "everything", "head_then_everything")


@dataclass(frozen=True)
class Trial:
    """One run: what is compared, and the files and settings it is made with."""

    name: str
    rows: int
    config: RunConfig
    rare: str = ""


def read(file: Path) -> list[tuple[str, str]]:
    """Text and label of every row."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    label = "category" if "category" in rows[0] else "label"
    return [(row["text"], row[label]) for row in rows]


def write(file: Path, rows: list[tuple[str, str]]) -> str:
    """A file of these rows."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("text", "label"), *rows])
    return str(file)


def banking(data: Path, training: TrainingConfig) -> RunConfig:
    """banking77 with its own test file."""
    files = DataConfig(
        str(data / "banking77_train.csv"), "text", "category", test_file=str(data / "banking77_test.csv")
    )
    return RunConfig(files, training=training)


def spam(data: Path, training: TrainingConfig) -> RunConfig:
    """sms_spam, a tenth of which is the test."""
    return RunConfig(DataConfig(str(data / "sms_spam.csv"), "text", "label"), training=training)


def presets(data: Path, _scratch: Path, seeds: int) -> Iterator[Trial]:
    """Every preset on both sets."""
    for seed in range(seeds):
        for name, training in PRESETS.items():
            chosen = replace(training, seed=seed)
            yield Trial(f"sms_spam {name}", 5_574, spam(data, chosen))
    for name in ("standard", "thorough", "quick"):
        yield Trial(f"banking77 {name}", 10_003, banking(data, PRESETS[name]))


def balance(data: Path, scratch: Path, seeds: int) -> Iterator[Trial]:
    """One spam message to fifty others in training; judged on all others that there are."""
    for seed in range(seeds):
        drawn = random.Random(seed)
        by_label = defaultdict(list)
        for row in read(data / "sms_spam.csv"):
            by_label[row[1]].append(row)
        for rows in by_label.values():
            drawn.shuffle(rows)
        ham, rare = by_label["ham"], by_label["spam"]
        learned = write(scratch / f"uneven-{seed}.csv", [*ham[:2_500], *rare[:50]])
        judged = write(scratch / f"rest-{seed}.csv", [*ham[2_500:], *rare[50:]])
        for name in BALANCES:
            training = replace(PRESETS["standard"], class_balance=name, seed=seed)
            files = DataConfig(learned, "text", "label", test_file=judged)
            yield Trial(f"1:50 {name}", 2_550, RunConfig(files, training=training), rare="spam")


def trained(data: Path, _scratch: Path, seeds: int) -> Iterator[Trial]:
    """How much of the model learns, on both sets."""
    for seed in range(seeds):
        for way in WAYS:
            training = replace(PRESETS["standard"], trained=way, seed=seed)
            yield Trial(f"sms_spam {way}", 5_574, spam(data, training))
    for way in WAYS:
        yield Trial(f"banking77 {way}", 10_003, banking(data, replace(PRESETS["standard"], trained=way)))


def sizes(data: Path, scratch: Path, seeds: int) -> Iterator[Trial]:
    """30, 300 and all rows of ten labels, and 3,000 rows of as many labels as that takes."""
    learned, judged = read(data / "banking77_train.csv"), read(data / "banking77_test.csv")
    frequent = [label for label, _count in Counter(label for _text, label in learned).most_common()]
    for rows, count in ((30, 10), (300, 10), (1_700, 10), (3_000, 18)):
        labels = frequent[:count]
        test = write(scratch / f"test-{rows}.csv", [row for row in judged if row[1] in labels])
        for seed in range(seeds):
            drawn = random.Random(seed)
            chosen = []
            for label in labels:
                of_label = [row for row in learned if row[1] == label]
                chosen += drawn.sample(of_label, min(len(of_label), rows // count))
            file = write(scratch / f"train-{rows}-{seed}.csv", chosen)
            for name, training in PRESETS.items():
                files = DataConfig(file, "text", "label", test_file=test)
                yield Trial(
                    f"{len(chosen)} rows {name}",
                    len(chosen),
                    RunConfig(files, training=replace(training, seed=seed)),
                )


def scratch(data: Path, _scratch: Path, seeds: int) -> Iterator[Trial]:
    """What the earlier learning is worth."""
    for seed in range(seeds):
        for start in ("pretrained", "scratch"):
            training = replace(PRESETS["standard"], start_from=start, seed=seed)
            yield Trial(f"sms_spam {start}", 5_574, spam(data, training))
    yield Trial("banking77 scratch", 10_003, banking(data, TrainingConfig(start_from="scratch")))


def run(trial: Trial) -> dict[str, float | str]:
    """Train and judge; figures of the test."""
    from guitune.core.events import RunCompleted, RunStarted
    from guitune.core.experiment import run_experiment
    from guitune.core.runs import RunFolder

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        made = RunFolder.create(Path(folder) / "run", trial.config)
        events = list(run_experiment(made))
        ending = events[-1]
        if not isinstance(ending, RunCompleted):
            return {"name": trial.name, "failed": str(ending)}
        plan = next(event for event in events if isinstance(event, RunStarted))
        figures: dict[str, float | str] = {
            "name": trial.name,
            "seed": trial.config.training.seed,
            "accuracy": round(ending.test_accuracy or 0, 4),
            "macro_f1": round(ending.test_macro_f1 or 0, 4),
            "counting": round(ending.baseline_accuracy, 4),
            "validation": round(ending.validation_accuracy, 4),
            "rounds": plan.num_epochs,
            "best": ending.best_epoch,
            "minutes": round((time.perf_counter() - started) / 60, 2),
            "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "rate": round(ending.examples_per_second, 1),
        }
        if trial.rare:
            figures |= rare_figures(made.predictions / "test.csv", trial.rare, 1 / 51)
        return figures


def rare_figures(predictions: Path, rare: str, share: float) -> dict[str, float]:
    """Recall, and the precision and F1 that they mean where the rare label has this share of all texts."""
    with predictions.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [row["prediction"] == rare for row in rows if row["label"] == rare]
    false = [row["prediction"] == rare for row in rows if row["label"] != rare]
    recall, alarms = sum(found) / len(found), sum(false) / len(false)
    flagged = recall * share + alarms * (1 - share)
    precision = recall * share / flagged if flagged else 0.0
    f1 = 2 * precision * recall / (precision + recall) if flagged and recall else 0.0
    return {"recall": round(recall, 4), "precision": round(precision, 4), "f1": round(f1, 4)}


def summary(results: list[dict]) -> None:
    """Mean and range over the seeds of every figure, a line for each name."""
    by_name = defaultdict(list)
    for result in results:
        by_name[result["name"]].append(result)
    for name, group in by_name.items():
        parts = []
        for key in (
            "recall",
            "precision",
            "f1",
            "accuracy",
            "macro_f1",
            "counting",
            "minutes",
            "megabytes",
            "rounds",
        ):
            values = [result[key] for result in group if key in result]
            if values:
                spread = f" ({min(values):g} to {max(values):g})" if len(values) > 1 else ""
                parts.append(f"{key} {sum(values) / len(values):.4g}{spread}")
        print(f"{name:32} {', '.join(parts)}")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["presets", "balance", "trained", "sizes", "scratch"])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(max(1, (os.cpu_count() or 1) // chosen.workers))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        trials = list(globals()[chosen.what](chosen.data, Path(folder), chosen.seeds))
        trials = [trial for trial in trials if chosen.only in trial.name]
        with ProcessPoolExecutor(chosen.workers, get_context("spawn"), max_tasks_per_child=1) as workers:
            for result in workers.map(run, trials):
                print(json.dumps(result), flush=True)
                results.append(result)
                if chosen.out:
                    with chosen.out.open("a", encoding="utf-8") as stream:
                        stream.write(json.dumps(result) + "\n")
    summary(results)


if __name__ == "__main__":
    main()
