"""What the model is corrected for: the loss of each text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guitune.core.data.balance import class_weights
from guitune.core.training_config import TrainingConfig

if TYPE_CHECKING:
    import torch

_FOCUS = 2.0  # the gamma that Lin et al. found best


class Objective:
    """Cross-entropy with label smoothing, weighted by class or by how hard a text is, where that was chosen.

    Parameters
    ----------
    label_counts
        Training texts of each label, in the order of the logits. Class weights are scaled so that their mean
        over these texts is 1, and are not divided by a batch's own sum: a batch without rare labels then
        counts for less, as it should.
    """

    def __init__(self, settings: TrainingConfig, label_counts: Sequence[int]) -> None:
        self._smoothing = settings.label_smoothing
        self._is_focal = settings.class_balance == "focal"
        weighted = settings.class_balance == "class_weights"
        self._weights = class_weights(label_counts) if weighted else None

    def losses(self, logits: "torch.Tensor", labels: "torch.Tensor") -> "torch.Tensor":
        """The loss of each text, shape (batch,), from logits of shape (batch, labels) and label numbers.

        Smoothing: Szegedy et al. 2016. Focal loss, (1 - p)^2 times the cross-entropy, where p is the
        probability given to the right label: Lin et al. 2017.
        """
        import torch

        losses = torch.nn.functional.cross_entropy(
            logits, labels, reduction="none", label_smoothing=self._smoothing
        )
        if self._is_focal:
            right = logits.log_softmax(dim=1).gather(1, labels[:, None])[:, 0].exp()
            losses = (1 - right) ** _FOCUS * losses
        if self._weights is not None:
            losses = torch.tensor(self._weights, device=logits.device)[labels] * losses
        return losses
