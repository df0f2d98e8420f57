"""Whatever is sent, the answer is a 4xx in the API's form, and the server lives."""

from __future__ import annotations

import json
import socket
import time

import pytest

from logic_rl.serving.guard import depth
from tests.serving.conftest import Running

httpx = pytest.importorskip("httpx2")

CHAT = "/v1/chat/completions"
JSON = {"content-type": "application/json"}
ASKED = [{"role": "user", "content": "x"}]


def deep(levels: int) -> bytes:
    return b'{"messages":' + b"[" * levels + b"]" * levels + b"}"


BODIES = {
    "empty": b"",
    "no JSON": b"hello",
    "not UTF-8": b'{"messages": "\xff\xfe"}',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "deep": deep(50),
    "very deep": deep(60_000),
    "never closed": b'{"messages":' + b"[" * 90_000,
    "one long string": b'{"messages": "' + b'\\"' * 90_000,
    "lone surrogate": json.dumps({"messages": [{"role": "user", "content": "\ud800"}]}).encode(),
    "NaN": b'{"temperature": NaN, "messages": [{"role": "user", "content": "x"}]}',
    "infinite": b'{"temperature": 1e999, "messages": [{"role": "user", "content": "x"}]}',
    "large number": b'{"seed": ' + b"9" * 40 + b', "messages": [{"role": "user", "content": "x"}]}',
    "larger number": b'{"seed": ' + b"9" * 9000 + b', "messages": [{"role": "user", "content": "x"}]}',
    "no messages": b"{}",
    "messages of numbers": b'{"messages": [1, 2]}',
    "a role that is an object": b'{"messages": [{"role": {}, "content": "x"}]}',
    "a picture": b'{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}',
    "many messages": json.dumps({"messages": ASKED * 1001}).encode(),
    "a model that is a list": json.dumps({"model": ["tiny-base"], "messages": ASKED}).encode(),
    "a model with a path": json.dumps({"model": "../../etc/passwd", "messages": ASKED}).encode(),
    "markup for a name": json.dumps({"<script>alert(1)</script>": 1, "messages": ASKED}).encode(),
}


def lives(running: Running) -> bool:
    done = httpx.post(running.url + CHAT, json={"messages": ASKED, "max_tokens": 2}, timeout=30)
    return done.status_code == 200 and running.load == 0


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", [CHAT, "/api/analyze", "/api/solve"])
def test_a_bad_body_is_refused_in_words(path: str, name: str, running: Running) -> None:
    begun = time.monotonic()
    done = httpx.post(running.url + path, content=BODIES[name], headers=JSON, timeout=30)
    assert 400 <= done.status_code < 500, done.text
    error = done.json()["error"]
    assert error["message"] and error["type"].endswith("_error") and len(error["message"]) < 500
    assert time.monotonic() - begun < 3
    assert done.headers["content-type"] == "application/json" and lives(running)


@pytest.mark.parametrize("size", [250_000, 10_000_000])
def test_a_large_body_is_refused(size: int, running: Running) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "x" * size}]}).encode()
    try:
        done = httpx.post(running.url + CHAT, content=body, headers=JSON, timeout=30)
        assert done.status_code == 413 and done.json()["error"]["code"] == "body_too_large"
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):  # not read to its end, and the line closed
        assert size > 1_000_000
    assert lives(running)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_does_not_say_that_it_is_json_is_refused(kind: str, running: Running) -> None:
    """A page of another origin can send such bodies without asking first."""
    body = json.dumps({"messages": ASKED, "max_tokens": 2}).encode()
    done = httpx.post(running.url + CHAT, content=body, headers={"content-type": kind} if kind else {})
    assert 400 <= done.status_code < 500


def test_another_host_name_is_refused(running: Running) -> None:
    for host, status in (("evil.example", 403), ("localhost:1", 200), ("[::1]:99", 200)):
        done = httpx.get(f"{running.url}/health", headers={"host": host})
        assert done.status_code == status


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", CHAT, 405), ("POST", "/v1/models", 405), ("GET", "/v1/nothing", 404), ("GET", "/v1/models/other", 404),
    ("GET", "/..%2f..%2fetc/passwd", 404), ("GET", "/api/puzzle?people=40", 400), ("GET", "/api/puzzle?style=x", 400),
    ("GET", "/docs", 404),
])  # fmt: skip
def test_other_addresses_are_errors_in_the_same_form(method, path, status, running: Running) -> None:
    done = httpx.request(method, running.url + path)
    assert done.status_code == status and done.json()["error"]["message"]


def connected(running: Running) -> socket.socket:
    host, port = running.url.removeprefix("http://").split(":")
    client = socket.create_connection((host, int(port)), timeout=20)
    return client


def head(length: int) -> bytes:
    lines = (f"POST {CHAT} HTTP/1.1", "host: localhost", "content-type: application/json", f"content-length: {length}")
    return "\r\n".join((*lines, "", "")).encode()


def until_closed(client: socket.socket) -> bytes:
    received = b""
    try:
        while part := client.recv(65536):
            received += part
    except ConnectionError:
        pass
    return received


@pytest.mark.parametrize("sent", [
    b"", b"POST /v1/chat/compl", b"GET / HTTP/1.1\r\nhost: localhost\r\nx: ", b"\x00\xff garbage\r\n\r\n",
])  # fmt: skip
def test_a_head_that_does_not_come_is_not_waited_for(sent: bytes, running: Running) -> None:
    with connected(running) as client:
        client.sendall(sent)
        begun = time.monotonic()
        received = until_closed(client)
        assert time.monotonic() - begun < 10
        assert received == b"" or received.startswith(b"HTTP/1.1 400")
    assert lives(running)


def test_a_body_that_drips_is_not_waited_for(running: Running) -> None:
    with connected(running) as client:
        client.sendall(head(999))
        for _ in range(4):
            client.sendall(b" ")
            time.sleep(0.4)
        assert until_closed(client).startswith(b"HTTP/1.1 408")
    assert lives(running)


def test_a_client_that_does_not_read_is_let_go(running: Running) -> None:
    body = json.dumps({"messages": ASKED, "n": 8, "max_tokens": 1900, "temperature": 50, "stream": True,
                       "logprobs": True, "top_logprobs": 20}).encode()  # fmt: skip
    with connected(running) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(head(len(body)) + body)
        until = time.monotonic() + 5
        while running.load == 0 and time.monotonic() < until:
            time.sleep(0.01)
        assert running.load > 0
        until = time.monotonic() + 30
        while running.load and time.monotonic() < until:
            time.sleep(0.1)
        counts = running.models[0].worker.live.counts
        assert running.load == 0 and int(counts.max()) < 1900, "it was let go before it was done"
    assert lives(running)


@pytest.mark.parametrize(("body", "levels"), [
    (b"{}", 1), (b'[[1], {"a": [2]}]', 3), (b'"[[["', 0), (b'"\\"[[["', 0), (b'["\\\\", [', 2),
    (b'"never closed [[', 0), (b"]]]", 0), (b"", 0),
])  # fmt: skip
def test_depth_is_counted_outside_strings(body: bytes, levels: int) -> None:
    assert max(depth(body), 0) == levels
