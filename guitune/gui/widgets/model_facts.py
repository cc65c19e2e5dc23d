"""The chosen model in words: what it is, whether it is here, and what it needs with the open data."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from guitune.core.modeling.known_models import KnownModel
from guitune.core.training.forecast import disk_bytes, forecast_seconds, memory_bytes
from guitune.core.training_config import TrainingConfig
from guitune.formatting import about, file_size
from guitune.gui.checkpoint_state import Availability
from guitune.gui.model_outlook import ModelOutlook
from guitune.gui.models.checkpoint_table_model import TIGHT, memory_share, times_slower
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.facts import Facts
from guitune.gui.widgets.text import button, label, set_role
from guitune.i18n import N_, _

_STATES: dict[Availability, tuple[str, str]] = {
    "checking": (N_("Being checked..."), "muted"),
    "here": (N_("On this computer, checked"), "good"),
    "absent": (N_("Not on this computer yet"), "warning"),
    "unusable": (N_("Cannot be used"), "bad"),
}


class AboutCard(Card):
    """What the model is, where it comes from, and what it is bad at.

    Signals
    -------
    download_wanted
        The button was pressed.
    """

    download_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label(role="headline", wrap=True, name="model_title_label")
        self._state = label(name="availability_label")
        self._what = label(role="muted", wrap=True, name="model_description_label")
        self.download = button(_("Download"), "download_button", "primary", icon_name="download")
        self.download.clicked.connect(self.download_wanted)
        self._facts = Facts()
        self._longest = self._facts.add(
            _("Longest text"),
            "longest_text_label",
            _("A token is a word or a piece of one. What goes beyond is not read: try shorter texts."),
        )
        self._licence = self._facts.add(
            _("Licence"),
            "licence_label",
            _("What its makers allow. Both allow use at work; read the model card."),
        )
        self._bad_at = label(wrap=True, name="bad_at_label")
        bar = QFrame()
        bar.setProperty("bar", "warning")
        bar.setFixedWidth(4)
        self._warning = QFrame()
        line = QHBoxLayout(self._warning)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(10)
        line.addWidget(bar)
        line.addWidget(self._bad_at, 1)
        self._from = ElidedLabel("small", "model_address_label")
        self._from.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source = label(role="small", wrap=True, name="model_source_label")
        for widget in (self._title, self._state, self._what, self.download, self._facts, self._warning):
            self.body.addWidget(widget)
        self.body.addWidget(self._from)
        self.body.addWidget(self._source)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_model(self, model: KnownModel, availability: Availability, *, is_downloading: bool) -> None:
        """Show a model; while anything is downloaded, nothing else can be."""
        entry = model.entry
        self._title.setText(model.title)
        text, role = _STATES[availability]
        self._state.setText(_(text))
        set_role(self._state, role)
        self._what.setText(_(entry.good_for) if entry is not None else _unlisted(model))
        size = _("Download ({size})").format(size=file_size(model.file_bytes))
        self.download.setText(size if model.file_bytes else _("Download"))
        self.download.setVisible(availability == "absent" and not is_downloading)
        longest = model.size.longest_text if model.size is not None else 0
        self._longest.setText(_("{count} tokens").format(count=f"{longest:,}") if longest else _("not known"))
        self._licence.setText(entry.licence if entry is not None else _("see its model card"))
        self._warning.setVisible(entry is not None)
        self._source.setVisible(entry is not None)
        self._from.show_text(entry.address if entry is not None else model.name)
        if entry is not None:
            self._bad_at.setText(_("Bad at: {what}").format(what=_lower_first(_(entry.bad_at))))
            self._source.setText(
                _("{source} Looked up on {date}.").format(
                    source=_(entry.source), date=entry.gathered.isoformat()
                )
            )


class FitCard(Card):
    """How long training would take and what it would need, estimated.

    Signals
    -------
    data_wanted
        The person wants to open a file.
    """

    data_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("With your data"), _("all estimated"))
        facts = Facts()
        self._training = facts.add(
            _("Training"),
            "training_time_label",
            _("With the settings as they are, unless training ends early. Too long? Try the quick preset."),
        )
        self._speed = facts.add(
            _("Speed"), "model_speed_label", _("Against the model that comes with GuiTune.")
        )
        self._memory = facts.add(
            _("Memory"),
            "memory_label",
            _("What training takes of the computer's memory. Too much? Try a smaller batch size."),
        )
        self._disk = facts.add(
            _("Disk"), "disk_label", _("Asked for while training, for copies that a crash cannot destroy.")
        )
        self.open_data = button("", "open_data_button", "link", icon_name="arrow-right")
        self.open_data.clicked.connect(self.data_wanted)
        self.body.addWidget(facts)
        self.body.addWidget(self.open_data, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_model(
        self, model: KnownModel, outlook: ModelOutlook, config: TrainingConfig, speed: float
    ) -> None:
        """Show the needs of a model."""
        workload, size = outlook.workload, model.size
        self.open_data.setVisible(workload is None)
        self.open_data.setText(_("To the data") if outlook.has_data else _("Open a file"))
        unknown = _("not known before the download")
        if workload is None:
            unknown = _("once the data are ready") if outlook.has_data else _("open a file to see")
        training, memory, disk = unknown, unknown, _("not known before the download")
        if size is not None:
            disk = _("{needed} of {free} free").format(
                needed=file_size(disk_bytes(size)), free=file_size(outlook.free_bytes)
            )
        if size is not None and workload is not None:
            training = about(forecast_seconds(workload, config, size, speed))
            memory = _("{needed} of {total}").format(
                needed=file_size(memory_bytes(workload, config, size)),
                total=file_size(outlook.memory_bytes),
            )
        self._training.setText(training)
        self._memory.setText(memory)
        set_role(self._memory, "warning" if memory_share(model, outlook, config) > TIGHT else "")
        self._disk.setText(disk)
        self._speed.setText(times_slower(model))


def _unlisted(model: KnownModel) -> str:
    if model.is_own_folder:
        return _(
            "A model from a folder of yours. GuiTune does not know what it reads and what it is good at."
        )
    return _("A model from the hub that is not in GuiTune's list. Its model card says what it is good at.")


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
