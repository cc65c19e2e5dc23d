"""Sentences about what was left out, and about what went wrong."""

from collections import Counter
from collections.abc import Iterator

from guitune.core.data.checks import check_examples
from guitune.core.data.examples import Examples
from guitune.core.data.splits import Split
from guitune.core.events import Notice
from guitune.i18n import _, ngettext


def data_notices(examples: Examples, split: Split) -> Iterator[Notice]:
    """What became of the rows that are not learned from."""
    if examples.left_out:
        count, first = len(examples.left_out), examples.left_out[0]
        yield Notice(
            "rows_left_out",
            ngettext(
                "{count} row was left out: row {row}, because {reason}.",
                "{count} rows were left out; the first is row {row}, because {reason}.",
                count,
            ).format(count=count, row=first.row, reason=first.reason),
            "warning",
        )
    learned = {examples.labels[place] for place in split.positions("train")}
    aside = [examples.labels[place] for place in split.positions("aside")]
    unlearned = Counter(label for label in aside if label not in learned)
    repeated = len(aside) - unlearned.total()
    if repeated:
        yield Notice(
            "rows_set_aside",
            ngettext(
                "{count} text was set aside because it also stands on another side of the split.",
                "{count} texts were set aside because they also stand on another side of the split.",
                repeated,
            ).format(count=repeated),
            "warning",
        )
    if unlearned:
        yield Notice(
            "labels_not_learned",
            ngettext(
                "{count} text was set aside because its label is not among those learned: {names}.",
                "{count} texts were set aside because their labels are not among those learned: {names}.",
                unlearned.total(),
            ).format(count=unlearned.total(), names=_named(list(unlearned))),
            "warning",
        )
    tested = {examples.labels[place] for place in split.positions("test")}
    untested = sorted(learned - tested) if tested else []
    if untested:
        yield Notice(
            "labels_untested",
            ngettext(
                "{count} label has no text in the test, so how well it is sorted stays unknown: {names}.",
                "{count} labels have no text in the test, so how well they are sorted stays unknown: "
                "{names}.",
                len(untested),
            ).format(count=len(untested), names=_named(untested)),
            "warning",
        )
    for finding in check_examples(examples.joined_texts, examples.labels, examples.rows):
        if finding.severity == "warning":
            yield Notice(finding.name, finding.message, "warning")


def _named(labels: list[str]) -> str:
    names = ", ".join(f"“{label}”" for label in labels[:5])
    return names + (", …" if len(labels) > 5 else "")


def damage_notice(damaged: list[int], step: int) -> Notice:
    """The checkpoints of the steps `damaged` cannot be used, so that the run goes on from `step`."""
    steps = ", ".join(str(number) for number in damaged)
    if step == 0:
        message = _("Everything that was saved is damaged (step {damaged}), so the run starts over.")
    else:
        message = _("What was saved at step {damaged} is damaged, so the run goes on from step {step}.")
    return Notice("checkpoint_damaged", message.format(damaged=steps, step=step), "warning")


def memory_notice(texts: int) -> Notice:
    """Too little memory for a whole batch, which is worked on in parts of so many `texts` from now on."""
    return Notice(
        "memory_short",
        ngettext(
            "Memory is short: from now on it works on {count} text at once. It learns the same, but slower.",
            "Memory is short: from now on it works on {count} texts at once. It learns the same, but slower.",
            texts,
        ).format(count=texts),
        "warning",
    )


def prediction_notice(predicted: list[int], labels: tuple[str, ...]) -> Iterator[Notice]:
    """A warning where the classifier gives a single answer for everything."""
    (answer, count), *others = Counter(predicted).most_common()
    if not others and count > 1:
        yield Notice(
            "one_answer",
            _(
                "The classifier answers “{label}” for every test text: it has not learned to tell them apart."
            ).format(label=labels[answer]),
            "warning",
        )
