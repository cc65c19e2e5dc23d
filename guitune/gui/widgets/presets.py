"""How the presets are called and what they are good for."""

from guitune.i18n import N_, _

_TITLES = {"quick": N_("Quick"), "standard": N_("Standard"), "thorough": N_("Thorough")}
_WORDS = {
    "quick": N_("A first impression, in half the time."),
    "standard": N_("The best first real run. It ends by itself when nothing improves any more."),
    "thorough": N_("Reads the texts more often, for the last points. For when the data are final."),
}


def preset_title(name: str) -> str:
    """What a preset is called."""
    return _(_TITLES[name])


def preset_words(name: str) -> str:
    """What a preset is good for."""
    return _(_WORDS[name])
