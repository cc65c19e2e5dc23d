"""The dialogs that ask for files and folders."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from guitune.gui.preferences import Preferences
from guitune.i18n import _

DATA_PATTERNS = "(*.csv *.tsv *.txt *.jsonl *.json *.parquet *.xlsx)"


def ask_for_data_file(parent: QWidget, preferences: Preferences) -> Path | None:
    """The data file that the person chooses, beginning where the last one was; None if they do not."""
    recent = preferences.recent_files
    chosen, _filter = QFileDialog.getOpenFileName(
        parent,
        _("Open a file with labelled texts"),
        str(recent[0].parent if recent else Path.home()),
        ";;".join((_("Tables {patterns}").format(patterns=DATA_PATTERNS), _("All files (*)"))),
    )
    return Path(chosen) if chosen else None


def ask_for_texts(parent: QWidget, folder: Path) -> Path | None:
    """The file whose texts are to be sorted; None if the person does not choose one."""
    chosen, _filter = QFileDialog.getOpenFileName(
        parent,
        _("Choose a file to sort"),
        str(folder),
        ";;".join((_("Tables {patterns}").format(patterns=DATA_PATTERNS), _("All files (*)"))),
    )
    return Path(chosen) if chosen else None


def ask_for_sorted_file(parent: QWidget, source: Path) -> Path | None:
    """Where the sorted copy of `source` goes, beside it by default; None if the person gives up."""
    proposed = source.with_name(f"{source.stem}-sorted.csv")
    tables = _("Tables as text {patterns}").format(patterns="(*.csv)")
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Save the answers as"), str(proposed), tables)
    return _csv_file(chosen)


def ask_for_clean_copy(parent: QWidget, source: Path) -> tuple[Path, bool] | None:
    """Where the clean copy of `source` goes, and whether a spreadsheet program is to open it.

    None if the person gives up.
    """
    proposed = source.with_name(f"{source.stem}-clean.csv")
    plain = _("Every value as it is {patterns}").format(patterns="(*.csv)")
    spreadsheet = _("For a spreadsheet program, formulas made harmless {patterns}").format(patterns="(*.csv)")
    chosen, kind = QFileDialog.getSaveFileName(
        parent, _("Save a clean copy as"), str(proposed), f"{plain};;{spreadsheet}"
    )
    file = _csv_file(chosen)
    return (file, kind == spreadsheet) if file is not None else None


def _csv_file(chosen: str) -> Path | None:
    if not chosen:
        return None
    named = Path(chosen)
    with_suffix = named if named.suffix else named.with_name(f"{named.name}.csv")
    return named if with_suffix.exists() else with_suffix  # nothing is replaced that was not asked about


def ask_for_classifier_folder(parent: QWidget, name: str) -> Path | None:
    """The new folder for a classifier; None if the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(
        parent,
        _("Save the classifier as a folder"),
        str(Path.home() / name),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(chosen) if chosen else None


def ask_for_report_file(parent: QWidget, name: str) -> Path | None:
    """Where a report goes; None if the person gives up."""
    pdf, web_page = _("PDF {patterns}"), _("Web page {patterns}")
    chosen, kind = QFileDialog.getSaveFileName(
        parent,
        _("Save the report as"),
        str(Path.home() / f"{name}.pdf"),
        ";;".join((pdf.format(patterns="(*.pdf)"), web_page.format(patterns="(*.html)"))),
    )
    if not chosen:
        return None
    named = Path(chosen)
    suffix = ".html" if "*.html" in kind else ".pdf"
    with_suffix = named if named.suffix else named.with_name(named.name + suffix)
    return named if with_suffix.exists() else with_suffix  # nothing is replaced that was not asked about
