"""The menu with everything that can be done with a training."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from guitune.gui.icons import icon
from guitune.gui.run_acts import acts_of, discard_shown, shown_is_on
from guitune.gui.session import Session
from guitune.i18n import _


class TrainingMenu(QObject):
    """Fills a menu and keeps its entries true; what they act on is the run that is on, or is looked at.

    Parameters
    ----------
    start
        Begins a training and shows it.
    """

    def __init__(self, menu: QMenu, session: Session, start: Callable[[], None]) -> None:
        super().__init__(menu)
        self._menu, self._session, self._training = menu, session, session.training
        self._start_training = start

    def fill(self) -> None:
        """Add all entries."""
        training = self._training
        self._start = self._add(_("&Start training"), self._start_training, "F5", "play")
        self._pause = self._add("", self._on_pause, "F6", "pause")
        self._keep = self._add(_("Stop and &keep the best"), training.stop_and_keep, "Shift+F5", "stop")
        self._save = self._add(_("Stop and save for &later"), training.stop_and_save, "Shift+F6", "save")
        self._menu.addSeparator()
        self._go_on = self._add(_("&Go on with this training"), self._on_go_on, "Ctrl+F5")
        self._less = self._add(_("Go on with less &memory"), self._on_less_memory)
        self._best = self._add(_("Make its &best round the classifier"), self._on_keep_best)
        self._discard = self._add(_("&Discard this training"), self._on_discard, "Ctrl+Shift+Del", "trash")
        self._menu.aboutToShow.connect(self._refresh)
        self._session.readiness_changed.connect(self._refresh)
        training.runs_changed.connect(self._refresh)
        training.event_arrived.connect(self._on_event_arrived)
        self._refresh()

    def _add(self, text: str, slot: Callable[..., object], key: str = "", icon_name: str = "") -> QAction:
        act = self._menu.addAction(text)
        act.triggered.connect(slot)
        act.setShortcut(QKeySequence(key))
        if icon_name:
            act.setIcon(icon(icon_name))
        return act

    @Slot()
    def _refresh(self) -> None:
        training = self._training
        acts = acts_of(training.shown_summary)
        paused, free = training.state == "paused", not training.hindrance
        self._start.setEnabled(free and not self._session.blockers())
        going_on = _("&Try again") if training.trouble else _("&Resume")
        self._pause.setText(going_on if paused else _("&Pause"))
        self._pause.setIcon(icon("play" if paused else "pause"))
        self._pause.setEnabled(paused or training.can_pause)
        self._keep.setEnabled(training.can_keep)
        self._save.setEnabled(training.can_end)
        for begins, possible in (
            (self._go_on, acts.go_on),
            (self._less, acts.less_memory),
            (self._best, acts.keep_best),
        ):
            begins.setEnabled(free and possible)
            begins.setToolTip(training.held)
        on = shown_is_on(training) and training.current_run is not None and training.state != "discarding"
        self._discard.setEnabled(on or acts.discard)

    @Slot(object)
    def _on_event_arrived(self, _event: object) -> None:
        """Whether it can be paused changes with its phase."""
        self._pause.setEnabled(self._training.state == "paused" or self._training.can_pause)

    @Slot()
    def _on_pause(self) -> None:
        if self._training.state == "paused":
            self._training.resume_paused()
        else:
            self._training.pause()

    @Slot()
    def _on_go_on(self) -> None:
        self._resume()

    @Slot()
    def _on_less_memory(self) -> None:
        self._resume(less_memory=True)

    @Slot()
    def _on_keep_best(self) -> None:
        self._resume(keep_best=True)

    @Slot()
    def _on_discard(self) -> None:
        discard_shown(self._session)

    def _resume(self, *, keep_best: bool = False, less_memory: bool = False) -> None:
        run = self._training.shown_run
        if run is not None:
            self._training.resume(run, keep_best=keep_best, less_memory=less_memory)
