"""An endpoint that fails in every way: each ends in one line, or in another try that succeeds, and files stay whole."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from logic_rl.cli.main import main
from logic_rl.endpoint import Endpoint
from logic_rl.rows import read_rows
from tests.chat_server import ChatHandler, ChatServer

pytest.importorskip("openai")
TIMEOUT, PATIENCE = 1.0, 60.0  # seconds for one call, of those that fail by it and of the others
SLOW = ("never", "drop by drop")
GOOD = "<think> Suppose everybody is as the answer says. </think> <answer> I do not know. </answer>"
Failure = Callable[[ChatHandler], None]


class Server(ChatServer):
    """Answers `good` calls well, then `times` as `failure` does, then well again."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.failure: Failure | None = None
        self.good, self.times, self.timeout = 0, 1, PATIENCE


class Handler(ChatHandler):
    def begin(self, asked: dict) -> Failure | None:
        server = self.server
        if server.failure is None or len(server.asked) <= server.good or server.times == 0:
            return None
        server.times -= 1
        return server.failure

    def answer(self, asked: dict, state: Failure | None) -> None:
        judged = "Sentences " in asked["messages"][-1]["content"]
        (state or said("{}" if judged else GOOD))(self)

    def do_HEAD(self) -> None:
        self.send_error(405)


def body_of(content: object, finish: object = "stop", **usage: object) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    counted = {"prompt_tokens": 100, "completion_tokens": 50} | usage
    return json.dumps({"object": "chat.completion", "choices": [choice], "usage": counted}).encode()


def said(content: object, finish: object = "stop", **usage: object) -> Failure:
    return lambda handler: handler.send(200, body_of(content, finish, **usage))


def sent(code: int, body: bytes, **headers: str) -> Failure:
    return lambda handler: handler.send(code, body, **headers)


def told(code: int, words: str) -> Failure:
    return sent(code, json.dumps({"error": {"message": words}}).encode())


def hang_up(handler: ChatHandler) -> None:
    handler.connection.close()


def half_a_body(handler: ChatHandler) -> None:
    begin(handler, Content_Length="500")
    handler.wfile.write(body_of(GOOD)[:60])
    handler.close_connection = True


def half_a_stream(handler: ChatHandler) -> None:
    """Chunked, and without the chunk that ends it."""
    handler.protocol_version = "HTTP/1.1"
    begin(handler, Transfer_Encoding="chunked")
    part = body_of(GOOD)[:60]
    handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    handler.close_connection = True


def never(handler: ChatHandler) -> None:
    time.sleep(2 * TIMEOUT)


def drop_by_drop(handler: ChatHandler) -> None:
    """Every byte is in time, the answer is not."""
    begin(handler, Content_Length="100")
    for _ in range(30):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
        time.sleep(TIMEOUT / 10)


def begin(handler: ChatHandler, **headers: str) -> None:
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


REFUSALS = {  # name → what the server does, words of the line
    "wrong key": (told(401, "Incorrect API key"), "HTTP 401 Incorrect API key"),
    "no permission": (told(403, "not yours"), "HTTP 403 not yours"),
    "wrong model": (told(404, "no model of that name"), "HTTP 404 no model of that name"),
    "wrong path": (sent(404, b"<html>\n<h1>Not Found</h1>\n</html>"), "HTTP 404 <html> <h1>Not Found</h1> </html>"),
    "too long": (told(400, "maximum context length is 256"), "HTTP 400 maximum context length is 256"),
}  # fmt: skip
TROUBLES = {
    "too many": (sent(429, b'{"error": {"message": "slow down"}}', Retry_After="0.01"), "HTTP 429 slow down"),
    "broken": (sent(500, b"<html>oops</html>"), "HTTP 500 <html>oops</html>"),
    "busy, without a word": (sent(503, b""), "HTTP 503"),
    "hangs up": (hang_up, "disconnected"),
    "half a body": (half_a_body, "breaks off"),
    "half a stream": (half_a_stream, "breaks off"),
    "never": (never, "timed out"),
    "drop by drop": (drop_by_drop, "not whole after 1 seconds"),
    "huge": (sent(200, b" " * 300_000 + body_of(GOOD)), "larger than"),
    "nothing": (sent(200, b""), "not JSON: nothing"),
    "no JSON": (sent(200, b"<html>please log in</html>"), "not JSON: <html>please log in"),
    "deep": (sent(200, b"[" * 60_000), "not JSON"),
    "no choice": (sent(200, b'{"choices": []}'), "not a chat completion"),
    "null": (sent(200, b"null"), "not a chat completion"),
    "a list": (sent(200, b"[1]"), "not a chat completion"),
    "choices of another type": (sent(200, b'{"choices": {"0": 1}}'), "not a chat completion"),
    "message of another type": (sent(200, b'{"choices": [{"message": "hello"}]}'), "not a chat completion"),
    "content of another type": (said({"text": "hello"}), "the content is dict"),
    "an error as an answer": (sent(200, b'{"error": {"message": "out of\\nmemory"}}'), "completion: out of memory"),
}  # fmt: skip


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    quick = partial(Endpoint, tries=2, pause=0.01)
    one = Server()
    monkeypatch.setattr("logic_rl.endpoint.Endpoint", quick)
    monkeypatch.setattr("logic_rl.evaluation.filling.Endpoint", lambda *given: quick(*given, timeout=one.timeout))
    monkeypatch.setattr("logic_rl.endpoint.LARGEST_ANSWER", 2**16)
    with one.serving():
        yield one


