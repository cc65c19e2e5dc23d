"""Errors that a person is meant to read: what happened and why, and what to do about it."""

from typing import Literal

FailureCause = Literal["other", "diverged", "out_of_memory", "disk_full", "data_changed"]


class GuiTuneError(Exception):
    """A problem that is explained to the person.

    Parameters
    ----------
    message
        What happened and why, in one plain sentence.
    hint
        What to do about it; may be empty.
    details
        Technical text for a report; never needed to understand the problem.
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class DataError(GuiTuneError):
    """The file or its contents cannot be used.

    Attributes
    ----------
    may_be_misread
        Whether it may help to read the file in another way; set by whoever knows the file.
    """

    may_be_misread = False


class BadBytesError(DataError):
    """A file has bytes that are no text in its encoding; they can be replaced and counted."""


class MissingColumnError(DataError):
    """A table has no column called `name`; `columns` are those it has."""

    def __init__(self, name: str, columns: tuple[str, ...], message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.name = name
        self.columns = columns


class ConfigError(GuiTuneError):
    """A setting has a value that cannot be used; `field` names it."""

    def __init__(self, field: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class CheckpointError(GuiTuneError):
    """A model folder is missing, incomplete, damaged or not safe to load."""


class DownloadError(GuiTuneError):
    """A checkpoint could not be fetched from the hub."""


class RunFolderError(GuiTuneError):
    """A run folder cannot be written, continued or read."""


class TrainingError(GuiTuneError):
    """The training itself cannot go on.

    Parameters
    ----------
    cause
        Which kind of trouble it is.
    remedy
        A setting's name and the value that should help in a new run; empty where none is known.
    """

    def __init__(
        self,
        cause: FailureCause,
        message: str,
        hint: str = "",
        remedy: tuple[str, ...] = (),
        details: str = "",
    ) -> None:
        super().__init__(message, hint, details)
        self.cause = cause
        self.remedy = remedy
