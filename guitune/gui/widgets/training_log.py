"""What happened in a run, in plain words."""

from PySide6.QtWidgets import QFrame, QPlainTextEdit

from guitune.core.events import RunFailed
from guitune.core.history import History
from guitune.i18n import _
from guitune.narration import describe

_MOST_LINES = 2000


class TrainingLog(QPlainTextEdit):
    """A sentence for each event; follows the end unless the person has scrolled up."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("training_log")
        self.setAccessibleName(_("What happens"))
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMaximumBlockCount(_MOST_LINES)
        self.setMinimumHeight(64)
        self._history = History()
        self._told = 0

    def show_history(self, history: History) -> None:
        """Tell another run from its beginning, or what is new in the one that is shown."""
        if history is not self._history:
            self.clear()
            self._history, self._told = history, 0
        events = history.events[self._told :]
        if not events:
            return
        self._told += len(events)
        bar = self.verticalScrollBar()
        place, follows = bar.value(), bar.value() >= bar.maximum() - 2
        told = [event.message if isinstance(event, RunFailed) else describe(event) for event in events]
        sentences = [sentence for sentence in told if sentence]
        if sentences:
            self.appendPlainText("\n".join(sentences))
        bar.setValue(bar.maximum() if follows else place)
