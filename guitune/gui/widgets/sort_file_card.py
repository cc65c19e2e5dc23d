"""Sorting a whole file: choose or drop it, watch it, and find the new file."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from guitune.core.errors import MissingColumnError
from guitune.core.inference.batch import FilePredicted
from guitune.gui.file_dialogs import ask_for_sorted_file, ask_for_texts
from guitune.gui.folder_opening import open_folder
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card, ErrorCard
from guitune.gui.widgets.text import button, label, restyle
from guitune.i18n import _, ngettext

_LABELS_NAMED, _STEPS = 8, 1000


class SortFileCard(Card):
    """Shows `Session.file_sorting` and asks where files are."""

    def __init__(self, session: Session) -> None:
        super().__init__(kind="drop")
        self.setObjectName("sort_file_card")
        self._session = session
        self._title = label(_("Sort a whole file"), "title")
        self.body.addWidget(self._title)
        self._parts = {
            "idle": self._idle(),
            "working": self._working(),
            "failed": self._failed(),
            "done": self._done(),
        }
        for part in self._parts.values():
            self.body.addWidget(part)
        session.file_sorting.changed.connect(self._on_changed)
        session.classifier.changed.connect(self._on_changed)
        self._on_changed()

    def take(self, source: Path) -> None:
        """Ask where the answers to a file go, and sort it."""
        classifier, sorting = self._session.classifier, self._session.file_sorting
        if classifier.run is None or sorting.state == "working":
            return
        target = ask_for_sorted_file(self, source)
        if target is not None:
            sorting.start(classifier.run, classifier.config.data, source, target)

    def show_hovered(self, hovered: bool) -> None:
        """Light up while a file is held over the page."""
        self.setProperty("hovered", "true" if hovered else "false")
        restyle(self)

    def _idle(self) -> QWidget:
        part, rows = _part()
        self._explanation = label(wrap=True, role="muted", name="sort_file_explanation")
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._choose = button(_("Choose a file..."), "predict_file_button", icon_name="file")
        self._choose.clicked.connect(self._on_choose_clicked)
        rows.addWidget(self._explanation)
        rows.addSpacing(4)
        rows.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignHCenter)
        return part

    def _working(self) -> QWidget:
        part, rows = _part()
        self._bar = QProgressBar()
        self._bar.setObjectName("sorting_progress_bar")
        self._bar.setAccessibleName(_("How much of the file is sorted"))
        self._what = label(wrap=True, name="sorting_file_label")
        self._progress = label(role="small", wrap=True, name="sorting_progress_label")
        cancel = button(_("Cancel"), "cancel_sorting_button", "link")
        cancel.clicked.connect(self._session.file_sorting.cancel)
        line = QHBoxLayout()
        line.addWidget(self._progress, 1)
        line.addWidget(cancel)
        rows.addWidget(self._what)
        rows.addWidget(self._bar)
        rows.addLayout(line)
        return part

    def _failed(self) -> QWidget:
        part, rows = _part()
        self._error = ErrorCard()
        again = button(_("Choose another file..."), "sort_again_after_error_button", "link")
        again.clicked.connect(self._on_choose_clicked)
        self._error.buttons.insertWidget(0, again)
        self._column_question = QWidget()
        asking = QVBoxLayout(self._column_question)
        asking.setContentsMargins(0, 0, 0, 0)
        self._column = QComboBox()
        self._column.setObjectName("sorting_column_combo")
        self._column.setAccessibleName(_("Column with the texts"))
        self._column.setMinimumContentsLength(10)
        self._column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._column.activated.connect(self._on_column_chosen)
        self._go_on = button(_("Sort by this column"), "sort_by_column_button", "primary")
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._question = label(wrap=True)
        asking.addWidget(self._question)
        asking.addWidget(self._column)
        asking.addWidget(self._go_on)
        rows.addWidget(self._error)
        rows.addWidget(self._column_question)
        return part

    def _done(self) -> QWidget:
        part, rows = _part()
        self._sentence = label(wrap=True, name="sorted_file_label")
        self._counts = label(role="small", wrap=True, name="sorted_counts_label")
        show = button(_("Open folder"), "open_sorted_folder_button", icon_name="folder")
        show.clicked.connect(self._on_open_clicked)
        another = button(_("Sort another file"), "sort_another_button", "link")
        another.clicked.connect(self._session.file_sorting.dismiss)
        line = QHBoxLayout()
        line.addWidget(show)
        line.addWidget(another)
        line.addStretch(1)
        rows.addWidget(self._sentence)
        rows.addWidget(self._counts)
        rows.addLayout(line)
        return part

    @Slot()
    def _on_changed(self) -> None:
        sorting = self._session.file_sorting
        shown = "idle" if sorting.state == "cancelled" else sorting.state
        for name, part in self._parts.items():
            part.setVisible(name == shown)
        self.set_kind("drop" if shown == "idle" else "true")
        side = Qt.AlignmentFlag.AlignHCenter if shown == "idle" else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side)
        self._choose.setEnabled(self._session.classifier.state == "ready")
        self._explanation.setText(
            _("Cancelled. Nothing was written.")
            if sorting.state == "cancelled"
            else _("Drop a CSV file here and get it back with an answer on every row.")
        )
        if shown == "working":
            self._show_progress()
        elif shown == "failed":
            self._show_error()
        elif sorting.result is not None:
            self._sentence.setText(_told(sorting.result))
            self._counts.setText(_counted(sorting.result))

    def _show_progress(self) -> None:
        sorting = self._session.file_sorting
        self._what.setText(sorting.source.name)
        self._progress.setText(sorting.progress.text)
        share = sorting.progress.share
        self._bar.setRange(0, 0 if share is None else _STEPS)
        self._bar.setValue(round((share or 0) * _STEPS))

    def _show_error(self) -> None:
        error = self._session.file_sorting.error
        self._error.show_error(error)
        missing = isinstance(error, MissingColumnError)
        self._column_question.setVisible(missing)
        if isinstance(error, MissingColumnError):
            self._question.setText(
                _("Which column stands for “{name}” in this file?").format(name=error.name)
            )
            self._column.clear()
            self._column.addItems(list(error.columns))
            self._column.setPlaceholderText(_("Choose a column"))
            self._column.setCurrentIndex(0 if len(error.columns) == 1 else -1)
            self._on_column_chosen()

    @Slot()
    def _on_choose_clicked(self) -> None:
        recent = self._session.preferences.recent_files
        source = ask_for_texts(self, recent[0].parent if recent else Path.home())
        if source is not None:
            self.take(source)

    @Slot()
    def _on_column_chosen(self) -> None:
        self._go_on.setEnabled(self._column.currentIndex() >= 0)

    @Slot()
    def _on_go_on_clicked(self) -> None:
        self._session.file_sorting.sort_by(self._column.currentText())

    @Slot()
    def _on_open_clicked(self) -> None:
        result = self._session.file_sorting.result
        if result is not None:
            open_folder(Path(result.file).parent)


def _part() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(8)
    return part, rows


def _told(result: FilePredicted) -> str:
    sentences = [
        ngettext(
            "{count} row is sorted in {file}.", "{count} rows are sorted in {file}.", result.rows
        ).format(count=f"{result.rows:,}", file=Path(result.file).name)
    ]
    if result.left_out:
        sentences.append(
            ngettext(
                "{count} row could not be read and is not in it.",
                "{count} rows could not be read and are not in it.",
                result.left_out,
            ).format(count=f"{result.left_out:,}")
        )
    if result.without_text:
        sentences.append(
            ngettext(
                "{count} row has no text and no answer.",
                "{count} rows have no text and no answer.",
                result.without_text,
            ).format(count=f"{result.without_text:,}")
        )
    return " ".join(sentences)


def _counted(result: FilePredicted) -> str:
    """How many rows each label got, the largest first."""
    counts = sorted(result.counts, key=lambda pair: -pair[1])
    lines = [f"{name}\u00a0{count:,}" for name, count in counts[:_LABELS_NAMED]]
    rest = counts[_LABELS_NAMED:]
    if rest:
        lines.append(ngettext("{count} more label", "{count} more labels", len(rest)).format(count=len(rest)))
    return ", ".join(lines)
