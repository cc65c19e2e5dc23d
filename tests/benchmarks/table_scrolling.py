"""Milliseconds to paint a frame of the data's table while it scrolls, and what else the table takes.

python tests/benchmarks/table_scrolling.py [FILE.csv] [--rows 1000000] [--frames 400]

The rows are those of FILE.csv, repeated and numbered, or sentences of random words.
"""

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyarrow as pa
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from guitune.core.config import DataConfig
from guitune.core.data.columns import guess_columns
from guitune.core.data.examples import Examples, read_files
from guitune.core.data.overview import DataOverview
from guitune.core.data.row_listing import rows_of
from guitune.core.data.rows import RowFilter, order, select
from guitune.core.data.splits import Split
from guitune.core.data.table import SourceFile, StringTable
from guitune.gui.jobs import Jobs
from guitune.gui.theme import appearance
from guitune.gui.widgets.data_table import DataTable

WORDS = (
    "the",
    "parcel",
    "came",
    "late",
    "again",
    "and",
    "nobody",
    "could",
    "say",
    "where",
    "it",
    "was",
    "when",
)
LABELS = ("delivery", "refund", "account", "fault", "praise")
SIDES = ("train", "train", "train", "validation", "test")


def overview_of(file: Path | None, count: int) -> DataOverview:
    generator = random.Random(0)
    if file is None:
        pairs = [
            (" ".join(generator.choices(WORDS, k=generator.randint(4, 30))), generator.choice(LABELS))
            for _number in range(5000)
        ]
    else:
        table = read_files(DataConfig(str(file)))[0].table
        guess = guess_columns(table)
        pairs = list(zip(table.column(guess.text), table.column(guess.label), strict=True))
    texts = [f"{pairs[number % len(pairs)][0]} {number}" for number in range(count)]
    labels = [pairs[number % len(pairs)][1] for number in range(count)]
    source = SourceFile(Path("rows.csv"), 0, "", "utf-8", ",", 0)
    columns = pa.table(
        {"text": pa.array(texts, pa.large_string()), "label": pa.array(labels, pa.large_string())}
    )
    table = StringTable(source, columns, np.arange(2, count + 2), ())
    examples = Examples(
        (source,),
        [0] * count,
        table.rows.tolist(),
        texts,
        None,
        labels,
        ["train"] * count,
        (),
        (),
        columns.select([]),
    )
    return DataOverview(
        DataConfig("rows.csv", "text", "label"),
        (table,),
        table,
        examples,
        (),
        Split(tuple(generator.choices(SIDES, k=count))),
        None,
        tuple(Counter(labels).most_common()),
    )


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def told(name: str, times: list[float]) -> str:
    p95 = sorted(times)[int(0.95 * len(times))]
    return f"{name}: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, worst {max(times):.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--frames", type=int, default=400)
    arguments = parser.parse_args()
    app = QApplication([])
    appearance().choose("light")
    overview = overview_of(arguments.file, arguments.rows)

    rows = rows_of(overview)
    print(f"{len(rows):,} rows; list made in {milliseconds(lambda: rows_of(overview)):.0f} ms")
    everything = select(rows, RowFilter())
    for wanted in (
        RowFilter("the"),
        RowFilter("no such words"),
        RowFilter("the", rows.label_names[0], "test"),
    ):
        print(f"select {wanted}: {milliseconds(lambda wanted=wanted: select(rows, wanted)):.0f} ms")
    for by in ("text", "label", "side", "length"):
        print(f"order by {by}: {milliseconds(lambda by=by: order(rows, everything, by)):.0f} ms")

    jobs = Jobs()
    shown = DataTable(jobs)
    shown.resize(1500, 900)
    shown.show()
    shown.show_overview(overview)
    pauses = []
    while jobs.running:
        pauses.append(milliseconds(lambda: app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)))
    print(told("window's thread while the rows are listed", pauses))
    table, bar = shown.table, shown.table.verticalScrollBar()
    print(
        f"rows replaced in {milliseconds(lambda: table.show_rows(rows, everything[::-1], keep_place=True)):.1f} ms"
    )

    def frame(value: int) -> tuple[float, float]:
        """Wall and processor time of a scroll and a repaint of everything seen, which is more than Qt paints."""
        wall, busy = time.perf_counter(), time.process_time()
        bar.setValue(value)
        table.viewport().repaint()
        times = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - busy)
        app.processEvents()
        return times

    def tell_frames(name: str, values: list[int]) -> None:
        wall, busy = zip(*map(frame, values), strict=True)
        print(told(name, list(wall)))
        print(told("  of it processor time", list(busy)))

    generator = random.Random(1)
    print(f"{table.viewport().height() // table.rowHeight(0)} rows seen at a time")
    tell_frames("a turn of the wheel", [number * 60 for number in range(arguments.frames)])
    places = [generator.randrange(bar.maximum()) for _number in range(arguments.frames)]
    tell_frames("the bar dragged anywhere", places)
    jobs.shut_down()


if __name__ == "__main__":
    main()
