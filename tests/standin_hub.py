"""A model hub on 127.0.0.1 that speaks as much of the Hugging Face protocol as a download needs.

Large files are handed out by a second address, as on the real hub. Nothing here imports guitune.
"""

import hashlib
import json
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote, urlsplit

LARGE_SUFFIXES = (".safetensors", ".bin", ".model")
CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Request:
    """One request that the hub received."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Repository:
    """What the hub knows of one model, and how it misbehaves.

    Attributes
    ----------
    gated, private
        Whether the files, or the whole repository, are kept from people without a login.
    status, message
        The answer to every request, if `status` is not 200.
    faults
        For a file: "corrupt" (one byte is wrong), "stall" (the second half never comes), "cut" (the
        connection always breaks at half of the file) or "cut once" (only the first time).
    sizes
        Sizes that the hub announces instead of the true ones.
    chunk_pause
        Seconds to wait after every 64 KiB.
    """

    files: dict[str, bytes]
    gated: bool = False
    private: bool = False
    status: int = 200
    message: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    chunk_pause: float = 0.0

    @property
    def commit(self) -> str:
        return hashlib.sha1(repr(sorted(self.files.items())).encode()).hexdigest()

    def sibling(self, name: str) -> dict[str, Any]:
        """The entry of a file in the listing."""
        size = self.sizes.get(name, len(self.files[name]))
        entry: dict[str, Any] = {"rfilename": name, "size": size, "blobId": self.etag(name)}
        if name.endswith(LARGE_SUFFIXES):
            entry["lfs"] = {"size": size, "sha256": self.etag(name), "pointerSize": 134}
        return entry

    def etag(self, name: str) -> str:
        """The checksum that the hub keeps: sha256 of a large file, the git blob id of a small one."""
        content = self.files[name]
        if name.endswith(LARGE_SUFFIXES):
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class StandinHub:
    """The hub, running while its context is open.

    Attributes
    ----------
    url
        What belongs into ``HF_ENDPOINT``.
    requests
        Every request so far, in order.
    stalled, client_gone
        Set when a file with the fault "stall" stops, and when its reader has hung up.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.repositories: dict[str, Repository] = {}
        self.stalled = threading.Event()
        self.client_gone = threading.Event()
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add_repository(self, hub_id: str, files: dict[str, bytes], **behaviour: Any) -> Repository:
        """Offer a model; `behaviour` is that of `Repository`."""
        self.repositories[hub_id] = Repository(files, **behaviour)
        return self.repositories[hub_id]

    def requested_files(self) -> set[str]:
        """The names of the files that somebody asked for."""
        paths = (urlsplit(request.path).path for request in self.requests)
        return {unquote(path.split("/resolve/")[1].split("/", 1)[1]) for path in paths if "/resolve/" in path}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, hub: StandinHub, *connection: Any) -> None:
        self.hub = hub
        super().__init__(*connection)

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.hub.requests.append(Request(self.command, self.path, dict(self.headers)))
        path = unquote(urlsplit(self.path).path).strip("/")
        try:
            if path.startswith("api/models/"):
                self._list(path.removeprefix("api/models/").split("/revision/")[0])
            else:
                self._resolve(*path.removeprefix("cdn/").split("/resolve/"), at_cdn=path.startswith("cdn/"))
        except ConnectionError:
            self.close_connection = True

    def _list(self, hub_id: str) -> None:
        repository = self._open(hub_id)
        if repository:
            siblings = [repository.sibling(name) for name in repository.files]
            listing = {
                "id": hub_id,
                "sha": repository.commit,
                "gated": repository.gated,
                "siblings": siblings,
            }
            self._answer(200, json.dumps(listing).encode(), {"Content-Type": "application/json"})

    def _resolve(self, hub_id: str, rest: str, *, at_cdn: bool) -> None:
        repository = self._open(hub_id)
        if repository is None:
            return
        revision, name = rest.split("/", 1)
        if repository.gated:
            self._refuse(401, "GatedRepo", f"Access to model {hub_id} is restricted.")
        elif revision not in (repository.commit, "main") or name not in repository.files:
            self._refuse(404, "EntryNotFound", f"{name} does not exist.")
        elif name.endswith(LARGE_SUFFIXES) and not at_cdn:
            size = str(len(repository.files[name]))
            self._answer(
                302,
                b"",
                {
                    "Location": f"{self.hub.url}/cdn/{hub_id}/resolve/{rest}",
                    "X-Repo-Commit": repository.commit,
                    "X-Linked-ETag": f'"{repository.etag(name)}"',
                    "X-Linked-Size": size,
                },
            )
        else:
            self._send_file(repository, name)

    def _open(self, hub_id: str) -> Repository | None:
        """The repository, or None after an answer that says why not."""
        repository = self.hub.repositories.get(hub_id)
        if repository is None or repository.private:
            self._refuse(401, "RepoNotFound", "Invalid username or password.")
            return None
        if repository.status != 200:
            self._refuse(repository.status, "", repository.message)
            return None
        return repository

    def _send_file(self, repository: Repository, name: str) -> None:
        content = repository.files[name]
        fault = repository.faults.get(name)
        if fault == "cut once":
            repository.faults[name] = ""
        if fault == "corrupt":
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        headers = {"ETag": f'"{repository.etag(name)}"', "X-Repo-Commit": repository.commit}
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        end = len(content) // 2 if fault in ("stall", "cut", "cut once") else len(content)
        status = 206 if start else 200
        self._answer(status, content[start:], headers, max(end - start, 0), repository.chunk_pause)
        if fault == "stall" and self.command == "GET":
            self.hub.stalled.set()
            self._wait_for_hang_up()
        self.close_connection = end < len(content)

    def _wait_for_hang_up(self) -> None:
        try:
            self.connection.recv(1)
        finally:
            self.hub.client_gone.set()

    def _refuse(self, status: int, code: str, message: str) -> None:
        headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
        self._answer(status, json.dumps({"error": message}).encode(), headers)

    def _answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str],
        send_bytes: int | None = None,
        chunk_pause: float = 0.0,
    ) -> None:
        """Announce all of `body` and send its first `send_bytes`."""
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        body = body[:send_bytes]
        for at in range(0, len(body), CHUNK_BYTES):
            self.wfile.write(body[at : at + CHUNK_BYTES])
            self.hub.closing.wait(chunk_pause)
