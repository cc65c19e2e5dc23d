"""The large area of an empty Data page: drop a file, open one, or take the sample."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from guitune.gui.icons import icon
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.text import button, label, paragraph, restyle
from guitune.i18n import _

_RECENT_SHOWN = 5


class DropArea(Card):
    """Takes one file.

    Signals
    -------
    file_dropped(Path)
        A file was dropped, or chosen among the recent ones.
    open_wanted, sample_wanted
        A button was pressed.
    """

    file_dropped = Signal(object)
    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, recent: list[Path]) -> None:
        super().__init__(kind="drop")
        self.setObjectName("drop_area")
        self.setAcceptDrops(True)
        picture = QLabel()
        picture.setPixmap(icon("drop", "accent").pixmap(QSize(48, 48)))
        explanation = paragraph(
            _(
                "A table saved as CSV, with one column of texts and one with the label that each text "
                "should get. Everything stays on this computer."
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
        if recent:
            self.body.addSpacing(16)
            self.body.addWidget(label(_("Opened before"), "small"), 0, middle)
            self.body.addLayout(self._recent_files(recent[:_RECENT_SHOWN]))
        self.body.addStretch(3)

    def _recent_files(self, files: list[Path]) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for file in files:
            link = button(file.name.replace("&", "&&"), "recent_file_button", "link")
            link.setToolTip(str(file))
            link.setProperty("file", str(file))
            link.clicked.connect(self._on_recent_clicked)
            rows.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        return rows

    @Slot()
    def _on_recent_clicked(self) -> None:
        self.file_dropped.emit(Path(self.sender().property("file")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up under a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._show_hovered(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Rest again."""
        self._show_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        self._show_hovered(False)
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.file_dropped.emit(Path(urls[0].toLocalFile()))

    def _show_hovered(self, hovered: bool) -> None:
        self.setProperty("hovered", "true" if hovered else "false")
        restyle(self)
