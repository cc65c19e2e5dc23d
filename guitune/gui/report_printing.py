"""The results on paper: as a PDF or a web page, or sent to a printer."""

import time
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, Signal, Slot
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from guitune import __version__
from guitune.core.errors import RunFolderError
from guitune.core.evaluation.report_page import report_page
from guitune.core.files import staged_file
from guitune.gui.jobs import Jobs
from guitune.gui.results_state import Results
from guitune.gui.theme import FONT_FAMILIES
from guitune.i18n import _

_MARGIN_MM = 16.0
_POINTS = 9


class ReportPrinting(QObject):
    """Saves and prints results.

    Signals
    -------
    saved(Path)
        The report is in that file.
    failed(GuiTuneError)
        It could not be written.
    """

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._window = jobs, parent

    def save(self, results: Results, project: str, target: Path) -> None:
        """Write the report in the background; `saved` or `failed` follows."""

        def work(_job: object) -> Path:
            save_page(page_of(results, project), target)
            return target

        job = self._jobs.start(_("Saving the report"), work)
        job.succeeded.connect(self.saved)
        job.failed.connect(self.failed)

    def print_on_paper(self, results: Results, project: str) -> None:
        """Ask for a printer, then print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._page = page_of(results, project)
        dialog = QPrintDialog(self._printer, self._window)
        dialog.setObjectName("print_dialog")
        dialog.accepted.connect(self._on_print_accepted)
        dialog.setModal(True)
        dialog.show()

    @Slot()
    def _on_print_accepted(self) -> None:
        _document(self._page).print_(self._printer)


def page_of(results: Results, project: str) -> str:
    """The results as a page of HTML."""
    about = _("Model {model}, run {run}. Made with GuiTune {version} on {date}.").format(
        model=Path(results.config.model.checkpoint).name,
        run=results.run.path.name,
        version=__version__,
        date=time.strftime("%Y-%m-%d"),
    )
    return report_page(project, about, results.report, results.texts.mistakes)


def save_page(page: str, target: Path) -> None:
    """Write a page of HTML to `target`, as a PDF unless its name ends in .html; safe on any thread.

    Raises
    ------
    RunFolderError
        If it cannot be written.
    """
    with staged_file(target) as partial:
        if target.suffix.lower() in (".html", ".htm"):
            partial.write_text(page, encoding="utf-8", errors="backslashreplace")
            return
        writer = QPdfWriter(str(partial))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter
        )
        writer.setTitle(_("GuiTune report"))
        _document(page).print_(writer)
        if not partial.is_file() or partial.stat().st_size == 0:
            raise RunFolderError(
                _("The report cannot be written to {file}.").format(file=target),
                _("Choose a folder that you may write to, for example one in your home folder."),
            )


def _document(page: str) -> QTextDocument:
    made = QTextDocument()
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPointSize(_POINTS)
    made.setDefaultFont(font)
    made.setHtml(page)
    return made
