"""A matrix that lets long calculations be cancelled; importing this loads scipy."""

from collections.abc import Callable
from typing import Any

from scipy.sparse import csr_matrix  # type: ignore[import-untyped]


class WatchedMatrix(csr_matrix):  # type: ignore[misc]
    """A sparse matrix that calls `look` before each product, which may raise.

    Logistic regression multiplies the whole matrix once or twice a round and offers no other place to ask
    whether anybody still waits for it. The products are those of the plain matrix, bit for bit.
    """

    look: Callable[[], None]

    @classmethod
    def of(cls, matrix: Any, look: Callable[[], None]) -> "WatchedMatrix":
        """The same numbers, watched; nothing is copied."""
        watched = cls((matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape, copy=False)
        watched.look = look
        return watched

    def __matmul__(self, other: Any) -> Any:
        """The product, if it is still wanted."""
        self.look()
        return super().__matmul__(other)
