"""Changes made by hand that no longer fit the file, because it has changed since."""

from guitune.core.data.checks.finding import Finding
from guitune.i18n import ngettext


def changes_lost(count: int) -> list[Finding]:
    """`count` is what `guitune.core.data.recipe.lost_changes` gave."""
    if not count:
        return []
    message = ngettext(
        "{count} change made by hand no longer fits the file and is not made.",
        "{count} changes made by hand no longer fit the file and are not made.",
        count,
    ).format(count=f"{count:,}")
    return [Finding("lost_changes", "warning", message, count=count)]
