"""What a run folder holds, and how it is written: every part whole or absent, with a manifest last."""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from guitune.core.config import RunConfig
from guitune.core.errors import ConfigError, RunFolderError
from guitune.core.events import TrainingEvent, event_to_json
from guitune.core.files import (
    MANIFEST,
    damaged_files,
    explained,
    links_out,
    settle,
    sha256_of,
    write_json,
    write_text,
)
from guitune.core.portable import with_absolute_paths, with_relative_paths
from guitune.core.run_lock import LOCK, RunLock
from guitune.core.training.checkpoint import checkpoint_step, last_good_checkpoint
from guitune.i18n import _

_PASSING = ("RunCompleted", "RunStopped", "RunFailed", "RunPaused", "RunResumed")


class RunFolder:
    """Paths and contents of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config_file = path / "config.json"
        self.events_file = path / "events.jsonl"
        self.checkpoints = path / "checkpoints"
        self.model = path / "model"
        self.report_file = path / "report.json"
        self.predictions = path / "predictions"
        self.provenance_file = path / "provenance.json"
        self._lock = RunLock(path)

    @classmethod
    def create(cls, path: Path, config: RunConfig) -> "RunFolder":
        """A new run in an empty or missing folder, locked until `unlock`.

        Raises
        ------
        RunFolderError
            If the folder holds anything or cannot be written.
        """
        run = cls(path)
        _require_own_files(path)
        try:
            if run.config_file.is_file() and not run.is_finished:
                raise RunFolderError(
                    _("{folder} holds a run that is not finished; it was saved at step {step}.").format(
                        folder=path, step=run.saved_step
                    ),
                    _("Add --resume to go on with it, or choose a new folder."),
                )
            if path.is_file() or not run._is_unbegun():
                raise RunFolderError(
                    _("{folder} is not empty.").format(folder=path),
                    _("Choose a new folder."),
                )
            run.checkpoints.mkdir(parents=True, exist_ok=True)
            run._lock.acquire()
            write_json(run.config_file, with_relative_paths(config, path).to_json())
        except OSError as error:
            run.discard()
            raise explained(error, path) from error
        return run

    @classmethod
    def reopen(cls, path: Path, config: RunConfig) -> "RunFolder":
        """The unfinished run in `path`, which must have been started with `config`; a new run if it is empty.

        It stands at its last good checkpoint and is locked until `unlock`.

        Raises
        ------
        RunFolderError
            If the run is finished, is being trained now, was started with other choices, or the folder holds
            something else.
        """
        run = cls(path)
        _require_own_files(path)
        try:
            empty = run._is_unbegun()
        except OSError as error:
            raise explained(error, path) from error
        if empty:
            return cls.create(path, config)
        run.require_same(config)
        if run.is_finished:
            raise RunFolderError(
                _("The run in {folder} is already finished.").format(folder=path),
                _("Use it with guitune predict, or choose a new folder to train again."),
            )
        run._lock.acquire()
        try:
            for folder in (path, run.checkpoints):
                settle(folder)
            run.checkpoints.mkdir(exist_ok=True)
            run._forget_events_after(run.saved_step)
        except OSError as error:
            run.unlock()
            raise explained(error, path) from error
        return run

    def require_same(self, config: RunConfig) -> None:
        """The run was started with `config`.

        Raises
        ------
        RunFolderError
            If it was started with other choices, or cannot be read.
        """
        stored = self.config()
        if stored != config:
            raise RunFolderError(
                _("The run in {folder} was started with other choices ({names}).").format(
                    folder=self.path, names=", ".join(_differences(stored, config))
                ),
                _("Give the same choices again, or choose a new folder."),
            )

    def _is_unbegun(self) -> bool:
        """Whether there is nothing but what a run that was killed before it had its settings leaves."""
        if not self.path.is_dir():
            return True
        left = {entry.name for entry in self.path.iterdir()}
        begun = {LOCK, self.checkpoints.name, self.config_file.name + ".partial"}
        return left <= begun and not (self.checkpoints.is_dir() and any(self.checkpoints.iterdir()))

    def unlock(self) -> None:
        """Let others train this run again."""
        self._lock.release()

    @property
    def is_being_trained(self) -> bool:
        """Whether a program, this one or another, trains the run now."""
        return self._lock.is_held

    @property
    def is_finished(self) -> bool:
        """Whether the run came to its end: the manifest is written last."""
        return (self.path / MANIFEST).is_file()

    @property
    def saved_step(self) -> int:
        """The step of the last good checkpoint, 0 if there is none."""
        checkpoint = last_good_checkpoint(self.checkpoints)
        return checkpoint_step(checkpoint) if checkpoint else 0

    def config(self) -> RunConfig:
        """The choices that the run was started with.

        Raises
        ------
        RunFolderError
            If the folder holds no run, or its settings are broken.
        """
        _require_own_files(self.path)
        try:
            stored = RunConfig.from_json(json.loads(self.config_file.read_text(encoding="utf-8")))
            return with_absolute_paths(stored, self.path)
        except (OSError, ValueError, RecursionError) as error:
            raise RunFolderError(
                _("{folder} holds no GuiTune run: its config.json is missing or broken.").format(
                    folder=self.path
                ),
                _("Choose the folder that was given to guitune train as --out."),
                details=str(error),
            ) from error
        except ConfigError as error:
            hint = error.hint or _("Choose the folder that was given to guitune train as --out.")
            raise RunFolderError(error.message, hint) from error

    def provenance(self) -> dict[str, Any]:
        """What the run was made from, as far as that can be read."""
        try:
            stored = json.loads(self.provenance_file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def events(self) -> Iterator[dict[str, Any]]:
        """The events so far, oldest first; a line that was cut short or damaged is left out."""
        if not self.events_file.is_file():
            return
        for line in self.events_file.read_bytes().split(b"\n"):
            event = logged_event(line)
            if event is not None:
                yield event

    def _forget_events_after(self, step: int) -> None:
        """Take back what was logged after the checkpoint of `step`, and that the run stopped or paused."""
        if not self.events_file.is_file():
            return
        events = list(self.events())
        end = next((place for place, event in enumerate(events) if _step_of(event) > step), len(events))
        saves = [place for place, event in enumerate(events[:end]) if event.get("event") == "CheckpointSaved"]
        if saves and _step_of(events[saves[-1]]) == step:
            end = saves[-1] + 1
        kept = [
            json.dumps(event, ensure_ascii=False) + "\n"
            for event in events[:end]
            if event.get("event") not in _PASSING
        ]
        write_text(self.events_file, "".join(kept))

    def discard(self) -> None:
        """Take back what was written for a run that never began; whatever else is in the folder stays."""
        with suppress(OSError):  # fails where a checkpoint or a stranger's file is left, which must stay
            self.checkpoints.rmdir()
            self.unlock()
            for file in (self.config_file, self.events_file, self.provenance_file, self.path / LOCK):
                file.unlink(missing_ok=True)
            self.path.rmdir()

    def finish(self) -> None:
        """Write the manifest, then drop the checkpoints, which the saved model replaces.

        Raises
        ------
        OSError
            If the system refuses, so that the run is not finished.
        """
        files = [
            path
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
            and path not in (self.events_file, self.path / LOCK)
            and self.checkpoints not in path.parents
        ]
        manifest = {path.relative_to(self.path).as_posix(): sha256_of(path) for path in files}
        try:
            write_json(self.path / MANIFEST, manifest)
        except OSError:
            if not self.is_finished:
                raise
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def trained_model(self) -> Path:
        """The folder with the trained classifier, checked against its manifest.

        Raises
        ------
        RunFolderError
            If there is none yet, or it was damaged.
        """
        _require_own_files(self.path)
        if not self.model.is_dir():
            raise RunFolderError(
                _("{folder} holds no trained classifier yet.").format(folder=self.path),
                _("Finish the run first: go on with it (guitune train with --resume)."),
            )
        _require_intact(self.model, self.path)
        return self.model


def classifier_in(folder: Path) -> Path:
    """The trained classifier in `folder`, which is a run's, or one that a classifier was saved to.

    Raises
    ------
    RunFolderError
        If there is none, or it was damaged.
    """
    if (folder / "model.safetensors").is_file():
        _require_intact(folder, folder)
        return folder
    run = RunFolder(folder)
    run.config()
    return run.trained_model()


def _require_own_files(folder: Path) -> None:
    """A run that came from elsewhere may only hold plain files and folders of its own."""
    special = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.exists() and not path.is_file() and not path.is_dir()
    ]
    if special:
        raise RunFolderError(
            _("{folder} holds something that is no plain file ({names}).").format(
                folder=folder, names=", ".join(special)
            ),
            _("Copy only the run's real files into the folder."),
        )
    outside = links_out(folder)
    if outside:
        raise RunFolderError(
            _("{folder} has links to places outside it ({names}), which GuiTune does not follow.").format(
                folder=folder, names=", ".join(outside)
            ),
            _("Copy the real files into the folder."),
        )


def _require_intact(model: Path, place: Path) -> None:
    damaged = damaged_files(model)
    if damaged:
        raise RunFolderError(
            _("The classifier in {folder} is damaged ({files}).").format(
                folder=place, files=", ".join(damaged)
            ),
            _("Copy the folder again from where it came, or train again."),
        )


def logged_event(line: str | bytes) -> dict[str, Any] | None:
    """What a line of `events.jsonl` holds; None if it was cut short or damaged."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