@pytest.fixture(scope="session")
def puzzles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("endpoint") / "puzzles"
    command = ["generate", "--people", "3", "--count", "20", "--no-rate", "--out", str(folder)]
    assert CliRunner().invoke(main, command).exit_code == 0
    return folder / "train.jsonl"


def words_of(command: str, server: Server, puzzles: Path, folder: Path) -> list[str]:
    """Four calls, one after the other."""
    where = ["--endpoint", server.url, "--model", "m"]
    if command == "judge":
        source = folder / "replies.jsonl"
        source.write_text("".join(json.dumps({"id": str(k), "response": f"Reply {k}. Wait."}) + "\n" for k in range(4)))
        return ["judge", str(source), *where, "--timeout", str(server.timeout), "--concurrency", "1", "--out",
                str(folder / "judge")]  # fmt: skip
    out = folder / ("rows.jsonl" if command == "sample" else "evaluation")
    return [command, *where, "--puzzles", str(puzzles), "--limit", "4", "--slots", "1", "--out", str(out)]


def the_error(result: Result) -> str:
    """The one line that says what went wrong."""
    lines = [line for line in result.output.splitlines() if line.startswith("logicrl: ")]
    assert len(lines) == 1 and lines[0] == result.output.splitlines()[-1], result.output
    assert lines[0].startswith("logicrl: error: ") and "Traceback" not in result.output
    assert "unexpected" not in lines[0]
    return lines[0]


def written(command: str, folder: Path) -> int | None:
    """How many results there are, all of them whole; None before the end."""
    if command == "sample":
        return len(list(read_rows(folder / "rows.jsonl")))
    place = folder / ("judge/judge.json" if command == "judge" else "evaluation/evaluation/model.json")
    if not place.exists():
        assert not (folder / "judge" / "judged.jsonl").exists()
        return None
    told = json.loads(place.read_text(encoding="utf-8"))
    return told["num_responses" if command == "judge" else "num_samples"]


CASES = [(name, command) for place, name in enumerate((*REFUSALS, *TROUBLES))
         for command in ("sample", ("judge", "evaluate")[place % 2])]  # fmt: skip


@pytest.mark.parametrize(("name", "command"), CASES, ids=lambda one: one)
def test_a_failure_is_one_line_and_the_same_command_goes_on(
    server: Server, puzzles: Path, tmp_path: Path, name: str, command: str
) -> None:
    server.failure, words = (REFUSALS | TROUBLES)[name]
    server.good, server.times = 2, -1
    server.timeout = TIMEOUT if name in SLOW else PATIENCE
    given = words_of(command, server, puzzles, tmp_path)
    result = CliRunner().invoke(main, given)
    assert result.exit_code == (2 if name in REFUSALS else 1) and words in the_error(result)
    assert len(server.asked) == (3 if name in REFUSALS else 4), "a refusal is not tried again"
    assert written(command, tmp_path) == (2 if command == "sample" else None)
    server.failure = None
    asked = len(server.asked)
    assert CliRunner().invoke(main, given).exit_code == 0
    assert written(command, tmp_path) == 4 and len(server.asked) == asked + 2, "nothing is asked twice"


