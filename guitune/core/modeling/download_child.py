"""Fetch one model repository into an empty folder, in a process of its own.

Usage: ``python -P download_child.py HUB_ID FOLDER PATIENCE``, where PATIENCE is the number of seconds that
the hub may be silent. Nothing here may import guitune, which puts a process offline.

What happens is told in JSON lines on standard output: ``{"total": n}``, ``{"received": n}``, and at last
either ``{"done": true}`` or ``{"error": "<code>", "detail": "..."}``. Any other line is chatter.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from huggingface_hub import HfApi, get_session, hf_hub_url
from huggingface_hub.errors import (  # type: ignore[attr-defined]
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,  # from httpx or httpx2, whichever the hub library uses
    RepositoryNotFoundError,
)
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]

CONFIG, WEIGHTS, INDEX = "config.json", "model.safetensors", "model.safetensors.index.json"
FAST_TOKENIZER, SOURCE = "tokenizer.json", "source.json"
SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")
TOKENIZER = re.compile(
    r"(tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json"
    r"|(vocab|merges)\.txt|(spiece|sentencepiece\.bpe)\.model"
)
DOCUMENT = re.compile(r"README\.md|LICENSE[A-Za-z0-9._-]*")
DOCUMENT_LIMIT_BYTES = 1_000_000
RETRIES_WITHOUT_PROGRESS = 4
PROGRESS_SECONDS = 0.2


class Refusal(Exception):
    """The download cannot go on; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class RemoteFile:
    """One file of the repository, with the checksum that the hub keeps of it."""

    name: str
    size: int
    sha256: str | None
    git_id: str | None

    def is_intact(self, copy: BinaryIO, sha256: str) -> bool:
        """Whether `copy`, whose checksum is `sha256`, is the file on the hub."""
        if self.sha256 is None and self.git_id is not None:
            copy.seek(0)
            blob = b"blob %d\0" % self.size + copy.read()
            return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == self.git_id
        return copy.seek(0, os.SEEK_END) == self.size and self.sha256 in (None, sha256)


class Fetcher:
    """Receives files of one commit into `folder` and keeps count of the bytes."""

    def __init__(self, hub_id: str, commit: str, folder: Path, patience: float) -> None:
        self.hub_id = hub_id
        self.commit = commit
        self.folder = folder
        self.patience = patience
        self.received = 0
        self.checksums: dict[str, str] = {}
        self._told_at = 0.0

    def fetch(self, file: RemoteFile) -> None:
        """Receive `file` whole, picking it up where a broken connection left it, and verify it."""
        with (self.folder / file.name).open("w+b") as copy:
            failures = 0
            while copy.tell() < file.size:
                start = copy.tell()
                try:
                    self._receive(file, copy)
                    break
                except HTTPError as error:
                    failures = 1 if copy.tell() > start else failures + 1
                    hopeless = isinstance(error, HfHubHTTPError) and code_of(error) != "server"
                    if hopeless or failures > RETRIES_WITHOUT_PROGRESS:
                        raise
                    time.sleep(self.patience * 0.05 * 2**failures)
            copy.flush()
            os.fsync(copy.fileno())
            copy.seek(0)
            checksum = hashlib.file_digest(copy, "sha256").hexdigest()
            if not file.is_intact(copy, checksum):
                raise Refusal("damaged", f"{file.name}: expected {file}, received sha256 {checksum}")
        self.checksums[file.name] = checksum

    def _receive(self, file: RemoteFile, copy: BinaryIO) -> None:
        start = copy.tell()
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        url = hf_hub_url(self.hub_id, file.name, revision=self.commit)
        with get_session().stream("GET", url, headers=headers, timeout=self.patience) as response:
            hf_raise_for_status(response)
            if response.status_code != 206:  # the whole file, even if only the rest was asked for
                self.received -= start
                copy.seek(0)
                copy.truncate()
            for chunk in response.iter_bytes():
                copy.write(chunk)
                self.received += len(chunk)
                if copy.tell() > file.size:
                    raise Refusal("damaged", f"{file.name} is longer than the {file.size} bytes announced")
                if time.monotonic() - self._told_at >= PROGRESS_SECONDS:
                    self._told_at = time.monotonic()
                    tell(received=self.received)


def tell(**event: Any) -> None:
    """Send one event to the parent."""
    print(json.dumps(event), flush=True)


