"""Whether the texts are in several languages."""

from guitune.core.data.checks.finding import Finding, listed
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.languages import language_name, languages_of
from guitune.i18n import _

_LEAST_SHARE = 0.05


def several_languages(usable: UsableRows) -> list[Finding]:
    """A remark where more than one language has a twentieth of the texts or more."""
    shares = [
        (code, share) for code, share in languages_of(usable.near.written.values) if share >= _LEAST_SHARE
    ]
    if len(shares) < 2:
        return []
    named = listed([f"{language_name(code)} {share:.0%}" for code, share in shares])
    message = _("The texts are in {count} languages: {names}. Choose a model that knows them all.").format(
        count=len(shares), names=named
    )
    return [Finding("languages", "info", message, count=len(shares))]