class EventLog:
    """Appends events to `events.jsonl`, each handed to the system as soon as it is written.

    What a full disk does not take is kept and written with the events that follow; `sync` says whether all
    of it is there.
    """

    def __init__(self, run: RunFolder) -> None:
        self._stream = run.events_file.open("ab", buffering=0)
        self._waiting = b""

    def __enter__(self) -> "EventLog":
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError):  # a full disk must not hide the last event from the caller
            self.sync()
        self._stream.close()

    def write(self, event: TrainingEvent) -> None:
        """Append one event."""
        line = json.dumps(event_to_json(event), ensure_ascii=False, allow_nan=False) + "\n"
        self._waiting += line.encode("utf-8", errors="backslashreplace")
        with suppress(OSError):
            self._flush()

    def sync(self) -> None:
        """Put everything so far on the disk.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        self._flush()
        os.fsync(self._stream.fileno())

    def _flush(self) -> None:
        while self._waiting:
            self._waiting = self._waiting[self._stream.write(self._waiting) :]


def _step_of(event: dict[str, Any]) -> int:
    step = event.get("step", 0)
    return step if isinstance(step, int) else 0


def _differences(one: RunConfig, other: RunConfig) -> list[str]:
    first, second = dataclasses.asdict(one), dataclasses.asdict(other)
    return [name for part in first for name in first[part] if first[part][name] != second[part][name]]
