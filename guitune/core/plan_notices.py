"""Sentences about what was chosen automatically for a run, and what the person's choices come to."""

from collections.abc import Iterator, Sequence

from guitune.core.data.augment import Augmentation
from guitune.core.data.balance import balanced_counts, class_weights
from guitune.core.data.dataset import TokenizedExamples
from guitune.core.events import Notice
from guitune.core.training.plan import TrainingPlan, is_large, is_small
from guitune.core.training_config import TrainingConfig
from guitune.formatting import learning_rate
from guitune.i18n import _, ngettext


def plan_notices(
    config: TrainingConfig,
    plan: TrainingPlan,
    tokens: TokenizedExamples,
    labels: Sequence[str],
    label_counts: Sequence[int],
) -> Iterator[Notice]:
    """What the automatic choices came to and why, and what became of choices that this model cannot follow.

    Parameters
    ----------
    config
        As the person chose.
    plan
        As it is done.
    label_counts
        Training texts of each of `labels`.
    """
    yield from _length(config, tokens)
    yield from _taken_back(config, plan)
    yield from _automatic(config, plan)
    yield from _what_learns(config, plan)
    yield from _balance(config, plan, labels, label_counts)
    if Augmentation.of(config).is_on:
        yield Notice(
            "texts_changed",
            _(
                "In each round some words of the training texts are changed. Texts for checking and testing "
                "stay as they are."
            ),
        )


def _length(config: TrainingConfig, tokens: TokenizedExamples) -> Iterator[Notice]:
    """Where texts are cut, and how many lose their end."""
    if config.max_length is None:
        yield Notice(
            "length_chosen",
            _("Texts are read up to {length} tokens, which leaves nearly all of them whole.").format(
                length=tokens.max_length
            ),
        )
    elif tokens.max_length < config.max_length:
        yield Notice(
            "length_reduced",
            _("This model reads at most {length} tokens at once, not {wanted}.").format(
                length=tokens.max_length, wanted=config.max_length
            ),
            "warning",
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


def _taken_back(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.trained != plan.settings.trained:
        yield Notice(
            "layers_shared",
            _(
                "All layers of this model share one set of weights, so the last ones cannot be trained "
                "alone: everything is trained."
            ),
            "warning",
        )
    if config.layer_decay != plan.settings.layer_decay:
        yield Notice(
            "layer_decay_off",
            _("All layers of this model share one set of weights, so all learn at the same rate."),
            "warning",
        )


def _automatic(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.num_epochs is None:
        last = plan.stages[-1]
        if last.trained == "head":
            reason = _("a round takes hardly any time once the texts are read")
        elif is_small(plan.texts_per_epoch):
            reason = _("few texts must be read more often")
        elif is_large(plan.texts_per_epoch):
            reason = _("so many texts need not be read often")
        else:
            reason = _("chosen from their number and that of the labels")
        yield Notice(
            "epochs_chosen",
            ngettext(
                "Up to {count} round through the texts: {reason}.",
                "Up to {count} rounds through the texts: {reason}.",
                last.num_epochs,
            ).format(count=last.num_epochs, reason=reason),
        )
    if config.batch_size is None:
        sentence = (
            _("{count} texts at once: with few texts, small batches give more corrections.")
            if is_small(plan.texts_per_epoch)
            else _("{count} texts at once: with many texts, larger batches are quicker.")
        )
        yield Notice("batch_size_chosen", sentence.format(count=plan.batch_size))
    if config.learning_rate is None:
        yield Notice(
            "learning_rate_chosen",
            _("Learning rate {rate}: chosen from the model's width and from what is trained.").format(
                rate=learning_rate(plan.learning_rate)
            ),
        )


def _what_learns(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.start_from == "scratch":
        yield Notice(
            "from_scratch",
            _("The model begins with nothing: compare the result with a run that begins with what it knows."),
            "warning",
        )
    if plan.stages[0].trained == "head":
        sentence = _("Only the head learns: every text is read once, and the head learns from what was read.")
        if len(plan.stages) > 1:
            sentence = _("The head learns first, in {count} quick rounds; then everything does.").format(
                count=plan.stages[0].num_epochs
            )
        yield Notice("head_alone", sentence)


def _balance(
    config: TrainingConfig, plan: TrainingPlan, labels: Sequence[str], label_counts: Sequence[int]
) -> Iterator[Notice]:
    match config.class_balance:
        case "oversampling" | "undersampling":
            counts = balanced_counts(label_counts, config.class_balance)
            yield Notice(
                "labels_balanced",
                _("Each round reads {texts:,} texts instead of {before:,}: {each:,} of every label.").format(
                    texts=sum(counts), before=sum(label_counts), each=max(counts)
                ),
            )
        case "class_weights":
            weights = zip(class_weights(label_counts), labels, strict=True)
            ordered = sorted((weight, label) for weight, label in weights if weight)
            (least, _frequent), (largest, rarest) = ordered[0], ordered[-1]
            yield Notice(
                "labels_weighted",
                _(
                    "Rare labels count more: “{label}” {share:.1f} times as much as the most frequent one."
                ).format(label=rarest, share=largest / least),
            )
        case "focal":
            yield Notice("labels_focused", _("Texts that it is sure of count less than the others."))
