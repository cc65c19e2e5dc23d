"""Reads dataclasses back from JSON and names what is wrong. Standard library only."""

import dataclasses
import math
from contextlib import suppress
from dataclasses import fields
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from guitune.core.errors import ConfigError
from guitune.i18n import _

Stored = TypeVar("Stored")


def read_stored(kind: type[Stored], stored: Any, place: str = "") -> Stored:
    """The dataclass `kind`, and those inside it, from the dictionaries that `dataclasses.asdict` made of it.

    Raises
    ------
    ConfigError
        If a field is missing, unknown or of the wrong type; `field` names it, with `place` before it.
    """
    if not isinstance(stored, dict):
        group = place.rstrip(".")
        raise ConfigError(group, _("{field} is not a group of settings.").format(field=group))
    hints = get_type_hints(kind)
    for name in stored:
        if name not in hints:
            raise ConfigError(
                place + name,
                _("The stored settings have an unknown field, {field}.").format(field=place + name),
            )
    values: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        where = place + item.name
        if item.name not in stored:
            raise ConfigError(where, _("The stored settings lack the field {field}.").format(field=where))
        value, hint = stored[item.name], hints[item.name]
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            values[item.name] = read_stored(hint, value, f"{where}.")
        elif _is_tuple_of_dataclasses(hint) and isinstance(value, (list, tuple)):
            values[item.name] = tuple(
                read_stored(get_args(hint)[0], part, f"{where}[{place}].") for place, part in enumerate(value)
            )
        else:
            values[item.name] = _checked(value, hint, where)
    return kind(**values)


def _is_tuple_of_dataclasses(hint: Any) -> bool:
    return get_origin(hint) is tuple and dataclasses.is_dataclass(get_args(hint)[0])


def _checked(value: Any, hint: Any, where: str) -> Any:
    accepted = get_args(hint) if get_origin(hint) is not tuple else (tuple,)
    accepted = accepted or (hint,)
    if (
        tuple in accepted
        and isinstance(value, (list, tuple))
        and all(isinstance(part, str) for part in value)
    ):
        return tuple(value)
    if float in accepted and isinstance(value, int) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    if get_origin(hint) is Literal:
        fits = value in accepted
    else:
        wrong_bool = isinstance(value, bool) and bool not in accepted
        fits = not wrong_bool and isinstance(value, tuple(kind for kind in accepted if kind is not tuple))
    if not fits:
        raise ConfigError(
            where,
            _("The stored settings have a wrong value in {field}: {value!r}.").format(
                field=where, value=value
            ),
        )
    return value


def read_figures(hint: Any, stored: Any, place: str = "") -> Any:
    """The value of type `hint` that JSON keeps: dataclasses of numbers and texts, and tuples of them.

    Raises
    ------
    ValueError
        If something is missing or of another type, or a number is not finite; the message names the place.
    """
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if not isinstance(stored, dict):
            raise ValueError(f"{place} is no group")
        hints = get_type_hints(hint)
        missing = [item.name for item in fields(hint) if item.name not in stored]
        if missing:
            raise ValueError(f"{place}{missing[0]} is missing")
        return hint(
            **{
                item.name: read_figures(hints[item.name], stored[item.name], f"{place}{item.name}.")
                for item in fields(hint)
            }
        )
    if get_origin(hint) is tuple:
        if not isinstance(stored, list):
            raise ValueError(f"{place} is no list")
        return tuple(read_figures(get_args(hint)[0], value, place) for value in stored)
    options = get_args(hint)
    if options:  # X | None
        return None if stored is None else read_figures(options[0], stored, place)
    wanted = (int, float) if hint is float else (hint,)
    if not isinstance(stored, wanted) or isinstance(stored, bool) != (hint is bool):
        raise ValueError(f"{place} is {stored!r}")
    if hint is float and not math.isfinite(stored):
        raise ValueError(f"{place} is not finite")
    return float(stored) if hint is float else stored
