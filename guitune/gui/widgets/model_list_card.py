"""The card of the models to choose from: search, recommendation, table, folder, and a name of the hub."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from guitune.core.training_config import TrainingConfig
from guitune.gui.icons import icon
from guitune.gui.model_outlook import ModelOutlook
from guitune.gui.models.checkpoint_table_model import CheckpointRow, checkpoint_rows
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.checkpoint_table import CheckpointTable
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import _


class ModelListCard(Card):
    """Shows the models and says what the person wants with them.

    Signals
    -------
    checkpoint_chosen(str)
        A model was chosen by its name.
    download_wanted(str)
        A name of the hub was entered.
    folder_wanted
        A folder is to be used.
    """

    checkpoint_chosen = Signal(str)
    download_wanted = Signal(str)
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[CheckpointRow] = []
        self._chosen = self._recommended = ""
        self.table = CheckpointTable()
        self.table.checkpoint_chosen.connect(self.checkpoint_chosen)
        self.body.addLayout(self._search_line())
        self.body.addLayout(self._reason_line())
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._nothing_found(), 1)
        self.body.addWidget(rule())
        self.body.addLayout(self._hub_line())

    def show_outlook(
        self, outlook: ModelOutlook, config: TrainingConfig, chosen: str, speed: float, downloading: str
    ) -> None:
        """Show the models as they are now."""
        self._rows = checkpoint_rows(outlook, config, speed, downloading)
        self._chosen, self._recommended = chosen, outlook.recommended
        self._reason.setText(outlook.reason)
        self._reason_sign.setVisible(bool(outlook.reason))
        self._take.setVisible(bool(outlook.reason) and chosen != outlook.recommended)
        self._is_downloading = bool(downloading)
        self._filter()
        self._on_hub_id_changed()

    def _search_line(self) -> QHBoxLayout:
        self._search = QLineEdit()
        self._search.setObjectName("model_search")
        self._search.setPlaceholderText(_("Search by name or language"))
        self._search.setAccessibleName(_("Search the models"))
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._filter)
        folder = button(_("Use a folder..."), "model_folder_button", icon_name="folder")
        folder.setToolTip(
            _("A model that is on this computer already, as a folder with config.json and model.safetensors.")
        )
        folder.clicked.connect(self.folder_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._search, 1)
        line.addWidget(folder)
        return line

    def _reason_line(self) -> QHBoxLayout:
        self._reason_sign = Sign("info", "accent", _("Recommended"))
        self._reason = label(wrap=True, name="recommendation_label")
        self._take = button(_("Choose it"), "take_recommended_button", "link")
        self._take.clicked.connect(self._on_take_clicked)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._reason_sign)
        line.addWidget(self._reason, 1)
        line.addWidget(self._take)
        return line

    def _nothing_found(self) -> QWidget:
        self._nothing = QWidget()
        self._nothing_text = label(role="muted", wrap=True, name="nothing_found_label")
        self._nothing_text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        ask = button(_("Take this as a name of the hub"), "take_as_hub_id_button", "link")
        ask.clicked.connect(self._on_take_as_hub_id_clicked)
        lines = QVBoxLayout(self._nothing)
        lines.addStretch(1)
        lines.addWidget(self._nothing_text)
        lines.addWidget(ask, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch(2)
        return self._nothing

    def _hub_line(self) -> QHBoxLayout:
        tip = _(
            "The exact name as huggingface.co shows it. GuiTune goes online only when you press Download."
        )
        self._hub_id = QLineEdit()
        self._hub_id.setObjectName("hub_id_field")
        self._hub_id.setPlaceholderText(_("owner/name, as on huggingface.co"))
        self._hub_id.setAccessibleName(_("Name of a model on the hub"))
        self._hub_id.setToolTip(tip)
        self._hub_id.textChanged.connect(self._on_hub_id_changed)
        self._hub_id.returnPressed.connect(self._on_hub_download_clicked)
        self._hub_download = button(_("Download"), "hub_download_button", icon_name="download", tip=tip)
        self._hub_download.clicked.connect(self._on_hub_download_clicked)
        self._is_downloading = False
        heading = label(_("Another model of the hub"), "muted")
        heading.setBuddy(self._hub_id)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(heading)
        line.addWidget(self._hub_id, 1)
        line.addWidget(self._hub_download)
        return line

    @Slot()
    def _filter(self) -> None:
        words = self._search.text().casefold().split()
        shown = [row for row in self._rows if all(word in row.searched for word in words)]
        self.table.show_rows(shown, self._chosen)
        self.table.setVisible(bool(shown))
        self._nothing.setVisible(not shown)
        self._nothing_text.setText(
            _("No model here has “{words}” in its name or languages.").format(words=self._search.text())
        )

    @Slot()
    def _on_take_clicked(self) -> None:
        self.checkpoint_chosen.emit(self._recommended)

    @Slot()
    def _on_take_as_hub_id_clicked(self) -> None:
        self._hub_id.setText(self._search.text().strip())
        self._search.clear()
        self._hub_id.setFocus()

    @Slot()
    def _on_hub_id_changed(self) -> None:
        self._hub_download.setEnabled(bool(self._hub_id.text().strip()) and not self._is_downloading)

    @Slot()
    def _on_hub_download_clicked(self) -> None:
        if self._hub_download.isEnabled():
            self.download_wanted.emit(self._hub_id.text().strip())
