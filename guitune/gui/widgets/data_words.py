"""What the Data page says of a file in words."""

from guitune.core.data.overview import DataOverview
from guitune.formatting import file_size
from guitune.i18n import _, ngettext

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def file_facts(overview: DataOverview) -> str:
    """Rows, size, encoding and delimiter, and what the reader remarked."""
    source, unread = overview.table.source, len(overview.table.rejected)
    count = len(overview.table) + unread
    names = {"comma": _("comma"), "semicolon": _("semicolon"), "tab": _("tab"), "bar": _("bar")}
    facts = [
        ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}"),
        file_size(source.size),
        source.encoding.upper(),
        names[_DELIMITERS[source.delimiter]],
    ]
    if unread:
        facts.append(_("{count} unreadable").format(count=f"{unread:,}"))
    if source.blank_lines:
        facts.append(
            ngettext("{count} blank line", "{count} blank lines", source.blank_lines).format(
                count=f"{source.blank_lines:,}"
            )
        )
    return "\n".join([" · ".join(facts), *source.notes])


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
