"""Finds the rows in a JSON file: a list of them, alone or in an object, or a list for each column."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from guitune.core.data.json_rows import JsonRows
from guitune.core.data.json_text import JsonText
from guitune.core.data.json_values import RowProblem, is_container, too_deep, twice_in_it
from guitune.core.errors import DataError
from guitune.i18n import _


class JsonDocument:
    """Reads the whole of a JSON text into rows.

    A list of rows is read item by item. Everything else is held in memory at once, as Python objects: a list
    for each column, and what stands beside a list of rows.

    Attributes
    ----------
    notes
        What was understood in a way that a person may want to know, in sentences.
    """

    def __init__(self, text: JsonText, rows: JsonRows, path: Path, is_over: Callable[[int], bool]) -> None:
        self.notes: list[str] = []
        self._text = text
        self._rows = rows
        self._path = path
        self._is_over = is_over
        self._beside: dict[str, Any] = {}
        self._items = 0

    def read(self) -> None:
        """Add all rows, or those until `is_over`, asked before each one with its number.

        Raises
        ------
        DataError
            If the text is no JSON from some place on, or holds no rows in a shape that is understood.
        """
        opening = self._text.peek()
        if opening == "[":
            if self._take_items():
                self._text.expect_end()
        elif opening == "{":
            self._take_object()
        else:
            raise self._not_understood()

    def _take_items(self) -> bool:
        """Add the items of the list that follows; whether it was read to its end."""
        for _step in self._text.items():
            if self._is_over(self._items + 1):
                return False
            self._items += 1
            line = self._text.line
            value, raw = self._text.value()
            self._rows.add(self._items, line, value, raw)
        return True

    def _take_object(self) -> None:
        name_of_rows: str | None = None
        for name in self._text.names():
            if name in self._beside or name == name_of_rows:
                raise self._unreadable(twice_in_it(name))
            if not self._text.opens_list_of_objects():
                self._beside[name] = self._value()
            elif name_of_rows is None:
                name_of_rows = name
                self.notes.append(_("The rows are the list “{name}” in the file.").format(name=name))
                if not self._take_items():
                    return
            else:
                raise self._several([name_of_rows, name])
        self._text.expect_end()
        if name_of_rows is None:
            self._take_columns()
        elif self._beside:
            as_long = [name for name, value in self._beside.items() if self._is_as_long(value)]
            if as_long:
                raise self._several([name_of_rows, *as_long])
            names = ", ".join(f"“{name}”" for name in self._beside)
            self.notes.append(_("Left out, as it stands beside the rows: {names}.").format(names=names))

    def _value(self) -> Any:
        value, raw = self._text.value()
        if self._rows.values.problem:
            raise self._unreadable(self._rows.values.problem)
        try:
            return self._rows.values.mended(value, raw)
        except RowProblem as problem:
            raise self._unreadable(str(problem)) from None
        except RecursionError:
            raise self._unreadable(too_deep()) from None

    def _take_columns(self) -> None:
        columns = _columns(self._beside)
        if columns is None:
            raise self._not_understood()
        self.notes.append(_("The file holds one list for each column."))
        for row, cells in enumerate(zip(*columns.values(), strict=True), start=1):
            if self._is_over(row):
                return
            self._rows.add(row, 1, dict(zip(columns, cells, strict=True)), "")

    def _is_as_long(self, value: Any) -> bool:
        return isinstance(value, list) and len(value) == self._items > 1

    def _not_understood(self) -> DataError:
        return DataError(
            _("{file} is a JSON file, but not a list of rows.").format(file=self._path.name),
            _(
                "Save it as a list of objects, [{…}, {…}], with one object on each line, or with one list "
                'for each column, {"text": […], "label": […]}, all of one length.'
            ),
        )

    def _several(self, names: Sequence[str]) -> DataError:
        return DataError(
            _("{file} holds several lists: {names}.").format(
                file=self._path.name, names=", ".join(f"“{name}”" for name in names)
            ),
            _("Save each list of rows as a file of its own, [{…}, {…}], and choose these files."),
        )

    def _unreadable(self, reason: str) -> DataError:
        return DataError(
            _("{file} cannot be read: {reason}.").format(file=self._path.name, reason=reason),
            _("Save it again in the program that it comes from, or as CSV (UTF-8)."),
        )


def _columns(whole: Mapping[str, Any]) -> Mapping[str, Sequence[Any]] | None:
    """The object as lists of one length, at least one of them of texts or the like; None if it is none.

    Objects whose names are the numbers of the rows, as pandas writes them, are such lists too.
    """
    parts = list(whole.values())
    if all(isinstance(part, list) for part in parts):
        columns = whole
    elif all(isinstance(part, dict) and part.keys() == parts[0].keys() for part in parts):
        if not all(number.isdecimal() for number in parts[0]):
            return None
        columns = {name: [part[number] for number in parts[0]] for name, part in whole.items()}
    else:
        return None
    has_one_length = len({len(column) for column in columns.values()}) == 1
    has_values = any(not all(map(is_container, column)) for column in columns.values())
    return columns if has_one_length and (has_values or not any(columns.values())) else None
