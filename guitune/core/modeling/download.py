"""Download of a checkpoint from a model hub, in a child process that may use the network.

This process stays offline for good (see `guitune`). The child receives into a folder beside the target,
which takes its name only when every file is complete and verified: half a checkpoint is never visible.
"""

import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from guitune.core.errors import DownloadError, GuiTuneError
from guitune.i18n import N_, _

PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.1
SPEED_SAMPLES = 50  # about ten seconds

_CHILD = Path(__file__).with_name("download_child.py")
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?"
_HUB_ID = re.compile(rf"(?!.*(?:\.\.|--|\.git$))(?:{_PART}/)?{_PART}")
_TOKEN = re.compile(r"hf_(?=[\w.-]*[A-Z0-9])[\w.-]{8,}")
_LEFT_OUT = ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE")
_ADDED = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}

_OTHER_MODEL = N_("Choose another model.")
_FAILURES = {
    "no_connection": (
        N_("GuiTune could not reach the model hub: there is no internet connection, or it is blocked."),
        N_("Check the connection, or choose a model that is already on this computer."),
    ),
    "interrupted": (
        N_("The connection to the model hub broke off during the download of {model}."),
        N_("Check the connection, then download the model again."),
    ),
    "not_found": (
        N_("There is no model called {model} on the model hub, or it is private."),
        N_("Check the spelling of the name, or choose another model."),
    ),
    "gated": (
        N_("The model hub gives {model} only to people who log in and have been granted access."),
        N_("Choose a model that is open to everyone."),
    ),
    "no_safetensors": (
        N_("{model} has no safetensors weights, and older formats (pickle) can run hidden programs."),
        N_("Choose a model that has a file called model.safetensors."),
    ),
    "no_fast_tokenizer": (
        N_("{model} has no fast tokenizer: the file tokenizer.json, which GuiTune needs, is missing."),
        _OTHER_MODEL,
    ),
    "own_code": (
        N_("{model} asks to run its own program code on this computer, which GuiTune never allows."),
        _OTHER_MODEL,
    ),
    "incomplete": (
        N_("{model} is not a complete model: a file is missing on the model hub or cannot be read."),
        _OTHER_MODEL,
    ),
    "disk_full": (
        N_("There is not enough free space on the disk: {model} needs {gigabytes} GB."),
        N_("Delete files that you no longer need, or choose a smaller model."),
    ),
    "cannot_write": (
        N_("GuiTune could not save {model} in the folder {folder}."),
        N_("Check that you may write into this folder and that the disk is connected."),
    ),
    "damaged": (
        N_("{model} arrived damaged: a file is not the same as on the model hub."),
        N_("Download the model again."),
    ),
    "server": (
        N_("The model hub is overloaded or out of order at the moment."),
        N_("Try again in a few minutes."),
    ),
    "unexpected": (
        N_("The download of {model} stopped because of an unexpected problem."),
        N_("Try again. If it happens again, report the problem together with its details."),
    ),
}


@dataclass(frozen=True)
class DownloadProgress:
    """How far a download is; `seconds_left` is None while the speed is unknown."""

    received_bytes: int
    total_bytes: int
    seconds_left: float | None


class DownloadCancelled(GuiTuneError):
    """The person cancelled the download; nothing of it was kept."""


def folder_name(hub_id: str) -> str:
    """The name of the folder that holds the checkpoint; raises `DownloadError` if `hub_id` is not valid."""
    if not _HUB_ID.fullmatch(hub_id):
        raise DownloadError(
            _("“{model}” is not the name of a model on the model hub.").format(model=hub_id),
            _("Write the name as the hub shows it, for example distilbert/distilbert-base-uncased."),
        )
    return hub_id.replace("/", "--")


def downloaded_folder(hub_id: str, models_folder: Path) -> Path | None:
    """The folder of a complete download of `hub_id`, None if there is none."""
    try:
        folder = models_folder / folder_name(hub_id)
        source = json.loads((folder / "source.json").read_text("utf-8"))
        complete = source["hub_id"] == hub_id and all((folder / name).is_file() for name in source["files"])
    except (DownloadError, OSError, ValueError, KeyError, TypeError):
        return None
    return folder if complete else None


