"""Sentences about what was left out and what was chosen automatically."""

from collections import Counter
from collections.abc import Iterator

from guitune.core.config import TrainingConfig
from guitune.core.data.dataset import TokenizedExamples
from guitune.core.data.examples import Examples
from guitune.core.data.splits import Split
from guitune.core.events import Notice
from guitune.core.training.plan import TrainingPlan
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
    aside = split.count("aside")
    if aside:
        yield Notice(
            "rows_set_aside",
            ngettext(
                "{count} text was set aside: it also stands on another side of the split, "
                "or its label is not learned.",
                "{count} texts were set aside: they also stand on another side of the split, "
                "or their label is not learned.",
                aside,
            ).format(count=aside),
            "warning",
        )
    places = split.positions("test")
    tested = {examples.labels[place] for place in places}
    untested = (
        sorted({examples.labels[place] for place in split.positions("train")} - tested) if places else []
    )
    if untested:
        names = ", ".join(f"“{label}”" for label in untested[:5]) + (", …" if len(untested) > 5 else "")
        yield Notice(
            "labels_untested",
            ngettext(
                "{count} label has too few texts to keep any for the test: {names}.",
                "{count} labels have too few texts to keep any for the test: {names}.",
                len(untested),
            ).format(count=len(untested), names=names),
            "warning",
        )


def plan_notices(config: TrainingConfig, plan: TrainingPlan, tokens: TokenizedExamples) -> Iterator[Notice]:
    """What was chosen automatically, and how many texts lose their end."""
    if config.num_epochs is None:
        yield Notice(
            "epochs_chosen",
            ngettext(
                "Up to {count} round through the texts, chosen from their number and that of the labels.",
                "Up to {count} rounds through the texts, chosen from their number and that of the labels.",
                plan.num_epochs,
            ).format(count=plan.num_epochs),
        )
    if tokens.truncated:
        yield Notice(
            "texts_truncated",
            ngettext(
                "{count} text ({share:.1%}) is longer than {length} tokens and loses its end.",
                "{count} texts ({share:.1%}) are longer than {length} tokens and lose their end.",
                tokens.truncated,
            ).format(count=tokens.truncated, share=tokens.truncated / len(tokens), length=tokens.max_length),
            "warning" if tokens.truncated > 0.05 * len(tokens) else "info",
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
