"""How long training would take with the choices as they are, and what the automatic ones come to."""

from PySide6.QtCore import QObject, Signal


class ForecastState(QObject):
    """Times of the presets and values of the automatic settings."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preset_times: dict[str, str] = {}
        self.automatic: dict[str, str] = {}