@pytest.mark.parametrize("name", TROUBLES)
def test_a_failure_that_passes_is_not_seen(server: Server, puzzles: Path, tmp_path: Path, name: str) -> None:
    server.failure, _ = TROUBLES[name]
    server.timeout = TIMEOUT if name in SLOW else PATIENCE
    result = CliRunner().invoke(main, words_of("sample", server, puzzles, tmp_path))
    assert result.exit_code == 0 and written("sample", tmp_path) == 4 and len(server.asked) == 5


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said(GOOD[:30], "length"), {"finish_reason": "length", "response": GOOD[:30], "num_tokens": 50}),
        (said([{"type": "text", "text": GOOD[:40]}, {"type": "text", "text": GOOD[40:]}]), {"response": GOOD}),
        (said(None, "content_filter"), {"response": "", "finish_reason": "stop"}),
        (said(GOOD, 7), {"response": GOOD, "finish_reason": "stop"}),
        (said(GOOD, completion_tokens="many"), {"num_tokens": round(len(GOOD) / 4)}),
        (said(GOOD, completion_tokens=-5), {"num_tokens": round(len(GOOD) / 4)}),
        (said(GOOD, completion_tokens=10**15), {"num_tokens": round(len(GOOD) / 4)}),
        (said(f"\ud83d \x00 {GOOD}"), {"num_tokens": 50}),
    ],
    ids=["length", "parts", "null", "finish", "words", "negative", "too many", "no text of UTF-8"],
)  # fmt: skip
def test_what_is_odd_is_taken(server: Server, puzzles: Path, tmp_path: Path, answer: Failure, expected: dict) -> None:
    server.failure, server.times = answer, -1
    given = [*words_of("sample", server, puzzles, tmp_path), "--price", "1,2"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    for row in read_rows(tmp_path / "rows.jsonl"):
        assert {key: row[key] for key in expected} == expected
    assert "4 calls made; 400 tokens read" in result.output


def test_what_is_on_its_way_when_another_call_is_refused_is_kept(
    server: Server, puzzles: Path, tmp_path: Path
) -> None:
    first, refused = threading.Lock(), threading.Event()

    def answer(handler: ChatHandler) -> None:
        if first.acquire(blocking=False):
            refused.wait(PATIENCE)
            time.sleep(0.2)
            said(GOOD)(handler)
        else:
            told(400, "no")(handler)
            refused.set()

    server.failure, server.times = answer, 2
    given = words_of("sample", server, puzzles, tmp_path)
    given[given.index("--slots") + 1] = "2"
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 2 and "HTTP 400 no" in the_error(result) and len(server.asked) == 2
    rows = list(read_rows(tmp_path / "rows.jsonl")) if (tmp_path / "rows.jsonl").exists() else []
    assert "1 calls made" in result.output and len(rows) in (0, 1), "the second question may have come first"


def test_an_endpoint_that_counts_nothing_is_still_limited(server: Server, puzzles: Path, tmp_path: Path) -> None:
    server.failure, server.times = said(GOOD, prompt_tokens=0, completion_tokens=0), -1
    given = [*words_of("sample", server, puzzles, tmp_path), "--price", "10000,10000", "--cost-limit", "1"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 1 and "are spent, and 1.00 is the limit" in the_error(result)
    assert written("sample", tmp_path) == len(server.asked) == 1


def test_the_judge_keeps_to_its_limit_and_goes_on(server: Server, puzzles: Path, tmp_path: Path) -> None:
    given = [*words_of("judge", server, puzzles, tmp_path), "--price", "1000,2000"]  # 0.2 a call
    result = CliRunner().invoke(main, [*given, "--cost-limit", "0.35"])
    assert result.exit_code == 1 and "0.40 are spent, and 0.35 is the limit" in the_error(result)
    assert len(server.asked) == 2 and written("judge", tmp_path) is None
    assert CliRunner().invoke(main, given).exit_code == 0
    assert len(server.asked) == 4 and written("judge", tmp_path) == 4
