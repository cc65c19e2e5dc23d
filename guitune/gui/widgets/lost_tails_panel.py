"""The texts that lose their end at a length, with what they lose."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QListView

from guitune.core.data.cut_texts import CutText, cut_texts
from guitune.core.errors import GuiTuneError
from guitune.gui.jobs import Job
from guitune.gui.models.cut_texts_model import CutTextsListModel
from guitune.gui.session import Session
from guitune.gui.warm_up import FOR_ANSWERS, load_libraries
from guitune.gui.widgets.cut_text_delegate import CutTextDelegate
from guitune.gui.widgets.length_card import effective_length
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.text import label
from guitune.i18n import _, ngettext


class LostTailsPanel(Panel):
    """Lists cut texts, the longest loss first; `show_cut` chooses the length."""

    def __init__(self, session: Session) -> None:
        super().__init__("lost_tails", _("What is lost"))
        self._session = session
        self._job: Job | None = None
        self._length: int | None = None
        self._cut, self._sample = 0, ""
        self._sentence = label(role="small", wrap=True, name="lost_tails_label")
        self._texts = CutTextsListModel()
        self._texts.setParent(self)
        self._list = QListView()
        self._list.setObjectName("lost_tails_list")
        self._list.setAccessibleName(_("Texts that lose their end"))
        self._list.setModel(self._texts)
        self._list.setItemDelegate(CutTextDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.body.addWidget(self._sentence)
        self.body.addWidget(self._list, 1)
        session.token_lengths.changed.connect(self._on_counted)

    def show_cut(self, length: int | None = None) -> None:
        """Look for the texts that are longer than `length` tokens; without it, than the setting says."""
        self._length = length
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._texts.show([])
        counted = self._session.token_lengths.counted
        if counted is None or counted.lengths is None or counted.checkpoint is None:
            self._sentence.setText(_("Nothing is known yet of how the model reads these texts."))
            self.subtitle.setText("")
            return
        examples, lengths, folder = counted.examples, counted.lengths, counted.checkpoint.folder
        limit = length or effective_length(lengths, self._session.config.training.max_length)
        self.subtitle.setText(_("at {length} tokens").format(length=f"{limit:,}"))
        self._sentence.setText(_("Looking for the texts that are cut..."))
        self._cut = round(lengths.share_cut(limit) * len(lengths.tokens))
        self._sample = ""
        if lengths.is_sample:
            self._sample = _("Only {count} of {total} texts, drawn evenly, were looked at.").format(
                count=f"{len(lengths.tokens):,}", total=f"{lengths.total:,}"
            )

        def work(job: Job) -> list[CutText]:
            if not load_libraries(FOR_ANSWERS, job.is_cancelled):
                return []
            from guitune.core.modeling.classifier import load_tokenizer

            return cut_texts(examples, lengths, load_tokenizer(folder), limit, job.is_cancelled)

        self._job = self._session.jobs.start(_("Looking for cut texts"), work)
        self._job.succeeded.connect(self._on_found)
        self._job.failed.connect(self._on_failed)

    @Slot()
    def _on_counted(self) -> None:
        """Other texts or another model: look again if somebody is looking."""
        if self.isVisible():
            self.show_cut(self._length)

    @Slot(object)
    def _on_found(self, texts: list[CutText]) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._texts.show(texts)
        self._list.scrollToTop()
        self._sentence.setText(f"{self._found_words(len(texts))} {self._sample}".strip())

    def _found_words(self, shown: int) -> str:
        if not self._cut:
            return _("No text is cut.")
        if shown < self._cut:
            return _(
                "The {shown} of {count} cut texts that lose most. "
                "The model does not read what is struck through."
            ).format(shown=shown, count=f"{self._cut:,}")
        return ngettext(
            "{count} text is cut. The model does not read what is struck through.",
            "{count} texts are cut, the longest loss first. The model does not read what is struck through.",
            shown,
        ).format(count=shown)

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job = None
            self._sentence.setText(f"{error.message} {error.hint}".strip())
