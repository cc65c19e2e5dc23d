"""Which contents of the data file the choices were made for."""

from guitune.core.data.table import SourceFile
from guitune.core.errors import GuiTuneError
from guitune.i18n import _


class DataIdentity:
    """What is known of the file's contents before it is read.

    Attributes
    ----------
    is_due
        Whether the next file that is read is the one that the choices belong to.
    before
        The hash of the contents that a file that was found again must have; None where none is expected.
    """

    def __init__(self) -> None:
        self.is_due = False
        self.before: str | None = None

    def read(self, source: SourceFile) -> GuiTuneError | None:
        """The file was read; says so where its contents are not those that were expected."""
        self.is_due = False
        before, self.before = self.before, None
        if before is None or before == source.sha256:
            return None
        return GuiTuneError(
            _("{file} is not the same file as before: its contents differ.").format(file=source.path.name),
            _("Columns, changes and split were kept; look whether they still fit."),
        )
