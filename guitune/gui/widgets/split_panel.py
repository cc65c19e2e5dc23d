"""How the texts are divided: the shares kept aside, or sides that the person brings along."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.data.splits import Side
from guitune.core.test_lock import changes_of_test, deciding_fields, uses_of_test
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, Card
from guitune.gui.widgets.own_split import OwnSplit
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.split_bar import SplitBar
from guitune.gui.widgets.split_fields import NUMBERS, SplitFields
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _, ngettext


class SplitPanel(Panel):
    """The one home of the split's choices; those that decide the test texts lock once these were used."""

    def __init__(self, session: Session) -> None:
        super().__init__("split", _("Split"), _("what is learned from, and what it is judged by"))
        self._session = session
        self._unlocked = False
        self.closed.connect(self._on_closed)
        self._bar = SplitBar("panel_")
        self._lock = Card(kind="notice-info")
        self._lock.setObjectName("test_lock_note")
        self._lock_text = label(wrap=True, name="test_lock_text")
        self._changed = label(role="warning", wrap=True, name="test_changed_note")
        self._fields = SplitFields()
        self._fields.edited.connect(session.change_setting)
        self._own = OwnSplit(session)
        self._own.changed.connect(self._show)
        self._arrange()
        session.config_changed.connect(self._show)
        session.data.changed.connect(self._show)
        session.training.runs_changed.connect(self._show)
        session.project_changed.connect(self._on_project_changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while nobody looked."""
        super().showEvent(event)
        self._show()

    def _arrange(self) -> None:
        unlock = button(_("Unlock"), "unlock_split_button")
        unlock.clicked.connect(self._on_unlock_clicked)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._lock_text, 1)
        line.addWidget(unlock)
        self._lock.body.addLayout(line)
        inner = QWidget()
        inner.setObjectName("scrolled")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(GAP)
        same = _("Texts that are the same, or nearly the same, always stay on one side.")
        own = _(
            "Where a column of your file says train, validation or test, or the sides are separate files,"
            " GuiTune keeps to that."
        )
        for widget in (
            self._bar,
            label(same, "muted", wrap=True),
            self._lock,
            self._changed,
            self._fields,
            rule(),
            label(_("Use my own split"), "title"),
            label(own, "muted", wrap=True),
            self._own,
        ):
            rows.addWidget(widget)
        rows.addStretch(1)
        self.body.addWidget(scrolled(inner), 1)

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        data, overview = self._session.config.data, self._session.data.overview
        self._bar.show_split(overview.split if overview is not None else None)
        runs = reversed(self._session.training.runs)
        finished = [run.config.data for run in runs if run.state == "finished"]
        uses = uses_of_test(finished, data)
        locked = deciding_fields(data) if uses and not self._unlocked else ()
        self._show_notes(uses, changes_of_test(finished, data), locked=bool(locked))
        self._own.show_choice(locked)
        off = {name: _reason_off(name, self._own.given_sides()) for name in NUMBERS}
        self._fields.show_choice(data, off, locked, self._session.setting_problems())

    def _show_notes(self, uses: int, changes: int, *, locked: bool) -> None:
        self._lock.setVisible(locked)
        self._lock_text.setText(
            ngettext(
                "The test texts have judged {count} training. Choosing others now mixes texts that were"
                " learned from into the test, and figures before and after cannot be compared.",
                "The test texts have judged {count} trainings. Choosing others now mixes texts that were"
                " learned from into the test, and figures before and after cannot be compared.",
                uses,
            ).format(count=uses)
        )
        self._changed.setVisible(changes > 0)
        self._changed.setText(
            ngettext(
                "The test texts were changed {count} time after they had been used: the test figures are no"
                " longer blind.",
                "The test texts were changed {count} times after they had been used: the test figures are no"
                " longer blind.",
                changes,
            ).format(count=changes)
        )

    @Slot()
    def _on_unlock_clicked(self) -> None:
        self._unlocked = True
        self._show()

    @Slot()
    def _on_project_changed(self) -> None:
        self._unlocked = False
        self._own.forget()
        self._show()

    @Slot()
    def _on_closed(self) -> None:
        self._unlocked = False
        self._own.forget()
        self._show()


def _reason_off(name: str, given: dict[Side, str]) -> str:
    """Why a number does nothing beside the sides that were given; empty if it does."""
    if name == "split_seed":
        return _("Off: all sides are named already.") if {"validation", "test"} <= set(given) else ""
    return given.get("validation" if name == "validation_share" else "test", "")
