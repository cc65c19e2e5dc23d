"""Reads many damaged files: `python -m tests.benchmarks.damaged_files [COUNT] [FIRST_SEED]`.

Prints how many were read, how many refused with a sentence, how many rows were accepted and listed, and every
seed whose lines are not all accounted for or that raised anything but a DataError.
"""

import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.damaged_files import damaged_file, lines_unaccounted


def main(count: int, first: int) -> None:
    read = refused = 0
    slowest = 0.0
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.csv"
        for seed in range(first, first + count):
            file.write_bytes(damaged_file(seed))
            started = time.perf_counter()
            try:
                left = lines_unaccounted(file)
            except Exception:  # noqa: BLE001 - what this script looks for
                faults.append((seed, traceback.format_exc(limit=-1)))
                continue
            slowest = max(slowest, time.perf_counter() - started)
            if left is None:
                refused += 1
            elif left == 0:
                read += 1
            else:
                faults.append((seed, f"{left} lines unaccounted for"))
    print(f"{count} files: {read} read, {refused} refused with a sentence, {len(faults)} faults")
    print(f"slowest {1000 * slowest:.0f} ms")
    for seed, fault in faults[:20]:
        print(f"seed {seed}: {fault}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
