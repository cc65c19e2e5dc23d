"""Our reader beside others on files that people really have: `python -m tests.benchmarks.nasty_files`.

Needs `pip install clevercsv duckdb`. Each is asked for the table as text, without being told anything, the way
its documentation says. A cell counts as right if it stands in the right place with the right text.
"""

import contextlib
import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.nasty_files import NASTY_FILES, NastyFile

Table = list[list[str]]


def ours(path: Path) -> Table:
    from guitune.core.data.reader import read_table

    table = read_table(path)
    rows = zip(*(table.column(name) for name in table.names), strict=True)
    return [list(table.names), *map(list, rows)]


def with_clevercsv(path: Path) -> Table:
    import clevercsv

    return [list(row) for row in clevercsv.read_table(str(path))]


def with_duckdb(path: Path) -> Table:
    import duckdb

    found = duckdb.sql(
        f"select * from read_csv('{path}', all_varchar=true, ignore_errors=true, null_padding=false)"
    )
    return [list(found.columns), *([value or "" for value in row] for row in found.fetchall())]


def rows_right(file: NastyFile, found: Table) -> int:
    left = [list(row) for row in found[1:]]
    count = 0
    for row in file.table[1:]:
        if row in left:
            left.remove(row)
            count += 1
    return count


def main() -> None:
    csv.field_size_limit(2**31 - 1)
    readers: dict[str, Callable[[Path], Table]] = {
        "GuiTune": ours,
        "clevercsv": with_clevercsv,
        "DuckDB": with_duckdb,
    }
    whole, right = dict.fromkeys(readers, 0), dict.fromkeys(readers, 0)
    total = sum(len(file.table) - 1 for file in NASTY_FILES)
    print(f"{'file':<36}" + "".join(f"{name:>16}" for name in readers))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        for file in NASTY_FILES:
            path.write_bytes(file.content)
            cells = []
            for name, read in readers.items():
                try:
                    with contextlib.redirect_stderr(io.StringIO()):
                        found = read(path)
                except Exception as error:  # noqa: BLE001 - a refusal is a result
                    cells.append(f"{type(error).__name__[:15]:>16}")
                    continue
                rows = rows_right(file, found)
                right[name] += rows
                exact = rows == len(found) - 1 == len(file.table) - 1 and len(found[0]) == len(file.table[0])
                whole[name] += exact
                cells.append(f"{'exact' if exact else f'{rows} of {len(file.table) - 1} rows':>16}")
            print(f"{file.name:<36}" + "".join(cells))
    print(
        f"{'files read exactly':<36}"
        + "".join(f"{f'{whole[name]} of {len(NASTY_FILES)}':>16}" for name in readers)
    )
    print(f"{'rows right':<36}" + "".join(f"{f'{right[name]} of {total}':>16}" for name in readers))


if __name__ == "__main__":
    main()
