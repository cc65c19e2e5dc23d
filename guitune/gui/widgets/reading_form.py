"""The ways in which a file can be read, as choices; each list begins with what is found out by itself."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from guitune.core.data.encoding import ENCODINGS
from guitune.core.data.table import SourceFile
from guitune.core.data_choices import ReadingOptions
from guitune.gui.widgets.card import GAP
from guitune.i18n import N_, _

_FOUND, _MOST_SKIPPED = "found", 1_000_000
_DELIMITERS = {
    ",": N_("Comma ,"),
    ";": N_("Semicolon ;"),
    "\t": N_("Tab"),
    "|": N_("Bar |"),
    "": N_("Another:"),
}
_QUOTES = {'"': N_('Double quotes "'), "'": N_("Single quotes '"), "": N_("None: quotes are text")}
_ESCAPES = {"doubled": N_('Doubled: ""'), "backslash": N_('With a backslash: \\"')}
_HEADERS = {True: N_("It names the columns"), False: N_("It is data")}


class ReadingForm(QWidget):
    """The choices in two columns; those that the kind of file does not have are hidden.

    Signals
    -------
    changed
        A choice is another one.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._encoding = _combo("reading_encoding_combo", {name: name.upper() for name in ENCODINGS})
        self._delimiter = _combo(
            "reading_delimiter_combo", {mark: _(words) for mark, words in _DELIMITERS.items()}
        )
        self._other = QLineEdit()
        self._other.setObjectName("reading_other_delimiter")
        self._other.setAccessibleName(_("Another delimiter"))
        self._other.setMaxLength(1)
        self._other.setFixedWidth(40)
        self._quote = _combo("reading_quote_combo", _translated(_QUOTES))
        self._escape = _combo("reading_escape_combo", _translated(_ESCAPES))
        self._header = _combo("reading_header_combo", _translated(_HEADERS))
        self._skip = QLineEdit()
        self._skip.setObjectName("reading_skip_field")
        self._skip.setAccessibleName(_("Lines to skip before it"))
        self._skip.setValidator(QIntValidator(0, _MOST_SKIPPED, self._skip))
        self._sheet = _combo("reading_sheet_combo", {})
        self._replace = QCheckBox(_("Replace what is no text by � and count it"))
        self._replace.setObjectName("reading_replace_check")
        delimiter = QHBoxLayout()
        delimiter.addWidget(self._delimiter, 1)
        delimiter.addWidget(self._other)
        self._left, self._right = QFormLayout(), QFormLayout()
        self._left.addRow(_("Letters are stored as"), self._encoding)
        self._left.addRow(_("Between two fields"), delimiter)
        self._left.addRow(_("First row"), self._header)
        self._left.addRow("", self._replace)
        self._right.addRow(_("Quotes around fields"), self._quote)
        self._right.addRow(_("A quote inside quotes"), self._escape)
        self._right.addRow(_("Lines to skip before it"), self._skip)
        self._right.addRow(_("Sheet"), self._sheet)
        for combo in (self._encoding, self._delimiter, self._quote, self._escape, self._header, self._sheet):
            combo.activated.connect(self._on_changed)
        self._other.textEdited.connect(self._on_changed)
        self._skip.textEdited.connect(self._on_changed)
        self._replace.toggled.connect(self._on_changed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * GAP)
        for form in (self._left, self._right):
            form.setHorizontalSpacing(GAP)
            form.setVerticalSpacing(8)
            form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            line.addLayout(form, 1)

    @property
    def options(self) -> ReadingOptions:
        """The choices as they stand; what is left to be found out is None."""
        delimiter = _chosen(self._delimiter)
        return ReadingOptions(
            encoding=_chosen(self._encoding),
            delimiter=(self._other.text() or None) if delimiter == "" else delimiter,
            quote=_chosen(self._quote),
            escape=_chosen(self._escape),
            header=_chosen(self._header),
            skip_lines=int(self._skip.text()) if self._skip.hasAcceptableInput() else None,
            replace_bad_bytes=self._replace.isChecked(),
            sheet=_chosen(self._sheet),
        )

    def show_options(self, options: ReadingOptions) -> None:
        """Choose these."""
        known = options.delimiter is None or options.delimiter in _DELIMITERS
        _choose(self._delimiter, options.delimiter if known else "")
        self._other.setText("" if known else options.delimiter or "")
        _choose(self._encoding, options.encoding)
        _choose(self._quote, options.quote)
        _choose(self._escape, options.escape)
        _choose(self._header, options.header)
        _choose(self._sheet, options.sheet)
        self._skip.setText("" if options.skip_lines is None else str(options.skip_lines))
        self._replace.blockSignals(True)
        self._replace.setChecked(options.replace_bad_bytes)
        self._replace.blockSignals(False)
        self._other.setVisible(_chosen(self._delimiter) == "")

    def show_found(self, source: SourceFile) -> None:
        """Say in each list's first entry what it comes to, and offer what this kind of file has."""
        delimiter = _(_DELIMITERS[source.delimiter]) if source.delimiter in _DELIMITERS else source.delimiter
        for combo, found in (
            (self._encoding, source.encoding.upper()),
            (self._delimiter, delimiter),
            (self._quote, _(_QUOTES.get(source.quote, ""))),
            (self._escape, _(_ESCAPES.get(source.escape, ""))),
            (self._header, _(_HEADERS[source.header])),
            (self._sheet, source.sheet),
        ):
            if combo.currentData() == _FOUND:
                combo.setItemText(0, _("Found out: {found}").format(found=found))
        self._skip.setPlaceholderText(_("Found out: {found}").format(found=source.skip_lines))
        self._offer_sheets(source.sheets)
        is_text, is_sheet = source.kind == "CSV", bool(source.sheets)
        for form, row, wanted in (
            (self._left, 0, is_text),
            (self._left, 1, is_text),
            (self._left, 2, is_text or is_sheet),
            (self._left, 3, is_text),
            (self._right, 0, is_text),
            (self._right, 1, is_text),
            (self._right, 2, is_text or is_sheet),
            (self._right, 3, is_sheet),
        ):
            form.setRowVisible(row, wanted)
        self._other.setVisible(is_text and _chosen(self._delimiter) == "")

    def forget_found(self) -> None:
        """Say no more what the entries that are found out come to."""
        for combo in (self._encoding, self._delimiter, self._quote, self._escape, self._header, self._sheet):
            combo.setItemText(0, _("Found out"))
        self._skip.setPlaceholderText("")

    def forget_file(self) -> None:
        """Begin with another file, of which nothing is known yet."""
        self.forget_found()
        self._offer_sheets(())

    def _offer_sheets(self, names: tuple[str, ...]) -> None:
        """Offer these; the chosen one stays chosen if it is among them."""
        chosen = _chosen(self._sheet)
        while self._sheet.count() > 1:
            self._sheet.removeItem(1)
        for name in names:
            self._sheet.addItem(name, name)
        self._sheet.setCurrentIndex(max(0, self._sheet.findData(chosen)) if chosen is not None else 0)

    @Slot()
    def _on_changed(self) -> None:
        self._other.setVisible(_chosen(self._delimiter) == "")
        self.changed.emit()


def _combo(name: str, entries: dict[Any, str]) -> QComboBox:
    """A list of choices under the one that is found out."""
    combo = QComboBox()
    combo.setObjectName(name)
    combo.addItem(_("Found out"), _FOUND)
    for value, words in entries.items():
        combo.addItem(words, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(14)
    return combo


def _translated(entries: dict[Any, str]) -> dict[Any, str]:
    return {value: _(words) for value, words in entries.items()}


def _chosen(combo: QComboBox) -> Any:
    value = combo.currentData()
    return None if value == _FOUND else value


def _choose(combo: QComboBox, value: Any) -> None:
    """Choose `value`, adding it to the list if need be; None stands for what is found out."""
    if value is not None and combo.findData(value) < 0:
        combo.addItem(str(value), value)
    combo.setCurrentIndex(0 if value is None else combo.findData(value))
