from pathlib import Path

import pytest

from guitune.core.data.reader import read_table
from guitune.core.data.table import StringTable

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"
needs_real_data = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data are not here")


def read(folder: Path, content: str | bytes, encoding: str = "utf-8") -> StringTable:
    """The table in a file `data.csv` of that content."""
    file = folder / "data.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_table(file)


def rows_of(table: StringTable) -> list[list[str]]:
    """The table's values, row by row."""
    return [list(row) for row in zip(*(table.column(name) for name in table.names), strict=True)]
