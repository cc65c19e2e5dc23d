"""Ways in which a disk refuses, each begun and ended within one process."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_CALLS = (
    (os, ("open", "mkdir", "fsync", "replace", "rename", "rmdir", "unlink", "scandir")),
    (io, ("open",)),
)
_TMPFS_BYTES = 8_000_000


class Trouble:
    """Trouble with the disk between `begin` and `end`; `end` does no harm twice."""

    calls = 0

    def begin(self) -> None:
        """From here on."""
        raise NotImplementedError

    def end(self) -> None:
        """The disk is well again."""
        raise NotImplementedError


class RefusedCall(Trouble):
    """Makes one call to the system fail, or none; `calls` counts them all."""

    def __init__(self, number: int = -1, error: int = 0) -> None:
        self._number, self._error = number, error
        self._real: list[tuple[Any, str, Any]] = []

    def begin(self) -> None:
        for module, names in _CALLS:
            for name in names:
                self._real.append((module, name, getattr(module, name)))
                setattr(module, name, self._refusing(getattr(module, name)))

    def end(self) -> None:
        for module, name, real in self._real:
            setattr(module, name, real)
        self._real.clear()

    def _refusing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self._number + 1:
                raise OSError(self._error, os.strerror(self._error))
            return real(*arguments, **named)

        return call


class LimitedSize(Trouble):
    """Lets no file of this process grow beyond a size."""

    def __init__(self, size: int) -> None:
        import resource

        self._size, self._unlimited = size, resource.RLIM_INFINITY

    def begin(self) -> None:
        self._limit(self._size)

    def end(self) -> None:
        self._limit(self._unlimited)

    def _limit(self, size: int) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, self._unlimited))


class FullDisk(Trouble):
    """Leaves only so many bytes of a disk free; `unseen` keeps that from the look at the free space."""

    unseen = False

    def __init__(self, disk: str, free: int) -> None:
        self._ballast, self._free = Path(disk) / "ballast", free
        self._real = shutil.disk_usage

    def begin(self) -> None:
        usage = self._real(self._ballast.parent)
        with self._ballast.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(1, usage.free - self._free))
        if self.unseen:
            shutil.disk_usage = lambda path: usage

    def end(self) -> None:
        shutil.disk_usage = self._real
        self._ballast.unlink(missing_ok=True)


class FullDiskUnseen(FullDisk):
    """A disk that is filled by another program after the look at the free space."""

    unseen = True


TROUBLES: dict[str, Callable[..., Trouble]] = {
    "none": RefusedCall,
    "call": RefusedCall,
    "size": LimitedSize,
    "full": FullDisk,
    "full, unseen": FullDiskUnseen,
}


@contextmanager
def small_disk(place: Path) -> Iterator[tuple[Path | None, str]]:
    """A disk of a few megabytes in memory; None and the reason where this system lets us have none."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield None, "only the administrator of a Linux system can mount a small disk"
        return
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_TMPFS_BYTES}", "tmpfs", str(place)]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        yield None, f"no small disk can be mounted: {error}"
        return
    try:
        yield place, ""
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
