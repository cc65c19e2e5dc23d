"""What can be done to every text before it is read by the network, in training and in use alike."""

from collections.abc import Callable, Sequence

from guitune.core.errors import ConfigError
from guitune.i18n import _

Step = Callable[[str], str]


def clean_texts(texts: Sequence[str], steps: Sequence[str]) -> list[str]:
    """The texts after the named steps, which are taken in the order of `CLEANING`.

    Raises
    ------
    ConfigError
        If there is no step of that name.
    """
    unknown = [name for name in steps if name not in CLEANING]
    if unknown:
        raise ConfigError(
            "cleaning",
            _("There is no cleaning step called {name}.").format(name=unknown[0]),
            _("The steps are: {names}.").format(names=", ".join(CLEANING)),
        )
    cleaned = list(texts)
    for name, step in CLEANING.items():
        if name in steps:
            cleaned = [step(text) for text in cleaned]
    return cleaned


CLEANING: dict[str, Step] = {"lower_case": str.lower}
