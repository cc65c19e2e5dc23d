"""What can be done to every text before it is read, with texts before and after."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from guitune.core.data.cleaning import CLEANING
from guitune.core.data.cleaning_preview import CleanedText, CleaningPreview, preview_cleaning
from guitune.core.data.overview import DataOverview
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import text_columns
from guitune.gui.jobs import Job
from guitune.gui.models.compared_texts_model import Side
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.compared_texts import ComparedTexts
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.text import label, rule
from guitune.i18n import _, ngettext

_COLUMNS, _INDENT = 2, 24


class CleaningPanel(Panel):
    """A box for each cleaning step; the choice takes effect at once and can be undone."""

    def __init__(self, session: Session) -> None:
        super().__init__("cleaning", _("Cleaning"), _("what is done to every text before it is read"))
        self._session = session
        self._job: Job | None = None
        self._asked: tuple[StringTable, tuple[str, ...], tuple[str, ...]] | None = None
        self._steps: dict[str, _Step] = {}
        self.body.addWidget(
            label(_("The trained classifier cleans new texts in the same way."), "muted", wrap=True)
        )
        self.body.addLayout(self._make_steps())
        self.body.addWidget(rule())
        self._count = label(role="title", wrap=True, name="cleaning_count_label")
        self._table = ComparedTexts(
            "cleaning_preview",
            _("Texts before and after the cleaning"),
            (_("As written"), _("Cleaned")),
            has_heads=False,
        )
        self._note = label(role="muted", name="cleaning_note")
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self._count)
        self.body.addWidget(self._table, 1)
        self.body.addWidget(self._note, 1)
        session.config_changed.connect(self._follow)
        session.data.changed.connect(self._follow)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the texts, now that somebody wants to see them."""
        super().showEvent(event)
        self._follow()

    def _make_steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        for number, name in enumerate(CLEANING):
            step = self._steps[name] = _Step(name)
            step.box.clicked.connect(self._on_box_clicked)
            grid.addLayout(step, number // _COLUMNS, number % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return grid

    @Slot()
    def _on_box_clicked(self) -> None:
        chosen = tuple(name for name, step in self._steps.items() if step.box.isChecked())
        self._session.change_data(_("cleaning of the texts"), cleaning=chosen)

    @Slot()
    def _follow(self) -> None:
        """Show the choice, and what it does where that is not known yet."""
        chosen, overview = self._session.config.data.cleaning, self._session.data.overview
        for name, step in self._steps.items():
            step.box.setChecked(name in chosen)
        if overview is None or not self.isVisible():
            return
        asked = (overview.table, text_columns(overview.config), chosen)
        if self._asked is None or asked[0] is not self._asked[0] or asked[1:] != self._asked[1:]:
            self._asked = asked
            self._preview(overview, chosen)

    def _preview(self, overview: DataOverview, chosen: tuple[str, ...]) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if not chosen:
            self._show(CleaningPreview(len(overview.table), 0, {}, ()))
            return
        self._count.setText(_("Looking at the texts..."))
        self._count.show()
        self._job = self._session.jobs.start(
            _("Comparing texts"),
            lambda job: preview_cleaning(overview.table, overview.config, chosen, job.is_cancelled),
        )
        self._job.succeeded.connect(self._on_previewed)
        self._job.failed.connect(self._session.problem_occurred)

    @Slot(object)
    def _on_previewed(self, preview: CleaningPreview) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show(preview)

    def _show(self, preview: CleaningPreview) -> None:
        for name, step in self._steps.items():
            step.show_effect(preview.changed_by.get(name))
        self._table.texts.show(list(preview.examples), _sides)
        self._table.setVisible(preview.changed > 0)
        self._note.setVisible(preview.changed == 0)
        self._note.setText(
            _("Nothing in these texts changes.")
            if preview.changed_by
            else _("Choose a step to see what it does to your texts.")
        )
        self._count.setVisible(preview.changed > 0)
        self._count.setText(
            ngettext(
                "{changed} of {total} texts changes", "{changed} of {total} texts change", preview.changed
            ).format(changed=f"{preview.changed:,}", total=f"{preview.total:,}")
        )


class _Step(QVBoxLayout):
    """A box, a line of help, and how many texts the step changes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        step = CLEANING[name]
        self.box = QCheckBox(_(step.label).replace("&", "&&"))
        self.box.setObjectName(f"clean_{name}")
        self.box.setAccessibleDescription(_(step.help))
        self._effect: QLabel = label(role="small", name=f"clean_{name}_effect")
        line = QHBoxLayout()
        line.addWidget(self.box, 1)
        line.addWidget(self._effect)
        text = label(_(step.help), "small", wrap=True)
        text.setIndent(_INDENT)
        self.setSpacing(2)
        self.addLayout(line)
        self.addWidget(text)

    def show_effect(self, count: int | None) -> None:
        """Say how many texts the step changes; None where it is not chosen."""
        if count is None:
            said = ""
        elif count == 0:
            said = _("changes no text")
        else:
            said = ngettext("changes {count} text", "changes {count} texts", count).format(count=f"{count:,}")
        self._effect.setText(said)


def _sides(example: CleanedText) -> tuple[Side, Side]:
    return Side(example.before), Side(example.after)
