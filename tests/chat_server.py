"""What stands in for a chat endpoint in tests: a real HTTP server on this machine that counts who asks at once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer(ThreadingHTTPServer):
    """Keeps what it was asked, each with the Authorization it came with; every call takes `slow` seconds."""

    def __init__(self, handler: type[ChatHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.asked: list[dict] = []
        self.keys: list[str | None] = []
        self.busy = self.busiest = 0
        self.slow = 0.0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield
        self.shutdown()
        self.server_close()
        thread.join()


class ChatHandler(BaseHTTPRequestHandler):
    """`answer` says what comes back to a call; `begin` is called with it before, one call at a time."""

    server: Any

    def begin(self, asked: dict) -> Any:
        """What `answer` is given of the server's state."""

    def answer(self, asked: dict, state: Any) -> None:
        raise NotImplementedError

    def do_POST(self) -> None:
        server = self.server
        with server.lock:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.keys.append(self.headers.get("Authorization"))
            server.busy += 1
            server.busiest = max(server.busiest, server.busy)
            state = self.begin(asked)
        time.sleep(server.slow)
        with server.lock:
            server.busy -= 1
        self.answer(asked, state)

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def send(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
