"""Writing that is whole or not there: staged beside, flushed to disk, then renamed."""

import errno
import hashlib
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from guitune.core.errors import GuiTuneError, RunFolderError
from guitune.i18n import _

MANIFEST = "manifest.json"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_WRITING = threading.Lock()  # two threads that write one file must not share its .partial


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Flush a file's bytes or a folder's entries to the disk, where the system can."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, content: Any) -> None:
    """Write `content` as JSON so that `path` holds the old or the new text, never a part."""
    write_text(path, _as_json(content))


def _as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 `text` so that `path` holds the old or the new text, never a part.

    What UTF-8 cannot hold, such as a stray byte in a file name, becomes the escape that JSON reads back.
    """
    partial = path.with_name(path.name + ".partial")
    with _WRITING:
        partial.unlink(missing_ok=True)  # a link that a stranger put there must not be followed
        try:
            partial.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
            sync(partial)
            partial.replace(path)
        except OSError:
            with suppress(OSError):
                partial.unlink()
            raise
        sync(path.parent)


@contextmanager
def staged_file(target: Path) -> Iterator[Path]:
    """A path to write to that becomes `target` when the block ends well, unless the block took it away.

    Raises
    ------
    RunFolderError
        If the system refuses.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        yield partial
        if partial.exists():
            sync(partial)
            partial.replace(target)
    except OSError as error:
        raise explained(error, target) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """A folder to fill that becomes `target` when the block ends well, and vanishes when it does not.

    A manifest of the files' SHA-256 is written last, then the folder is renamed; an older `target` is
    replaced, and comes back if that fails.

    Raises
    ------
    OSError
        If the system refuses, or the folder that `target` stands in is not there.
    """
    partial = target.with_name(target.name + ".partial")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir()
    try:
        yield partial
        files = sorted(path for path in partial.rglob("*") if path.is_file())
        for path in files:
            sync(path)
        write_json(
            partial / MANIFEST, {path.relative_to(partial).as_posix(): sha256_of(path) for path in files}
        )
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        refused = _refused(error)
        if refused is not None:
            raise refused from error
        raise
    old = target.with_name(target.name + ".old")
    try:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
            target.replace(old)
        partial.replace(target)
    except OSError:
        if old.exists() and not target.exists():
            old.replace(target)
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _refused(error: BaseException) -> OSError | None:
    """What the system refused to a library written in Rust, which only puts it into words."""
    found = re.search(r"\(os error ([0-9]+)\)", str(error))
    if isinstance(error, OSError) or found is None:
        return None
    code = int(found.group(1))
    return OSError(code, os.strerror(code), None, code)


def settle(folder: Path) -> None:
    """Clear up what a killed save left in a folder of our own: parts go, what was to be replaced comes back.

    Raises
    ------
    OSError
        If the system refuses.
    """
    for old in folder.glob("*.old"):
        target = old.with_name(old.name.removesuffix(".old"))
        if target.exists():
            _remove(old)
        else:
            old.replace(target)
    for partial in folder.glob("*.partial"):
        _remove(partial)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def damaged_files(folder: Path) -> list[str]:
    """Names of the files in the folder's manifest that are missing, changed, or outside the folder.

    A folder without a manifest as `write_json` writes it, byte for byte, is damaged as a whole.
    """
    try:
        written = (folder / MANIFEST).read_bytes()
        manifest = json.loads(written)
        listed = {str(name): str(digest) for name, digest in manifest.items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return [MANIFEST]
    if written != _as_json(manifest).encode("utf-8", "backslashreplace"):
        return [MANIFEST]
    return [name for name, digest in listed.items() if not _is_intact(folder, name, digest)]


def links_out(folder: Path) -> list[str]:
    """Names of the entries anywhere in `folder` that are links to a place outside it."""
    return [
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if leads_out(path, folder)
    ]


def leads_out(path: Path, folder: Path) -> bool:
    """Whether `path` is a link to a place outside `folder`, or to nowhere because it leads in a circle."""
    try:
        return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True


def is_there(path: str) -> bool:
    """Whether there is a file or folder; also for a path that is longer than the system allows."""
    with suppress(OSError, ValueError):
        return Path(path).exists()
    return False


def _is_intact(folder: Path, name: str, digest: str) -> bool:
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        return inside and path.is_file() and sha256_of(path) == digest
    except (OSError, ValueError):  # unreadable, or a name that no file can have
        return False


def free_bytes(folder: Path) -> int:
    """Free disk space where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def explained(error: OSError, place: Path) -> GuiTuneError:
    """The sentence for a file operation that the system refused while writing to `place`."""
    if error.errno in DISK_FULL:
        return RunFolderError(
            _("The disk that holds {place} is full.").format(place=place),
            _("Free some space, then go on: what was saved last is still there."),
            details=str(error),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunFolderError(
            _("GuiTune may not write to {place}.").format(place=place),
            _("Choose a folder that you may write to, for example one in your home folder."),
            details=str(error),
        )
    return RunFolderError(
        _("Writing to {place} failed: {reason}.").format(place=place, reason=error.strerror or error),
        _("Check that the disk is connected, then try again."),
        details=str(error),
    )
