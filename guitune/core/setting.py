"""How one choice is described. Standard library only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guitune.i18n import N_


@dataclass(frozen=True)
class Setting:
    """How one field is shown, explained and checked. Texts are English, translated where they are shown.

    Attributes
    ----------
    help
        What it does, in a sentence.
    advice
        When to raise or lower it, or what to choose when.
    cost
        What that costs.
    hint
        A value to try where one is wrong.
    choices
        The values that can be chosen and what they are called; empty for numbers.
    only_with
        The setting, and the values of it, without which this one has no effect.
    """

    label: str
    help: str
    advice: str = ""
    cost: str = ""
    unit: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    above_minimum: bool = False
    basic: bool = False
    hint: str = ""
    group: str = N_("Learning")
    choices: Mapping[str, str] = field(default_factory=dict)
    only_with: tuple[str, tuple[str, ...]] | None = None


def setting(default: Any, label: str, help: str, advice: str = "", cost: str = "", **description: Any) -> Any:
    """A dataclass field with its default and its description."""
    return field(default=default, metadata={"setting": Setting(label, help, advice, cost, **description)})
