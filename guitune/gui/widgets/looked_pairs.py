"""The pairs of a finding with what is shown of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guitune.core.data.checks import Finding
from guitune.core.data.overview import DataOverview
from guitune.core.data.placed_changes import places_of
from guitune.core.data.recipe import FILES
from guitune.core.data_choices import Edit
from guitune.gui.models.compared_texts_model import Side
from guitune.gui.widgets.chips import chip_tint
from guitune.i18n import _

Pair = tuple[int, int]


@dataclass(frozen=True)
class LookedPairs:
    """Pairs of row numbers, and where in the overview's examples these rows stand.

    `edits` holds, for row numbers, the edit of the label that there is already.
    """

    pairs: list[Pair] = field(default_factory=list)
    edits: dict[int, Edit] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tints: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, finding: Finding, overview: DataOverview) -> "LookedPairs":
        """The pairs of a finding. Takes a moment: not for the window's thread."""
        examples, table, config = overview.examples, overview.table, overview.config
        edits = [edit for edit in config.edits if (edit.file, edit.column) == (FILES[0], config.label_column)]
        placed = zip(places_of(table, edits, config.text_column).tolist(), edits, strict=True)
        rows = {row for pair in finding.pairs for row in pair}
        places: dict[int, int] = {}
        for place, row in enumerate(examples.rows):  # a row number in two files: the main file is first
            if row in rows:
                places.setdefault(row, place)
        names = sorted(name for name, _count in overview.label_counts)
        return cls(
            pairs=list(finding.pairs),
            edits={int(table.rows[place]): edit for place, edit in placed if place >= 0},
            places=places,
            texts=examples.joined_texts,
            labels=examples.labels,
            tints={name: chip_tint(number) for number, name in enumerate(names)},
        )

    def side(self, row: int, given: Mapping[int, str]) -> Side:
        """What is shown of a row; `given` holds labels that rows were given since."""
        head = _("Row {name}").format(name=f"{row:,}")
        place = self.places.get(row)
        if place is None:
            return Side("", head)
        shown = given.get(row, self.labels[place])
        return Side(self.texts[place], head, shown, self.tints.get(shown, "muted"))


def same_finding(wanted: Finding | None, overview: DataOverview | None) -> Finding | None:
    """What has become of a finding with pairs in another overview, None if it is no more."""
    if wanted is None or overview is None:
        return None
    alike = (
        found
        for found in overview.findings
        if found.pairs and (found.name, found.fix) == (wanted.name, wanted.fix)
    )
    return next(alike, None)
