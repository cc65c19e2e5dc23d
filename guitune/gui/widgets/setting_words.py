"""What settings mean for the open data and the chosen model, where more is known than what they always do."""

from guitune.core.config import RunConfig
from guitune.core.data.token_lengths import TokenLengths
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.core.modeling.layers import has_layers_of_its_own
from guitune.core.settings import settings
from guitune.formatting import percent
from guitune.gui.training_texts_state import TrainingTexts
from guitune.gui.widgets.class_chart import shown_label
from guitune.gui.widgets.length_card import effective_length
from guitune.i18n import _

_UNEVEN = 1.5
_LONGEST_NAME = 24
_LEAST_SHARE = 0.001


def help_for(
    config: RunConfig,
    texts: TrainingTexts | None,
    lengths: TokenLengths | None,
    checkpoint: Checkpoint | None,
) -> dict[str, str]:
    """Sentences by the setting's name, for those that have something to say; None is what is not known."""
    found = {}
    if texts is not None and texts.label_counts:
        (most, largest), (least, smallest) = texts.label_counts[0], texts.label_counts[-1]
        if largest > _UNEVEN * smallest:
            found["class_balance"] = _(
                "{least} has {smallest} texts, {most} {largest}. Without this, rare labels are answered too "
                "seldom."
            ).format(
                least=_shortened(least),
                smallest=f"{smallest:,}",
                most=_shortened(most),
                largest=f"{largest:,}",
            )
    if lengths is not None:
        found["max_length"] = _cut_texts(
            lengths.share_cut(effective_length(lengths, config.training.max_length))
        )
    if checkpoint is not None and not has_layers_of_its_own(checkpoint.model_type):
        found |= _of_shared_layers()
    return found


def _cut_texts(share: float) -> str:
    if share == 0:
        return _("Longer texts are cut. None of yours is.")
    if share < _LEAST_SHARE:
        return _("Longer texts are cut. Hardly any of yours is.")
    return _("Longer texts are cut. {share} of yours are.").format(share=percent(share))


def _of_shared_layers() -> dict[str, str]:
    whole = _(
        "All layers of this model share one set of weights, so the last ones cannot be trained alone: "
        "everything is trained."
    )
    return {
        "trained": f"{_(dict(settings())['trained'].help)} {whole}",
        "trained_layers": whole,
        "layer_decay": _("All layers of this model share one set of weights, so all learn at the same rate."),
    }


def _shortened(name: str) -> str:
    shown = shown_label(name)
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"