def download_checkpoint(
    hub_id: str, models_folder: Path, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[DownloadProgress]:
    """Download a checkpoint into `models_folder`, where `downloaded_folder` finds it afterwards.

    A checkpoint that is already complete is left as it is, without using the network. Closing the generator
    early cancels as well.

    Parameters
    ----------
    hub_id
        The name on the hub, "name" or "owner/name".
    models_folder
        The folder of all downloaded checkpoints; created if it is missing.
    cancelled
        Asked several times a second, whether or not data arrives.

    Yields
    ------
    DownloadProgress
        A few times a second while data arrives; the last one is complete.

    Raises
    ------
    DownloadError, DownloadCancelled
        Why there is no checkpoint; nothing of the download is kept.
    """
    target = models_folder / folder_name(hub_id)
    if downloaded_folder(hub_id, models_folder):
        return
    if target.exists():
        raise DownloadError(
            _("The folder {folder} is in the way: it is not a complete download.").format(folder=target),
            _("Move or delete this folder, then download the model again."),
        )
    staging = target.with_name(f"{target.name}.partial")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        yield from _receive(hub_id, staging, cancelled)
        staging.rename(target)
    except OSError as error:
        raise _failure("cannot_write", repr(error), hub_id, staging) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _receive(hub_id: str, staging: Path, cancelled: Callable[[], bool]) -> Iterator[DownloadProgress]:
    """Run the child until it has filled `staging`."""
    total = 0
    samples: deque[tuple[float, int]] = deque(maxlen=SPEED_SAMPLES)
    chatter: deque[str] = deque(maxlen=SPEED_SAMPLES)
    with _child(hub_id, staging) as lines:
        while (line := _next_line(lines, cancelled)) is not None:
            event = None
            with suppress(ValueError):
                event = json.loads(line)
            match event:
                case {"total": int(total)}:
                    pass
                case {"received": int(received)}:
                    samples.append((time.monotonic(), received))
                    yield DownloadProgress(received, total, _seconds_left(samples, total))
                case {"error": str(code), "detail": str(detail)}:
                    raise _failure(code, detail, hub_id, staging, total)
                case {"done": True}:
                    return
                case _:
                    chatter.append(line)
    raise _failure("unexpected", "\n".join(chatter), hub_id, staging)


@contextmanager
def _child(hub_id: str, staging: Path) -> Iterator[queue.SimpleQueue[str | None]]:
    """The lines that a child prints, how it exited, then None; it is dead when the context ends."""
    command = [sys.executable, "-P", str(_CHILD), hub_id, str(staging.absolute()), str(PATIENCE_SECONDS)]
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read(output: IO[str]) -> None:
        for line in output:
            lines.put(line.rstrip())
        lines.put(f"exit status {child.wait()}")
        lines.put(None)

    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={name: value for name, value in os.environ.items() if name not in _LEFT_OUT} | _ADDED,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        reader = threading.Thread(target=read, args=(child.stdout,), daemon=True)
        reader.start()
        try:
            yield lines
        finally:
            child.kill()
            reader.join()


def _next_line(lines: queue.SimpleQueue[str | None], cancelled: Callable[[], bool]) -> str | None:
    while not cancelled():
        with suppress(queue.Empty):
            return lines.get(timeout=POLL_SECONDS)
    raise DownloadCancelled(_("The download was cancelled."), _("You can start it again at any time."))


def _seconds_left(samples: deque[tuple[float, int]], total: int) -> float | None:
    (start, received_then), (now, received) = samples[0], samples[-1]
    speed = (received - received_then) / max(now - start, 1e-9)
    return (total - received) / speed if speed > 0 else None


def _failure(code: str, detail: str, hub_id: str, staging: Path, total: int = 0) -> DownloadError:
    """The error that a person reads, without access tokens in its details."""
    message, hint = _FAILURES.get(code, _FAILURES["unexpected"])
    gigabytes = f"{max(total * 1.1 / 1e9, 0.1):.1f}"  # with the room to spare that the child asks for
    text = _(message).format(model=hub_id, folder=staging.parent, gigabytes=gigabytes)
    return DownloadError(text, _(hint), _TOKEN.sub("hf_[…]", detail))
