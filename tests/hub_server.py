"""What stands in for the Hugging Face hub in tests: a real HTTP server with the few endpoints that an upload uses."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class HubServer(ThreadingHTTPServer):
    """Keeps what it was sent.

    Attributes:
        repos: (type, name) → whether private.
        files: (type, name) → path → bytes.
        commits: messages, in order.
        refuse: a code to answer every commit with.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        self.repos: dict[tuple[str, str], bool] = {}
        self.files: dict[tuple[str, str], dict[str, bytes]] = {}
        self.blobs: dict[str, bytes] = {}
        self.commits: list[str] = []
        self.tokens: set[str | None] = set()
        self.refuse: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield
        self.shutdown()
        self.server_close()
        thread.join()


class HubHandler(BaseHTTPRequestHandler):
    server: Any

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_PUT(self) -> None:
        self.server.blobs[self.path.rpartition("/")[2]] = self._body()
        self._send({})

    def do_POST(self) -> None:
        body, path = self._body(), self.path.partition("?")[0]
        self.server.tokens.add(self.headers.get("Authorization"))
        if path == "/api/repos/create":
            self._create(json.loads(body))
        elif path == "/api/validate-yaml":
            self._send({"errors": [], "warnings": []})
        elif path.endswith(".git/info/lfs/objects/batch"):
            self._batch(json.loads(body))
        elif "/preupload/" in path:
            self._send({"files": [self._mode(file) for file in json.loads(body)["files"]]})
        elif "/commit/" in path:
            self._commit(path, [json.loads(line) for line in body.splitlines() if line])
        else:
            self._send({"error": f"nothing at {path}"}, 404)

    def _create(self, asked: dict) -> None:
        owner = asked.get("organization") or "me"
        kind, name = asked.get("type", "model"), f"{owner}/{asked['name']}"
        url = f"{self.server.url}/{'datasets/' if kind == 'dataset' else ''}{name}"
        known = (kind, name) in self.server.repos
        is_private = asked.get("visibility") == "private" or asked.get("private")  # older clients say it so
        self.server.repos.setdefault((kind, name), bool(is_private))
        self._send({"url": url, "name": name, "error": "You already created this repo"}, 409 if known else 200)

    def _mode(self, file: dict) -> dict:
        is_large = file["path"].endswith((".safetensors", ".parquet"))
        return {"path": file["path"], "uploadMode": "lfs" if is_large else "regular", "shouldIgnore": False}

    def _batch(self, asked: dict) -> None:
        objects = [
            {"oid": one["oid"], "size": one["size"],
             "actions": {"upload": {"href": f"{self.server.url}/blobs/{one['oid']}", "header": {}}}}
            for one in asked["objects"]
        ]  # fmt: skip
        self._send({"transfer": "basic", "objects": objects})

    def _commit(self, path: str, lines: list[dict]) -> None:
        if self.server.refuse:
            self._send({"error": "You do not have the rights for it"}, self.server.refuse)
            return
        _, _, kind, owner, name, *_ = path.split("/")
        repo = (kind.removesuffix("s"), f"{owner}/{name}")
        held = self.server.files.setdefault(repo, {})
        for line in lines:
            value = line["value"]
            if line["key"] == "header":
                self.server.commits.append(value["summary"])
            elif line["key"] == "file":
                held[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                held[value["path"]] = self.server.blobs[value["oid"]]
        place = f"{'datasets/' if repo[0] == 'dataset' else ''}{repo[1]}"
        self._send({"commitUrl": f"{self.server.url}/{place}/commit/{'0' * 40}", "commitOid": "0" * 40})

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, value: dict, code: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
