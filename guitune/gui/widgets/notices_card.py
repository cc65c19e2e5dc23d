"""What the person should know about a run, warnings first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from guitune.core.events import Notice
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import label
from guitune.i18n import _, ngettext


class NoticesCard(Card):
    """Notices with an icon each; warnings stand out and are counted."""

    def __init__(self) -> None:
        super().__init__(_("Good to know"), " ")
        self.subtitle.setObjectName("notices_count")
        self._notices: list[Notice] | None = None
        self._area = QScrollArea()
        self._area.setObjectName("notices_list")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setMinimumHeight(64)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area, 1)
        self.show_notices([])

    def show_notices(self, notices: list[Notice]) -> None:
        """Show these notices, unless they are shown already."""
        if notices == self._notices:
            return
        self._notices = notices
        warnings = sum(notice.severity == "warning" for notice in notices)
        text = ngettext("{count} remark", "{count} remarks", len(notices)).format(count=len(notices))
        if warnings:
            text = ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
        self.subtitle.setText(text if notices else "")
        content = QWidget()
        content.setObjectName("scrolled")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(6)
        for notice in sorted(notices, key=lambda notice: notice.severity != "warning"):
            rows.addWidget(_row(notice))
        if not notices:
            rows.addWidget(
                label(
                    _("Nothing so far. Remarks on your texts and the training stand here."),
                    "muted",
                    wrap=True,
                )
            )
        rows.addStretch(1)
        self._area.setWidget(content)


def _row(notice: Notice) -> QFrame:
    warning = notice.severity == "warning"
    row, bar = QFrame(), QFrame()
    bar.setProperty("bar", notice.severity)
    bar.setFixedWidth(4)
    sign = Sign("warning", "warning", _("Warning")) if warning else Sign("info", "accent", _("Remark"))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 2, 0, 2)
    line.setSpacing(10)
    line.addWidget(bar)
    line.addWidget(sign)
    line.addWidget(label(notice.message, wrap=True), 1)
    return row
