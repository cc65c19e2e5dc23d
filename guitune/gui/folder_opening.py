"""Showing a folder in the system's file manager."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> None:
    """Open the window that the system has for folders."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
