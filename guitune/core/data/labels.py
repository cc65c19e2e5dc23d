"""The label map: which number stands for which label inside the model."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LabelMap:
    """Labels in the order of the model's outputs."""

    labels: tuple[str, ...]

    @classmethod
    def of(cls, labels: Iterable[str]) -> "LabelMap":
        """The distinct labels, sorted, so that the same data always give the same map."""
        return cls(tuple(sorted(set(labels))))

    @property
    def label2id(self) -> dict[str, int]:
        """Output number of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    @property
    def id2label(self) -> dict[int, str]:
        """Label of each output number."""
        return dict(enumerate(self.labels))

    def numbers(self, labels: Iterable[str]) -> np.ndarray:
        """The output number of each label, int64; -1 for one that is not in the map."""
        label2id = self.label2id
        return np.array([label2id.get(label, -1) for label in labels], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.labels)
