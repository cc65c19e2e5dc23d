"""The slim line above the tabs: what is worked on, and the one obvious next button."""

import os
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from guitune.core.config import DataConfig
from guitune.core.settings import changed_fields, nearest_preset
from guitune.formatting import about
from guitune.gui.icons import icon
from guitune.gui.session import Session
from guitune.gui.widgets.elided_button import ElidedButton
from guitune.gui.widgets.forecast_card import forecast_basis
from guitune.gui.widgets.presets import preset_title
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_LONGEST_NAME, _LONGEST_REASON = 30, 60


class Header(QFrame):
    """Project, choices as chips that lead to their tabs, and Start, or Resume and Stop.

    Signals
    -------
    page_wanted(str)
        A chip was pressed, or the reason why Start is off.
    start_wanted, stop_wanted
        The person pressed the button.
    """

    page_wanted = Signal(str)
    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("header")
        self._session = session
        logo = QLabel()
        logo.setPixmap(icon("guitune").pixmap(QSize(24, 24)))
        self._project = label(role="title", name="project_label")
        self._chips = {name: self._chip(name) for name in ("data", "model", "settings")}
        self._reason = ElidedButton("reason_button", "link", least=110)
        self._reason.clicked.connect(self._on_reason_clicked)
        self._forecast = label(role="muted", name="forecast_label")
        self.start = button(_("Start training"), "start_button", "primary", icon_name="play")
        self.start.clicked.connect(self.start_wanted)
        self.resume = button(_("Resume"), "header_resume_button", "primary", icon_name="play")
        self.resume.clicked.connect(session.training.resume_paused)
        self.stop = button(_("Stop and keep the best"), "header_stop_button", icon_name="stop")
        self.stop.clicked.connect(self.stop_wanted)

        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(8)
        line.addWidget(logo)
        line.addWidget(self._project)
        line.addSpacing(8)
        for chip in self._chips.values():
            line.addWidget(chip)
        line.addStretch(1)
        for widget in (self._reason, self._forecast, self.start, self.resume, self.stop):
            line.addWidget(widget)

        session.project_changed.connect(self._on_changed)
        session.readiness_changed.connect(self._on_changed)
        session.config_changed.connect(self._on_changed)
        session.training.event_arrived.connect(self._on_event_arrived)
        session.forecast.changed.connect(self._on_changed)
        self._on_changed()

    def _chip(self, page: str) -> ElidedButton:
        chip = ElidedButton(f"{page}_chip", "chip", least=76)
        chip.setProperty("leads_to", page)
        chip.clicked.connect(self._on_chip_clicked)
        return chip

    def _set_chip(self, page: str, what: str, value: str) -> None:
        self._chips[page].show_text(f"{what}  {_shortened(value, _LONGEST_NAME)}", value)

    @Slot()
    def _on_changed(self) -> None:
        session = self._session
        self._project.setText(_shortened(session.project.name, _LONGEST_NAME))
        self._project.setToolTip(str(session.project.folder))
        overview = session.data.overview
        self._set_chip("data", _("Data"), overview.table.source.path.name if overview else _("none yet"))
        checkpoint = session.config.model.checkpoint
        self._set_chip("model", _("Model"), checkpoint.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1])
        training = session.config.training
        preset = nearest_preset(training)
        changed = changed_fields(training, preset)
        title = preset_title(preset)
        self._set_chip(
            "settings", _("Settings"), _("{preset}, changed").format(preset=title) if changed else title
        )
        self._show_state()

    def _show_state(self) -> None:
        training = self._session.training
        running = training.is_running
        blockers = [] if running else self._session.blockers()
        self.start.setVisible(not running)
        self.start.setEnabled(not blockers)
        self.stop.setVisible(running and not training.trouble)
        self.stop.setEnabled(training.can_keep)
        self.resume.setVisible(training.state == "paused")
        self.resume.setText(_("Try again") if training.trouble else _("Resume"))
        self._reason.setVisible(bool(blockers))
        if blockers:
            sentence = _without_folders(blockers[0].sentence, self._session.config.data)
            whole = "\n".join(blocker.sentence for blocker in blockers)
            self._reason.show_text(_shortened(sentence, _LONGEST_REASON), whole)
            self._reason.setProperty("leads_to", blockers[0].page)
        self._forecast.setVisible(not blockers)
        if running:
            self._show_progress()
        else:
            self._show_forecast()

    def _show_forecast(self) -> None:
        forecast = self._session.forecast.of(self._session.config.training)
        time = about(forecast.seconds) if forecast else ""
        self._forecast.setText(_("{time} on this computer").format(time=time) if time else "")
        self._forecast.setToolTip(forecast_basis(self._session.forecast))

    def _show_progress(self) -> None:
        states = {
            "pausing": _("Pausing..."),
            "paused": _("Paused"),
            "keeping": _("Finishing..."),
            "saving": _("Saving..."),
            "discarding": _("Discarding..."),
        }
        state = states.get(self._session.training.state)
        self._forecast.setText(state or f"{self._session.training.history.progress:.0%}")
        self._forecast.setToolTip("")

    @Slot(object)
    def _on_event_arrived(self, _event: object) -> None:
        self._show_progress()

    @Slot()
    def _on_chip_clicked(self) -> None:
        self.page_wanted.emit(self.sender().property("leads_to"))

    @Slot()
    def _on_reason_clicked(self) -> None:
        self.page_wanted.emit(self._reason.property("leads_to"))


def _without_folders(sentence: str, data: DataConfig) -> str:
    """The sentence with the names of the data's files alone, where it says where they are."""
    for file in (data.file, data.validation_file, data.test_file):
        if file:
            sentence = sentence.replace(f"{Path(file).parent}{os.sep}", "")
    return sentence


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
