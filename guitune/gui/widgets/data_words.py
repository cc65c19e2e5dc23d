"""What the Data page says of a file in words."""

from pathlib import Path

from guitune.core.config import DataConfig
from guitune.core.data.overview import DataOverview
from guitune.formatting import file_size, visible
from guitune.i18n import _, ngettext

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LONGEST_NAME = 48


def short_name(file: Path) -> str:
    """A file's name for a place with little room."""
    name = visible(file.name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def file_facts(overview: DataOverview) -> str:
    """Rows, size, encoding and delimiter, and what the reader remarked."""
    source, unread = overview.table.source, len(overview.table.rejected)
    count = len(overview.table) + unread
    names = {"comma": _("comma"), "semicolon": _("semicolon"), "tab": _("tab"), "bar": _("bar")}
    facts = [
        ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}"),
        file_size(source.size),
    ]
    if source.kind == "CSV":
        named = _DELIMITERS.get(source.delimiter)
        facts += [source.encoding.upper(), names[named] if named else f"“{visible(source.delimiter)}”"]
    else:
        facts.append(source.kind)
    if unread:
        facts.append(_("{count} unreadable").format(count=f"{unread:,}"))
    if source.blank_lines:
        facts.append(
            ngettext("{count} blank line", "{count} blank lines", source.blank_lines).format(
                count=f"{source.blank_lines:,}"
            )
        )
    if source.replaced:
        facts.append(replaced_places(source.replaced))
    return "\n".join([" · ".join(facts), *source.notes])


def replaced_places(count: int) -> str:
    """How many places of a file were no text."""
    return ngettext("{count} place replaced by �", "{count} places replaced by �", count).format(
        count=f"{count:,}"
    )


def column_roles(config: DataConfig, beside: tuple[str, ...]) -> str:
    """What other columns are there for."""
    said = []
    if config.text2_column:
        said.append(_("Pair: {name}").format(name=config.text2_column))
    if config.joined_columns:
        said.append(_("Joined: {names}").format(names=", ".join(config.joined_columns)))
    if config.split_column:
        said.append(_("Split: {name}").format(name=config.split_column))
    if beside:
        said.append(_("Not read: {names}").format(names=", ".join(beside)))
    return " · ".join(said)


def unused_rows(overview: DataOverview) -> str:
    """How many texts are used nowhere, so that all rows are accounted for."""
    sentences = []
    aside = overview.split.count("aside") if overview.split else 0
    if aside:
        sentences.append(
            ngettext(
                "{count} text is set aside: it stands on another side too, or its label is not learned.",
                "{count} texts are set aside: they stand on another side too, or their label is not learned.",
                aside,
            ).format(count=f"{aside:,}")
        )
    left_out = len(overview.examples.left_out)
    if left_out:
        sentences.append(
            ngettext("{count} row is left out.", "{count} rows are left out.", left_out).format(
                count=f"{left_out:,}"
            )
        )
    return " ".join(sentences)
