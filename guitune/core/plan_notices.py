"""Sentences about what was chosen automatically for a run, and what the person's choices come to."""

from collections.abc import Iterator, Sequence

from guitune.core.config import RunConfig
from guitune.core.data.augment import Augmentation
from guitune.core.data.balance import balanced_counts, class_weights
from guitune.core.data.dataset import TokenizedExamples
from guitune.core.events import Notice
from guitune.core.settings import has_effect, setting_value, settings
from guitune.core.training.plan import TrainingPlan, is_large, is_small
from guitune.core.training_config import TrainingConfig
from guitune.formatting import learning_rate
from guitune.i18n import _, ngettext

_MANY_CUT = 0.05
_FEW_LEFT = 0.25


def plan_notices(
    config: TrainingConfig,
    plan: TrainingPlan,
    tokens: TokenizedExamples,
    labels: Sequence[str],
    label_counts: Sequence[int],
    validation_texts: int,
) -> Iterator[Notice]:
    """What the automatic choices came to and why, and what became of choices that cannot be followed.

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
    yield from _without_effect(config)
    yield from _taken_back(config, plan)
    yield from _automatic(config, plan)
    if not plan.chooses_best:
        yield Notice(
            "last_is_kept",
            ngettext(
                "Only {count} text to check on: too few to choose the best round by. The last one is kept.",
                "Only {count} texts to check on: too few to choose the best round by. The last one is kept.",
                validation_texts,
            ).format(count=validation_texts),
            "warning",
        )
    yield from _what_learns(config, plan)
    yield from _balance(config, labels, label_counts)
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
    cuts_many = tokens.truncated > _MANY_CUT * len(tokens)
    if config.max_length is None:
        sentence = (
            _("Texts are read up to {length} tokens, the most that this model can read.")
            if cuts_many
            else _("Texts are read up to {length} tokens, which leaves nearly all of them whole.")
        )
        yield Notice("length_chosen", sentence.format(length=tokens.max_length))
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
            "warning" if cuts_many else "info",
        )


def _without_effect(config: TrainingConfig) -> Iterator[Notice]:
    """Settings that were changed and change nothing beside the others."""
    chosen, usual = RunConfig(training=config), RunConfig()
    idle = [
        _(setting.label)
        for name, setting in settings()
        if setting_value(chosen, name) != setting_value(usual, name) and not has_effect(chosen, name)
    ]
    if idle:
        yield Notice(
            "settings_idle",
            _("Without effect beside the other settings: {names}.").format(names=_(", ").join(idle)),
        )


def _taken_back(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.trained != plan.settings.trained:
        yield Notice(
            "everything_learns",
            _(
                "This model has no {count} layers with weights of their own that could be trained alone: "
                "everything is trained."
            ).format(count=config.trained_layers),
            "warning",
        )
    if config.layer_decay not in (None, plan.settings.layer_decay):
        yield Notice(
            "layer_decay_off",
            _("All layers of this model share one set of weights, so all learn at the same rate."),
            "warning",
        )


def _automatic(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.num_epochs is None:
        last = plan.stages[-1]
        if last.trained == "head" and not Augmentation.of(config).is_on:
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
            _(
                "Learning rate {rate}: chosen for this model, for what is trained and for the optimizer."
            ).format(rate=learning_rate(plan.learning_rate)),
        )


def _what_learns(config: TrainingConfig, plan: TrainingPlan) -> Iterator[Notice]:
    if config.start_from == "scratch":
        yield Notice(
            "from_scratch",
            _("The model begins with nothing: compare the result with a run that begins with what it knows."),
            "warning",
        )
    first = plan.stages[0]
    match plan.settings.trained:
        case "head_then_everything":
            yield Notice(
                "head_first",
                ngettext(
                    "The head learns first, in {count} round at rate {rate}; then everything does.",
                    "The head learns first, in {count} rounds at rate {rate}; then everything does.",
                    first.num_epochs,
                ).format(count=first.num_epochs, rate=learning_rate(first.learning_rate)),
            )
        case "head" if Augmentation.of(config).is_on:
            yield Notice(
                "head_alone",
                _("Only the head learns. Texts are changed in each round, so each round reads them anew."),
            )
        case "head":
            yield Notice(
                "head_alone",
                _("Only the head learns: every text is read once, and the head learns from what was read."),
            )
        case "last_layers":
            yield Notice(
                "last_layers",
                ngettext(
                    "The last layer learns, and what follows it; the others stay as they are.",
                    "The last {count} layers learn, and what follows them; the others stay as they are.",
                    config.trained_layers,
                ).format(count=config.trained_layers),
            )
        case "lora":
            yield Notice(
                "additions",
                _(
                    "Small additions of rank {rank} learn, and the head; they are added up when it is saved."
                ).format(rank=config.lora_rank),
            )


def _balance(config: TrainingConfig, labels: Sequence[str], label_counts: Sequence[int]) -> Iterator[Notice]:
    present = [count for count in label_counts if count]
    if config.class_balance == "focal":
        yield Notice("labels_focused", _("Texts that it is sure of count less than the others."))
    elif config.class_balance != "none" and min(present) == max(present):
        yield Notice("labels_even", _("All labels have as many texts, so there is nothing to balance."))
    elif config.class_balance == "class_weights":
        weights = zip(class_weights(label_counts), labels, strict=True)
        ordered = sorted((weight, label) for weight, label in weights if weight)
        (least, _frequent), (largest, rarest) = ordered[0], ordered[-1]
        yield Notice(
            "labels_weighted",
            _("Rare labels count more: “{label}” {share:.1f} times as much as the most frequent one.").format(
                label=rarest, share=largest / least
            ),
        )
    elif config.class_balance != "none":
        counts = balanced_counts(label_counts, config.class_balance)
        yield Notice(
            "labels_balanced",
            _("Each round reads {texts:,} texts instead of {before:,}: {each:,} of every label.").format(
                texts=sum(counts), before=sum(label_counts), each=max(counts)
            ),
            "warning" if sum(counts) < _FEW_LEFT * sum(label_counts) else "info",
        )
