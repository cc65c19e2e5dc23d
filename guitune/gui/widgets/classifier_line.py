"""Which classifier is tried, how good it is, and the button that saves it to take away."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.events import RunCompleted
from guitune.core.settings import nearest_preset
from guitune.formatting import percent
from guitune.gui.file_dialogs import ask_for_classifier_folder
from guitune.gui.folder_opening import open_folder
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, Card, ErrorCard
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.presets import preset_title
from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class ClassifierLine(QWidget):
    """A line over the page, and under it how the last saving went.

    Signals
    -------
    results_wanted
        The person wants to see how good it is.
    """

    results_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._name = label(role="title", name="classifier_label")
        self._facts = label(role="muted", name="classifier_facts_label")
        results = button(_("See the results"), "see_results_button", "link")
        results.clicked.connect(self.results_wanted)
        self._save = button(_("Save classifier as..."), "save_classifier_button", icon_name="download")
        self._save.setToolTip(_("A folder to keep, to give to others or to use in a program."))
        self._save.clicked.connect(self._on_save_clicked)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._name, self._facts, results):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self._save)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self._error = ErrorCard()
        self._saved = self._saved_card()
        rows.addLayout(line)
        rows.addWidget(self._saved)
        rows.addWidget(self._error)
        session.classifier.changed.connect(self._on_changed)
        session.training.runs_changed.connect(self._on_changed)
        session.classifier_copy.changed.connect(self._on_copy_changed)
        self._on_changed()
        self._on_copy_changed()

    def _saved_card(self) -> Card:
        card = Card(kind="notice-good")
        self._where = ElidedLabel(name="saved_classifier_label")
        show = button(_("Open folder"), "open_classifier_folder_button", "link", icon_name="folder")
        show.clicked.connect(self._on_open_clicked)
        close = button(_("Close"), "close_saved_button", "quiet")
        close.clicked.connect(self._session.classifier_copy.dismiss)
        line = QHBoxLayout()
        line.addWidget(self._where, 1)
        line.addWidget(show)
        line.addWidget(close)
        card.body.addLayout(line)
        card.body.setContentsMargins(16, 4, 8, 4)
        return card

    @Slot()
    def _on_changed(self) -> None:
        classifier = self._session.classifier
        run = classifier.run
        if run is not None:
            number = run.path.name.lstrip("0") or run.path.name
            self._name.setText(_("Run {number}").format(number=number))
        self._facts.setText(self._described() if classifier.state == "ready" else "")
        self._show_save()

    def _described(self) -> str:
        config = self._session.classifier.config
        parts = [
            preset_title(nearest_preset(config.training)),
            config.model.checkpoint.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1],
        ]
        ending = self._session.training.shown_history.ending
        if isinstance(ending, RunCompleted):
            if ending.test_accuracy is not None:
                parts.append(_("{share} of the test texts right").format(share=percent(ending.test_accuracy)))
            else:
                share = percent(ending.validation_accuracy)
                parts.append(_("{share} of the validation texts right").format(share=share))
        return " · ".join(parts)

    def _show_save(self) -> None:
        working = self._session.classifier_copy.state == "working"
        self._save.setEnabled(self._session.classifier.state == "ready" and not working)
        self._save.setText(_("Saving...") if working else _("Save classifier as..."))

    @Slot()
    def _on_copy_changed(self) -> None:
        copy = self._session.classifier_copy
        self._saved.setVisible(copy.state == "done")
        self._where.show_text(
            _("Saved in {folder}. Its README says how to use it.").format(folder=copy.target)
        )
        self._error.show_error(copy.error)
        self._show_save()

    @Slot()
    def _on_save_clicked(self) -> None:
        run = self._session.classifier.run
        name = _("{project} classifier").format(project=self._session.project.name)
        target = ask_for_classifier_folder(self, name)
        if run is not None and target is not None:
            self._session.classifier_copy.start(run, target)

    @Slot()
    def _on_open_clicked(self) -> None:
        open_folder(self._session.classifier_copy.target)
