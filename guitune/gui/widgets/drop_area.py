"""The large area of an empty Data page: drop a file, open one, or take the sample."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from guitune.gui.icons import icon
from guitune.gui.preferences import Preferences
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import button, label, paragraph, restyle
from guitune.i18n import _

_RECENT_SHOWN = 5


class DropArea(Card):
    """Takes files.

    Signals
    -------
    files_dropped(list)
        These files, each a `Path`, were dropped, or one was chosen among the recent ones.
    open_wanted, sample_wanted
        A button was pressed.
    """

    files_dropped = Signal(list)
    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(kind="drop")
        self._preferences = preferences
        self.setObjectName("drop_area")
        self.setAcceptDrops(True)
        picture = QLabel()
        picture.setPixmap(icon("drop", "accent").pixmap(QSize(48, 48)))
        explanation = paragraph(
            _(
                "A table with one column of texts and one with the label that each text should get: "
                "CSV, TSV, JSON, JSON Lines, Parquet or Excel (.xlsx). Everything stays on this computer."
            ),
            460,
            "muted",
        )
        open_file = button(_("Open a file..."), "open_file_button", "primary", icon_name="folder")
        open_file.clicked.connect(self.open_wanted)
        sample = button(_("Try the sample"), "sample_button", icon_name="file")
        sample.setToolTip(_("600 messages of customers in English, sorted into 6 topics."))
        sample.clicked.connect(self.sample_wanted)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(open_file)
        line.addWidget(sample)
        line.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.body.addStretch(2)
        self.body.addWidget(picture, 0, middle)
        self.body.addWidget(label(_("Drop a file with labelled texts here"), "headline"), 0, middle)
        self.body.addWidget(explanation, 0, middle)
        self.body.addSpacing(8)
        self.body.addLayout(line)
        self._recent = QWidget()
        self._recent_rows = QVBoxLayout(self._recent)
        self._recent_rows.setContentsMargins(0, 16, 0, 0)
        self._recent_rows.setSpacing(0)
        self._shown: list[Path] | None = None
        self.body.addWidget(self._recent, 0, middle)
        self.body.addStretch(3)
        self._show_recent()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the files that were opened before up to date."""
        super().showEvent(event)
        self._show_recent()

    def _show_recent(self) -> None:
        files = self._preferences.recent_files[:_RECENT_SHOWN]
        if files == self._shown:
            return
        self._shown = files
        while (item := self._recent_rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._recent.setVisible(bool(files))
        middle = Qt.AlignmentFlag.AlignHCenter
        self._recent_rows.addWidget(label(_("Opened before"), "small"), 0, middle)
        for file in files:
            link = button(file.name.replace("&", "&&"), "recent_file_button", "link")
            link.setToolTip(str(file))
            link.setProperty("file", str(file))
            link.clicked.connect(self._on_recent_clicked)
            self._recent_rows.addWidget(link, 0, middle)

    @Slot()
    def _on_recent_clicked(self) -> None:
        self.files_dropped.emit([Path(self.sender().property("file"))])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up under a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._show_hovered(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Rest again."""
        self._show_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._show_hovered(False)
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.files_dropped.emit([Path(url.toLocalFile()) for url in urls])

    def _show_hovered(self, hovered: bool) -> None:
        self.setProperty("hovered", "true" if hovered else "false")
        restyle(self)
