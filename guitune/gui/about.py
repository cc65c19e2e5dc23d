"""Two small dialogs: how the program is used, and what it is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from guitune import __version__
from guitune.gui.icons import icon
from guitune.gui.widgets.text import Role, button, label
from guitune.i18n import N_, _

_STEPS = (
    (N_("1. Bring your texts"),
     N_("On the tab Data, drop a table with two columns: a text, and the label that it should get. "
        "A few dozen texts for each label are a start, a few hundred are good.")),
    (N_("2. Press Start training"),
     N_("The defaults suit most data. A model that already knows the language learns your labels, "
        "and you watch how well it sorts texts that it does not learn from.")),
    (N_("3. Look at the results"),
     N_("They come from texts kept aside for the test. The page says what it sorts well, what it mixes up, "
        "and whether it beats simply counting words.")),
    (N_("4. Try it, and take it away"),
     N_("Type a sentence, sort a whole file, or save the classifier as a folder that works without "
        "GuiTune.")),
)  # fmt: skip


class HelpDialog(QDialog):
    """The way from a file to a classifier in four steps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help_dialog")
        self.setWindowTitle(_("How it works"))
        lines: list[tuple[str, Role]] = []
        for title, text in _STEPS:
            lines += [(_(title), "title"), (_(text), "")]
        lines.append(
            (_("Nothing leaves this computer; the network is used only for models you ask for."), "muted")
        )
        _fill(self, lines)


class AboutDialog(QDialog):
    """Name, version and licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(_("About GuiTune"))
        _fill(
            self,
            [
                (_("GuiTune {version}").format(version=__version__), "headline"),
                (_("Teach a language model to sort your own texts."), ""),
                (_("Free software under the Apache License 2.0."), "muted"),
                (_("The bundled model is all-MiniLM-L6-v2, also under the Apache License 2.0."), "muted"),
            ],
        )


def _fill(dialog: QDialog, lines: list[tuple[str, Role]]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(520)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(24, 24, 24, 16)
    rows.setSpacing(8)
    logo = QLabel()
    logo.setPixmap(icon("guitune").pixmap(QSize(40, 40)))
    rows.addWidget(logo)
    for text, role in lines:
        shown = label(text, role)
        shown.setWordWrap(True)
        rows.addWidget(shown)
    close = button(_("Close"), "close_button", "primary")
    close.clicked.connect(dialog.accept)
    buttons = QHBoxLayout()
    buttons.addStretch(1)
    buttons.addWidget(close)
    rows.addSpacing(8)
    rows.addLayout(buttons)
