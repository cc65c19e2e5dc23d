"""How long everything that is found in a file takes, and how much memory.

    python tests/benchmarks/findings_speed.py FILE.csv [--text text --label label]
        [--rows 1000000 | --shuffled-words 100000]

`--rows` repeats the file's rows until there are as many. `--shuffled-words` makes as many different texts of
the words of the file's texts, ten words from two texts each. The times are those of one process; the peak is
its resident memory, the table itself included.
"""

import argparse
import random
import resource
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.checks import UsableRows, check_table
from guitune.core.data.examples import GivenFile
from guitune.core.data.overview import look_over
from guitune.core.data.reader import read_table
from guitune.core.data.table import StringTable


def main() -> None:
    chosen = arguments()
    config = DataConfig(str(chosen.file), chosen.text, chosen.label)
    table = read_table(chosen.file, config.reading)
    if chosen.shuffled_words:
        table = shuffled(table, config, chosen.shuffled_words)
    elif chosen.rows:
        table = repeated(table, chosen.rows)
    print(f"{len(table):,} rows; {peak():.0f} MB with the table")
    started = time.perf_counter()
    usable = UsableRows.of(table, config)
    print(f"{len(usable.near.normalized.values):,} different texts, {time.perf_counter() - started:.1f} s")
    findings = check_table(table, config, usable=usable)
    print(f"all findings: {time.perf_counter() - started:.1f} s, peak {peak():.0f} MB")
    started = time.perf_counter()
    overview = look_over([GivenFile(table, "train")], config)
    print(f"all of the overview, split included: {time.perf_counter() - started:.1f} s, peak {peak():.0f} MB")
    assert overview.split is not None
    for finding in findings:
        counted = f"{finding.count:>9,} ({len(finding.rows):,} rows, {len(finding.pairs):,} pairs)"
        print(f"{finding.severity:8} {finding.name:20} {counted:45} {finding.message}")


def repeated(table: StringTable, rows: int) -> StringTable:
    """The table's rows again and again."""
    copies = -(-rows // len(table))
    columns = pa.concat_tables([table.columns] * copies).slice(0, rows).combine_chunks()
    return replace(table, columns=columns, rows=np.arange(2, rows + 2))


def shuffled(table: StringTable, config: DataConfig, rows: int) -> StringTable:
    """Texts of about ten words, the first half from one text and the second from another of the label's."""
    generator = random.Random(0)
    texts, labels = table.column(config.text_column), table.column(config.label_column)
    halves: dict[str, list[list[str]]] = {}
    for text, label in zip(texts, labels, strict=True):
        halves.setdefault(label, []).append(text.split())
    made = []
    for number in range(rows):
        own = halves[labels[number % len(labels)]]
        first, second = generator.choice(own), generator.choice(own)
        made.append(" ".join(generator.sample(first + second, min(10, len(first + second)))))
    of_rows = [labels[number % len(labels)] for number in range(rows)]
    columns = pa.table(
        {
            config.text_column: pa.array(made, pa.large_string()),
            config.label_column: pa.array(of_rows, pa.large_string()),
        }
    )
    return replace(table, columns=columns, rows=np.arange(2, rows + 2))


def peak() -> float:
    """Megabytes of resident memory at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--shuffled-words", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    main()
