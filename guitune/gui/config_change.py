"""A change of choices that can be undone."""

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from guitune.core.config import RunConfig


class ConfigChange(QUndoCommand):
    """From one set of choices to another, and back; changes with the same key that follow count as one."""

    def __init__(
        self,
        apply: Callable[[RunConfig], None],
        before: RunConfig,
        after: RunConfig,
        text: str,
        merge_key: str,
    ) -> None:
        super().__init__(text)
        self._apply, self._before, self.after = apply, before, after
        self._merge_key = merge_key

    def id(self) -> int:
        """Equal for changes that count as one; -1 for one that stands alone."""
        return zlib.crc32(self._merge_key.encode()) >> 1 if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the change that follows, if both have the same key."""
        if not isinstance(other, ConfigChange) or other.id() != self.id():
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        """Make the change."""
        self._apply(self.after)

    def undo(self) -> None:
        """Take it back."""
        self._apply(self._before)
