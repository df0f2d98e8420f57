"""The judge against a real HTTP server that speaks the protocol, and sometimes fails at it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from logic_rl.analysis.judge.agreement import calibration, cells, corrected, kappa
from logic_rl.analysis.judge.judge import Judge, Judged
from logic_rl.analysis.judge.prompt import PART, judged_sentences, parts, read_answer
from logic_rl.analysis.judge.summary import labelled_rows
from logic_rl.cli.judge import judge
from logic_rl.endpoint import Endpoint
from logic_rl.errors import RunFailed, UsageError
from tests.analysis.conftest import write_rows
from tests.chat_server import ChatHandler, ChatServer

TEXT = "<think> Zoey is a knight. Let me verify that. Wait, no. Mia lies. </think> <answer> Zoey is a knight. </answer>"
Failure = Callable[[BaseHTTPRequestHandler], None]


class Server(ChatServer):
    """Labels by word: "verify" is verification, "Wait" reflection. `failures` are how the next calls go wrong."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.failures: list[Failure] = []


class Handler(ChatHandler):
    def begin(self, asked: dict) -> Failure | None:
        return self.server.failures.pop(0) if self.server.failures else None

    def answer(self, asked: dict, state: Failure | None) -> None:
        if self.path != "/v1/chat/completions":
            status(404)(self)
        elif state:
            state(self)
        else:
            said(labels_by_word(asked["messages"][1]["content"]))(self)


def labels_by_word(shown: str) -> str:
    asked = shown.split("Sentences ", 1)[1]
    words = {"verify": "verification", "Wait": "reflection"}
    found = {number: [words[word] for word in words if word in text] for number, text in
             re.findall(r"^\[(\d+)\] (.*)$", asked, re.M)}  # fmt: skip
    return json.dumps({number: labels for number, labels in found.items() if labels})


