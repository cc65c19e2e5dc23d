"""The dialogs that ask for a file to open."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from guitune.gui.preferences import Preferences
from guitune.i18n import _

DATA_PATTERNS = "(*.csv *.tsv *.txt)"


def ask_for_data_file(parent: QWidget, preferences: Preferences) -> Path | None:
    """The data file that the person chooses, beginning where the last one was; None if they do not."""
    recent = preferences.recent_files
    chosen, _filter = QFileDialog.getOpenFileName(
        parent,
        _("Open a file with labelled texts"),
        str(recent[0].parent if recent else Path.home()),
        ";;".join((_("Tables as text {patterns}").format(patterns=DATA_PATTERNS), _("All files (*)"))),
    )
    return Path(chosen) if chosen else None
