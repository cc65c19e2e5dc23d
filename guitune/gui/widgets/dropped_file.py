"""The file that a drag carries."""

from pathlib import Path

from PySide6.QtGui import QDropEvent


def dropped_file(event: QDropEvent) -> Path | None:
    """The one file of a drag; None for folders, projects, several files, and what is no file."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].is_file() and files[0].name != "project.json" else None