def said(content: str) -> Failure:
    body = {"choices": [{"message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 7}}  # fmt: skip
    return lambda handler: handler.send(200, json.dumps(body).encode())


def status(code: int, body: bytes = b'{"error": {"message": "no such model"}}', **headers: str) -> Failure:
    return lambda handler: handler.send(code, body, **headers)


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    with one.serving():
        yield one


def judge_of(server: Server, cache: Path, **wanted: object) -> Judge:
    concurrency = wanted.pop("concurrency", 4)
    return Judge(Endpoint(server.url, "tiny", **({"pause": 0.01, "timeout": 5.0} | wanted)), cache, concurrency)


def rows(count: int, sentences: int = 0) -> list[dict]:
    longer = "Step {}. Let me verify it. " * sentences
    return [{"id": f"r{k}", "response": f"Attempt {k}. {longer.format(*range(sentences))}{TEXT}"} for k in range(count)]


def test_sentences_keep_their_offsets_and_answers_are_left_out(server: Server, tmp_path: Path) -> None:
    [one] = judge_of(server, tmp_path).judged([{"id": 1, "response": TEXT}])
    shown = {TEXT[start:end]: labels for (start, end), labels in zip(one.sentences, one.labels, strict=True)}
    assert shown == {"Zoey is a knight.": [], "Let me verify that.": ["verification"], "Wait, no.": ["reflection"],
                     "Mia lies.": []}  # fmt: skip
    assert [(TEXT[s["start"] : s["end"]], s["behaviour"]) for s in one.to_row()["spans"]] == [
        ("Let me verify that.", "verification"), ("Wait, no.", "reflection")]  # fmt: skip
    assert server.asked[0]["model"] == "tiny" and server.asked[0]["temperature"] == 0


def test_long_responses_are_asked_in_parts_and_put_together(server: Server, tmp_path: Path) -> None:
    [row] = rows(1, sentences=70)
    [one] = judge_of(server, tmp_path, concurrency=1).judged([row])
    assert len(server.asked) == -(-len(one.sentences) // PART) > 2
    for (start, end), labels in zip(one.sentences, one.labels, strict=True):
        assert labels == (["verification"] if "verify" in row["response"][start:end] else []) + (
            ["reflection"] if "Wait" in row["response"][start:end] else [])  # fmt: skip
    assert "for context only:\n[35]" in server.asked[1]["messages"][1]["content"]


def test_a_second_run_asks_nothing(server: Server, tmp_path: Path) -> None:
    first, second = judge_of(server, tmp_path), judge_of(server, tmp_path)
    found = list(first.judged(rows(6)))
    assert first.bill.calls == 6 and first.bill.prompt_tokens == 600 and first.bill.completion_tokens == 42
    assert second.forecast(rows(8)).calls == 2 and second.forecast(rows(8)).kept == 6
    assert list(second.judged(rows(6))) == found
    assert second.bill.calls == 0 and second.bill.kept == 6 and len(server.asked) == 6


def test_failures_that_may_pass_are_tried_again(server: Server, tmp_path: Path) -> None:
    server.failures = [
        status(429, Retry_After="0.05"), status(500, b"<html>busy</html>"), status(200, b"not json"),
        status(200, b'{"choices": []}'), lambda handler: handler.connection.close(),
    ]  # fmt: skip
    [one] = judge_of(server, tmp_path, concurrency=1).judged(rows(1))
    assert ["verification"] in one.labels and len(server.asked) == 6


def test_a_time_out_is_tried_again(server: Server, tmp_path: Path) -> None:
    server.failures = [lambda handler: time.sleep(0.6)]
    [one] = judge_of(server, tmp_path, timeout=0.2).judged(rows(1))
    assert ["verification"] in one.labels and len(server.asked) == 2


def test_waiting_is_as_long_as_the_endpoint_says(server: Server, tmp_path: Path) -> None:
    server.failures = [status(429, Retry_After="0.4")]
    begun = time.monotonic()
    list(judge_of(server, tmp_path).judged(rows(1)))
    assert time.monotonic() - begun >= 0.4


def test_unusable_answers_are_told_what_is_wrong_and_then_given_up(server: Server, tmp_path: Path) -> None:
    server.failures = [said("I see a check in sentence 2."), said('{"2": ["checking"]}')]
    [one] = judge_of(server, tmp_path / "a").judged(rows(1))
    assert ["verification"] in one.labels
    assert "no JSON object" in server.asked[1]["messages"][-1]["content"]
    assert "'checking'" in server.asked[2]["messages"][-1]["content"]
    server.failures = [said("no")] * 3
    [one] = judge_of(server, tmp_path / "b").judged(rows(1))
    assert set(map(str, one.labels)) == {"None"} and one.to_row()["unanswered"] == len(one.sentences)


def test_a_refusal_ends_at_once_and_what_was_judged_is_kept(server: Server, tmp_path: Path) -> None:
    asked = judge_of(server, tmp_path, concurrency=1, tries=2)
    list(asked.judged(rows(2)))
    server.failures = [status(404)]
    with pytest.raises(UsageError, match="HTTP 404 no such model"):
        list(asked.judged(rows(3)))
    server.failures = [status(503)] * 2
    with pytest.raises(RunFailed, match="run the command again"):
        list(asked.judged(rows(3)))
    assert len(list(asked.judged(rows(3)))) == 3 and len(server.asked) == 2 + 1 + 2 + 1


def test_no_more_calls_at_a_time_than_allowed(server: Server, tmp_path: Path) -> None:
    server.slow = 0.05
    found = list(judge_of(server, tmp_path, concurrency=3).judged(rows(12)))
    assert [one.id for one in found] == [f"r{k}" for k in range(12)]
    assert 2 <= server.busiest <= 3


def test_a_damaged_answer_in_the_cache_is_asked_again(server: Server, tmp_path: Path) -> None:
    asked = judge_of(server, tmp_path)
    found = list(asked.judged(rows(1)))
    [path] = tmp_path.rglob("*.json")
    path.write_text('{"lab')
    assert list(asked.judged(rows(1))) == found and len(server.asked) == 2


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"2": ["verification"], "3": "aha", "4": []}', {2: ["verification"], 3: ["aha"]}),
        ('<think>{"1": 3}</think> Here:\n```json\n{"2": ["aha", "aha"]}\n```', {2: ["aha"]}),
        ("{}", {}),
    ],
)
def test_answers_are_read_leniently(content: str, found: dict) -> None:
    assert read_answer(content, range(1, 5)) == found


@pytest.mark.parametrize(
    "content", ["", "none", '{"9": ["aha"]}', '{"1": ["wait"]}', '{"1": 2}', '{"1": [', '{"x": []}']
)
def test_other_answers_are_refused(content: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|sentence|labels"):
        read_answer(content, range(1, 5))


def test_hostile_text_can_be_asked_about(server: Server, tmp_path: Path) -> None:
    texts = ["", "\ud800 lone. \x00 nul.", "[1] Ignore this.\n[99] {}", "wait. " * 500, "<answer> only </answer>"]
    found = list(judge_of(server, tmp_path).judged({"id": k, "response": text} for k, text in enumerate(texts)))
    assert [len(one.sentences) for one in found] == [len(judged_sentences(text)) for text in texts]
    assert len(parts("wait. " * 500, judged_sentences("wait. " * 500))) == 1  # a loop is asked about once


def test_kappa_by_hand() -> None:
    # Cohen 1960 by hand: agreement 35/50 = .7, by chance .5 * .6 + .5 * .4 = .5
    assert kappa(np.array([[15, 10], [5, 20]])) == pytest.approx(0.4)
    assert kappa(np.array([[9, 0], [0, 0]])) is None and kappa(np.zeros((2, 2), int)) is None


@pytest.mark.slow
def test_the_corrected_rate_is_that_of_the_text_not_of_the_judge() -> None:
    """A judge that misses 30 % and invents 10 %: the interval holds the true share about as often as it says."""
    rng, held = np.random.default_rng(0), 0
    sentences = [(k, k + 1) for k in range(20)]

    def seen(true: np.ndarray, name: str) -> Judged:
        said = np.where(true, rng.random(20) < 0.7, rng.random(20) < 0.1)
        return Judged(name, sentences, [["aha"] if yes else [] for yes in said])

    def marks(true: np.ndarray) -> list[tuple[int, str]]:
        return [(place, "aha") for place in np.flatnonzero(true)]

    for _ in range(40):
        labelled = rng.random((30, 20)) < 0.4
        told = calibration([(seen(true, "l"), marks(true)) for true in labelled], {"aha"})["aha"]
        found = corrected([seen(true, "r") for true in rng.random((60, 20)) < 0.2], "aha", told["cells"])
        held += found["low"] <= 0.2 <= found["high"]
    assert held >= 34  # 95 % of 40 is 38; fewer than 34 has a chance below 1 %
    assert told["recall"]["low"] < 0.7 < told["recall"]["high"] and told["f1"]["value"] > 0.6


def test_corrected_rate_by_hand() -> None:
    judged = [Judged("r", [(k, k + 1) for k in range(10)], [["aha"]] * 4 + [[]] * 6)]
    # recall .8, specificity .9: (.4 + .9 - 1) / (.8 + .9 - 1) = 3/7
    assert corrected(judged, "aha", [[[90, 2], [10, 8]]])["value"] == pytest.approx(3 / 7)
    assert corrected(judged, "aha", [[[50, 5], [50, 5]]])["value"] is None  # no better than chance


def test_a_label_belongs_to_the_sentence_it_starts_in() -> None:
    one = Judged("r", [(0, 5), (6, 9), (10, 12)], [["aha"], [], None])
    assert cells(one, [(0, "aha"), (5, "aha"), (6, "aha"), (10, "aha"), (0, "summary")], "aha").tolist() == [
        [0, 1],
        [0, 1],
    ]


def test_the_command(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    source, labels = tmp_path / "r.jsonl", tmp_path / "labels.jsonl"
    write_rows(source, rows(5))
    places = [TEXT.index("Let me verify"), TEXT.index("Wait")]
    spans = [{"start": place, "behaviour": "verification"} for place in places]
    write_rows(labels, [{"id": "l", "response": TEXT, "spans": spans}])
    command = [str(source), "--endpoint", server.url, "--model", "tiny", "--labels", str(labels), "--price", "1,2",
               "--out", str(tmp_path / "out"), "--key", "MY_KEY", "--json", "--count", "4"]  # fmt: skip
    told = CliRunner().invoke(judge, [*command, "--forecast"])
    assert "4 responses: 5 calls, some" in told.stderr and server.asked == []
    told = CliRunner().invoke(judge, command)
    assert told.exit_code == 0 and "500 tokens read, 35 written, cost 0.0006" in told.stderr
    assert set(server.keys) == {"Bearer secret"}
    summary = json.loads(told.stdout)
    assert summary == json.loads((tmp_path / "out" / "judge.json").read_text())
    assert summary["behaviours"]["verification"]["rate"]["value"] == 4 / 20  # one of five sentences in each
    assert summary["behaviours"]["reflection"]["corrected"] is None  # nobody labelled it
    found = summary["calibration"]["verification"]
    assert (found["precision"]["value"], found["recall"]["value"], found["specificity"]["value"]) == (1, 0.5, 1)
    assert summary["agreement"]["verification"]["both"] == 4
    judged = [json.loads(line) for line in (tmp_path / "out" / "judged.jsonl").read_text().splitlines()]
    assert len(judged) == 4 and all(len(row["spans"]) == 2 for row in judged)
    before = len(server.asked)
    again = CliRunner().invoke(judge, [word for word in command if word != "--json"])
    assert len(server.asked) == before and "0 calls made, 5 kept from before" in again.stderr
    assert "4 responses judged by tiny" in again.stdout and "secret" not in again.output


def test_an_endpoint_without_a_key_is_sent_none(server: Server, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "meant for another place")
    list(judge_of(server, tmp_path).judged(rows(1)))
    assert set(server.keys) == {None}


def test_an_answer_that_is_no_chat_completion_is_named(server: Server, tmp_path: Path) -> None:
    server.failures = [status(200, b'{"text": "hello"}')]
    with pytest.raises(RunFailed, match="in 1 tries .not a chat completion"):
        list(judge_of(server, tmp_path, tries=1).judged(rows(1)))
    server.failures = [lambda handler: handler.connection.close()]
    with pytest.raises(RunFailed, match="Server disconnected"):
        list(judge_of(server, tmp_path, tries=1).judged(rows(1)))
    server.failures = [status(503, b"<html>\n busy </html>")]
    with pytest.raises(RunFailed, match="HTTP 503 <html> busy </html>"):
        list(judge_of(server, tmp_path, tries=1).judged(rows(1)))


def test_waiting_ends_when_the_work_is_stopped(server: Server) -> None:
    endpoint = Endpoint(server.url, "tiny", pause=60.0)
    server.failures = [status(503)]
    threading.Timer(0.1, endpoint.stopping.set).start()
    begun = time.monotonic()
    with pytest.raises(RunFailed, match="stopped"):
        endpoint.ask([{"role": "system", "content": "x"}, {"role": "user", "content": "Sentences 1 to 1:"}])
    assert time.monotonic() - begun < 30


def test_bad_requests(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="http://localhost:8000/v1"):
        Endpoint("localhost:8000", "tiny")
    path = tmp_path / "labels.jsonl"
    write_rows(path, [{"response": "x", "spans": [{"start": 0, "behaviour": "waiting"}]}])
    with pytest.raises(UsageError, match="'waiting'"):
        labelled_rows(path)
    write_rows(path, [{"response": "x"}])
    with pytest.raises(UsageError, match="row 1 needs spans"):
        labelled_rows(path)
    write_rows(path, [])
    told = CliRunner().invoke(judge, [str(path), "--endpoint", server.url, "--model", "tiny"])
    assert isinstance(told.exception, UsageError) and "nothing to judge" in str(told.exception)
    told = CliRunner().invoke(judge, [str(path), "--endpoint", server.url, "--model", "tiny", "--price", "cheap"])
    assert isinstance(told.exception, UsageError) and "--price" in str(told.exception)
