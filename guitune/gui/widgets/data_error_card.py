"""Why a data file could not be used, with the acts that can help."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from guitune.core.errors import BadBytesError, DataError
from guitune.core.files import is_there
from guitune.gui.data_state import DataState
from guitune.gui.file_dialogs import DATA_PATTERNS
from guitune.gui.widgets.card import ErrorCard
from guitune.gui.widgets.data_words import short_name
from guitune.gui.widgets.text import button
from guitune.i18n import _


class DataErrorCard(ErrorCard):
    """Follows `DataState.error`; only the acts that can help are offered.

    Signals
    -------
    open_wanted
        Another file shall be opened.
    reading_wanted
        How the file is read shall be shown.
    """

    open_wanted = Signal()
    reading_wanted = Signal()

    def __init__(self, data: DataState) -> None:
        super().__init__()
        self._data = data
        self._links: dict[str, QPushButton] = {}
        links = (
            (_("Find the file..."), "locate_file_button", "search", self._on_locate_clicked),
            (_("Read again"), "read_again_button", "reset", data.read_again),
            (_("How it is read..."), "read_otherwise_button", "", self.reading_wanted),
            (_("Replace what cannot be read"), "replace_bad_bytes_button", "", self._on_replace_clicked),
            (_("Open another file..."), "open_other_after_error_button", "", self.open_wanted),
            (_("Close"), "dismiss_data_error_button", "", data.dismiss_error),
        )
        for place, (text, name, icon_name, act) in enumerate(links):
            link = button(text, name, "link", icon_name=icon_name)
            link.clicked.connect(act)
            self.buttons.insertWidget(place, link)
            self._links[name] = link

    def follow(self) -> None:
        """Show the error there is now, or nothing."""
        error = self._data.error
        for name, is_wanted in (
            ("locate_file_button", self._data.missing_file is not None),
            ("read_otherwise_button", isinstance(error, DataError) and error.may_be_misread),
            ("replace_bad_bytes_button", isinstance(error, BadBytesError)),
            ("dismiss_data_error_button", self._data.overview is not None),
        ):
            self._links[name].setVisible(is_wanted)
        self.show_error(error)

    @Slot()
    def _on_locate_clicked(self) -> None:
        missing = self._data.missing_file
        found = _ask_for(missing, self) if missing is not None else None
        if found is not None:
            self._data.locate(found)

    @Slot()
    def _on_replace_clicked(self) -> None:
        self._data.read_as(replace(self._data.wanted.reading, replace_bad_bytes=True))


def _ask_for(missing: Path, parent: QWidget) -> Path | None:
    """Where the missing file is now; None if the person gives up."""
    near = next((folder for folder in missing.parents if is_there(str(folder))), Path.home())
    chosen, _filter = QFileDialog.getOpenFileName(
        parent,
        _("Find {file}").format(file=short_name(missing)),
        str(near),
        ";;".join((_("Tables {patterns}").format(patterns=DATA_PATTERNS), _("All files (*)"))),
    )
    return Path(chosen) if chosen else None
