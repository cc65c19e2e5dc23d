"""A file on its way in: how far the reading is, and its first rows as soon as they are known."""

from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy

from guitune.gui.data_state import DataState
from guitune.gui.jobs import Job
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.data_words import short_name
from guitune.gui.widgets.first_rows import FirstRows
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_QUIET_MS = 300


class ReadingCard(Card):
    """Appears when a reading takes longer than a moment; Cancel answers at once."""

    def __init__(self, data: DataState) -> None:
        super().__init__()
        self.setObjectName("reading_card")
        self._data = data
        self._job: Job | None = None
        self._title = label(role="title", name="reading_title")
        self._progress = label(role="small", name="reading_progress_label")
        self._bar = QProgressBar()
        self._bar.setObjectName("reading_progress_bar")
        self._bar.setAccessibleName(_("How much of the file is read"))
        cancel = button(_("Cancel"), "cancel_reading_button", "link")
        cancel.clicked.connect(data.cancel)
        line = QHBoxLayout()
        line.addWidget(self._title)
        line.addWidget(self._bar, 1)
        line.addWidget(self._progress)
        line.addWidget(cancel)
        self._provisional = label(role="small", wrap=True, name="provisional_label")
        self._rows = FirstRows("first_rows_table", _("First rows of the file"))
        self.body.addLayout(line)
        self.body.addWidget(self._provisional)
        self.body.addWidget(self._rows, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_QUIET_MS)
        self._later.timeout.connect(self._on_quiet_over)
        data.changed.connect(self._on_changed)
        data.beginning_read.connect(self._on_beginning_read)
        self.hide()

    @Slot()
    def _on_changed(self) -> None:
        job = self._data.job
        if job is self._job:
            return
        self._job = job
        name = short_name(Path(self._data.wanted.file))
        self._title.setText(_("Reading {file}").format(file=name))
        if job is None:
            self._later.stop()
            self.hide()
            return
        job.progressed.connect(self._on_progressed)
        self._rows.show_table(None)
        self._on_beginning_read()
        self._later.start()

    @Slot()
    def _on_quiet_over(self) -> None:
        if self._job is not None:
            self._on_progressed()
            self.show()

    @Slot()
    def _on_progressed(self) -> None:
        if self._job is None:
            return
        progress = self._job.progress
        self._progress.setText(progress.text)
        self._bar.setRange(0, 0 if progress.share is None else 1000)
        if progress.share is not None:
            self._bar.setValue(round(progress.share * 1000))

    @Slot()
    def _on_beginning_read(self) -> None:
        beginning = self._data.beginning
        is_known = beginning is not None and self._data.overview is None
        self._rows.setVisible(is_known)
        self._provisional.setVisible(is_known)
        wide = QSizePolicy.Policy.Expanding if is_known else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, wide)
        if beginning is not None:
            self._rows.show_table(beginning)
            self._provisional.setText(
                _(
                    "The first rows, read as {encoding}. "
                    "The rest of the file may show that it has to be read otherwise."
                ).format(encoding=beginning.source.encoding.upper())
                if beginning.source.encoding
                else _("The first rows.")
            )
