"""The split of the chosen data, drawn from the files as they are written: nothing mended moves a row."""

from collections import Counter

from guitune.core.config import DataConfig
from guitune.core.data.checks import one_class_message, unique_labels_message
from guitune.core.data.examples import Examples
from guitune.core.data.near_duplicates import NearDuplicates
from guitune.core.data.splits import Side, Split, join_given_sides, split_examples
from guitune.core.errors import DataError
from guitune.i18n import _, ngettext


def divide(examples: Examples, config: DataConfig, near: NearDuplicates | None = None) -> Split:
    """The frozen split: sides that were given are honoured, what they leave open is divided.

    The sides are drawn from the files as written. A row that is mended, or stands after one that is left out,
    keeps its side; one that was no example as written is learned from. Where mending makes texts alike that
    stand on two sides, the one to learn from is set aside. So are examples whose label does not occur in
    training.

    Parameters
    ----------
    near
        The near duplicates among the texts that are to be divided, if they were looked for already.

    Raises
    ------
    DataError
        If fewer than two labels can be learned, or nothing is left for validation.
    """
    _require_labels(examples.labels)
    if examples.written is None:
        sides = _drawn(examples, config, near)
    else:
        drawn = _drawn(examples.written, config, None)
        side_of = dict(
            zip(zip(examples.written.files, examples.written.rows, strict=True), drawn, strict=True)
        )
        places = zip(examples.files, examples.rows, examples.given, strict=True)
        sides = [side_of.get((file, row), given) for file, row, given in places]
    if examples.written is not None or set(examples.given) != {"train"}:
        is_one_pool = set(examples.given) == {"train"}
        sides = list(join_given_sides(examples.joined_texts, sides, near if is_one_pool else None).sides)
    learned = {label for label, side in zip(examples.labels, sides, strict=True) if side == "train"}
    split = Split(
        tuple(
            side if label in learned else "aside" for label, side in zip(examples.labels, sides, strict=True)
        )
    )
    _require_enough(split, learned)
    return split


def _drawn(examples: Examples, config: DataConfig, near: NearDuplicates | None) -> list[Side]:
    """The side of every example; those that were given for training are divided where no side is given."""
    pool = [place for place, side in enumerate(examples.given) if side == "train"]
    texts = examples.joined_texts
    divided = split_examples(
        [texts[place] for place in pool],
        [examples.labels[place] for place in pool],
        validation_share=0.0 if "validation" in examples.given else config.validation_share,
        test_share=0.0 if "test" in examples.given else config.test_share,
        seed=config.split_seed,
        near=near,
    )
    sides = list(examples.given)
    for place, side in zip(pool, divided.sides, strict=True):
        sides[place] = side
    return sides


def _require_labels(labels: list[str]) -> None:
    counts = Counter(labels)
    if len(counts) < 2:
        raise DataError(
            one_class_message(list(counts)), _("Choose another label column, or add rows with other labels.")
        )
    if max(counts.values()) == 1:
        raise DataError(unique_labels_message(len(counts)), _("Choose another column as the label."))


def _require_enough(split: Split, learned: set[str]) -> None:
    if len(learned) >= 2 and split.count("validation"):
        return
    sentence = _(
        "There are too few different texts: {train} to learn from and {validation} to check on."
    ).format(train=split.count("train"), validation=split.count("validation"))
    aside = split.count("aside")
    if aside:
        sentence += " " + ngettext(
            "{count} text is set aside, because it also stands on another side or its label is not learned.",
            "{count} texts are set aside, because they also stand on another side or their label is not "
            "learned.",
            aside,
        ).format(count=aside)
    raise DataError(
        sentence,
        _("Add rows until at least two labels have five different texts each; a few dozen each is good."),
    )