def list_repository(hub_id: str, patience: float) -> tuple[str, dict[str, RemoteFile]]:
    """The newest commit and the files at its top level; ends the process if the hub stays silent."""

    def give_up() -> None:
        tell(error="no_connection", detail=f"no answer within {patience:g} seconds")
        os._exit(1)

    # The timeout of the request counts anew for every address of the hub and leaves out the name look-up.
    watchdog = threading.Timer(patience, give_up)
    watchdog.start()
    try:
        info = HfApi().model_info(hub_id, files_metadata=True, timeout=patience)
    except HfHubHTTPError:
        raise
    except (HTTPError, json.JSONDecodeError) as error:  # not JSON: the log-in page of a hotel, say
        raise Refusal("no_connection", repr(error)) from error
    finally:
        watchdog.cancel()
    if info.sha is None or info.siblings is None:
        raise Refusal("unexpected", f"the hub lists no files of {hub_id}")
    files = [
        RemoteFile(file.rfilename, file.size or 0, file.lfs.sha256 if file.lfs else None, file.blob_id)
        for file in info.siblings
    ]
    return info.sha, {file.name: file for file in files}


def choose(files: dict[str, RemoteFile]) -> list[RemoteFile]:
    """The files that GuiTune needs, what decides about a refusal first and the weights last."""
    shards = sorted(name for name in files if SHARD.fullmatch(name)) if INDEX in files else []
    weights = [WEIGHTS] if WEIGHTS in files else shards
    listing = "the repository holds: " + ", ".join(sorted(files))
    if not weights:
        raise Refusal("no_safetensors", listing)
    if CONFIG not in files:
        raise Refusal("incomplete", listing)
    if FAST_TOKENIZER not in files:
        raise Refusal("no_fast_tokenizer", listing)
    first = [CONFIG] if WEIGHTS in files else [CONFIG, INDEX]
    others = [
        name
        for name, file in files.items()
        if TOKENIZER.fullmatch(name) or (DOCUMENT.fullmatch(name) and file.size <= DOCUMENT_LIMIT_BYTES)
    ]
    return [files[name] for name in first + others + weights]


def check_config(path: Path) -> None:
    """Refuse a model that brings its own code."""
    try:
        config = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Refusal("incomplete", f"{path.name}: {error}") from error
    if "auto_map" in config:
        raise Refusal("own_code", f"auto_map: {config['auto_map']}")


def check_index(path: Path, available: set[str]) -> None:
    """Refuse weights of which a part is missing."""
    missing = set(json.loads(path.read_text("utf-8"))["weight_map"].values()) - available
    if missing:
        raise Refusal("incomplete", "missing: " + ", ".join(sorted(missing)))


def download(hub_id: str, folder: Path, patience: float) -> None:
    """Fill `folder` with the checkpoint; ``source.json`` comes last."""
    commit, files = list_repository(hub_id, patience)
    chosen = choose(files)
    total = sum(file.size for file in chosen)
    tell(total=total)
    needed, free = total + total // 10, shutil.disk_usage(folder).free
    if needed > free:
        raise Refusal("disk_full", f"{needed} bytes are needed, {free} are free")
    fetcher = Fetcher(hub_id, commit, folder, patience)
    for file in chosen:
        fetcher.fetch(file)
        if file.name == CONFIG:
            check_config(folder / CONFIG)
        elif file.name == INDEX:
            check_index(folder / INDEX, {other.name for other in chosen})
    date = datetime.now(UTC).isoformat(timespec="seconds")
    source = {"hub_id": hub_id, "commit": commit, "date": date, "files": fetcher.checksums}
    with (folder / SOURCE).open("w", encoding="utf-8") as out:
        json.dump(source, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    tell(received=fetcher.received)
    tell(done=True)


def code_of(error: HfHubHTTPError) -> str:
    """What an answer of the hub means; without a login it says 401 both for private and for unknown."""
    status = error.response.status_code
    if isinstance(error, GatedRepoError) or status == 403:
        return "gated"
    if isinstance(error, RepositoryNotFoundError) or status in (401, 404):
        return "not_found"
    return "server" if status in (408, 429) or status >= 500 else "unexpected"


def main() -> None:
    """Download what the command line names and tell how it ended."""
    hub_id, folder, patience = sys.argv[1:]
    try:
        download(hub_id, Path(folder), float(patience))
    except Refusal as refusal:
        tell(error=refusal.code, detail=refusal.detail)
    except HfHubHTTPError as error:
        tell(error=code_of(error), detail=str(error))
    except HTTPError as error:
        tell(error="interrupted", detail=repr(error))
    except OSError as error:
        tell(error="disk_full" if error.errno == errno.ENOSPC else "cannot_write", detail=repr(error))


if __name__ == "__main__":
    main()
