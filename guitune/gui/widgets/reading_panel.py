"""How the file is read: what was found out, each point changeable, with the rows that come of it."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from guitune.core.data.reader import read_table
from guitune.core.data.table import StringTable
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import GuiTuneError
from guitune.gui.jobs import Job
from guitune.gui.session import Session
from guitune.gui.widgets.data_words import replaced_places, short_name
from guitune.gui.widgets.first_rows import FirstRows
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.reading_form import ReadingForm
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _, ngettext

_ROWS_SHOWN, _FEWEST_COLUMNS = 200, 2


class ReadingPanel(Panel):
    """Choices beside a live preview; nothing is changed before "Read it like this"."""

    def __init__(self, session: Session) -> None:
        super().__init__("reading", _("How the file is read"))
        self._session = session
        self._file = Path()
        self._job: Job | None = None
        self.body.addWidget(
            label(
                _("GuiTune found this out by itself. Change what is not right, and look at the rows below."),
                "muted",
                wrap=True,
            )
        )
        self._form = ReadingForm()
        self._form.changed.connect(self._preview)
        self.body.addWidget(self._form)
        self._result = label(role="small", wrap=True, name="reading_result_label")
        self._rows = FirstRows("reading_preview_table", _("First rows as they are read now"))
        self.body.addWidget(self._result)
        self.body.addWidget(self._rows, 1)
        self._use = button(_("Read it like this"), "use_reading_button", "primary")
        self._use.clicked.connect(self._on_use_clicked)
        self._reset = button(_("Find out again"), "reset_reading_button", "link", icon_name="reset")
        self._reset.clicked.connect(self._on_reset_clicked)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._reset)
        line.addWidget(self._use)
        self.body.addLayout(line)

    def show_file(self) -> None:
        """Begin with the file that is open, or that could not be read, and the way it was read."""
        wanted = self._session.data.wanted
        self._file = Path(wanted.file)
        self.subtitle.setText(short_name(self._file))
        self.subtitle.setToolTip(plain_tip(str(self._file)))
        self._form.forget_file()
        self._form.show_options(wanted.reading)
        self._preview()

    @Slot()
    def _preview(self) -> None:
        file, options = self._file, self._form.options
        if self._job is not None:
            self._job.cancel()

        def work(job: Job) -> StringTable:
            return read_table(file, options, job.is_cancelled, most_rows=_ROWS_SHOWN)

        self._job = self._session.jobs.start(_("Reading the first rows"), work)
        self._job.succeeded.connect(self._on_read)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_read(self, table: StringTable) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._rows.show_table(table)
        unread = len(table.rejected)
        said = [
            ngettext("{count} column", "{count} columns", len(table.names)).format(count=len(table.names)),
            ngettext(
                "{count} of the first rows does not fit", "{count} of the first rows do not fit", unread
            ).format(count=unread)
            if unread
            else _("all of the first rows fit"),
        ]
        if table.source.replaced and self._form.options.replace_bad_bytes:
            said.append(replaced_places(table.source.replaced))
        obstacle = self._obstacle(table)
        self._result.setText("\n".join([*obstacle, " · ".join(said), *table.source.notes[:3]]))
        self._form.show_found(table.source)
        self._use.setEnabled(not obstacle)

    def _obstacle(self, table: StringTable) -> list[str]:
        """The sentence that says why the file cannot be read like this, if it cannot."""
        source = table.source
        if source.replaced and not self._form.options.replace_bad_bytes:
            return [
                ngettext(
                    "{count} place is no {encoding} text: choose another encoding or let it be replaced.",
                    "{count} places are no {encoding} text: choose another encoding or let them be replaced.",
                    source.replaced,
                ).format(count=f"{source.replaced:,}", encoding=source.encoding.upper())
            ]
        if len(table.names) < _FEWEST_COLUMNS:
            return [_("There must be two columns at least: one with the texts, one with their labels.")]
        return []

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._rows.show_table(None)
        self._form.forget_found()
        self._result.setText(f"{error.message} {error.hint}".strip())
        self._use.setEnabled(False)

    @Slot()
    def _on_use_clicked(self) -> None:
        self._session.data.read_as(self._form.options)
        self.closed.emit()

    @Slot()
    def _on_reset_clicked(self) -> None:
        self._form.show_options(ReadingOptions())
        self._preview()
