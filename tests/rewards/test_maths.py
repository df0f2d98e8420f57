"""Answers to maths problems: where they are looked for, when they are the same, and what no reply can do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.tasks.marked import bare, marked_answer
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.tasks.maths.judge import MathsRubric
from logic_rl.types import Problem, Reply

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LOGICRL_SHARED_DATA", ROOT.parent / "shared" / "data"))
REPLIES = SHARED / "behaviours" / "thought_anchors_docs.jsonl"
needs_library = pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (r"<think>12?</think> <answer>\boxed{25}</answer>", "25"),
        (r"<think>\boxed{12}</think> So \boxed{25}.", "25"),
        (r"so \boxed{12}, no, \boxed{\frac{1}{\sqrt{2}}}", r"\frac{1}{\sqrt{2}}"),
        ("<answer>The final answer is: $25$.</answer>", "25"),
        ("<answer>25, 26</answer> no: <answer>7</answer>", "7"),
        (r"\fbox {x \} y}", r"x \} y"),
        (r"<think>\boxed{25}</think> I am sure.", None),
        ("The answer is 25.", None),
        (r"\boxed{25", None),
        (r"<think> maybe it is \boxed{25}, let me check", None),
        (r"<think>a</think> \boxed{1} <think>or \boxed{2}?", None),
        (r"<think>a</think> So \boxed{18.}", "18"),
        ("<answer>25", None),
        ("<answer> </answer>", None),
        (r"\boxed{" + "1" * 501 + "}", None),
        ("", None),
    ],
)
def test_only_a_marked_answer_after_the_thinking_counts(reply: str, answer: str | None) -> None:
    assert marked_answer(reply, opened_think=False) == answer


def test_thinking_that_the_prompt_opened_and_nothing_closed_gives_no_answer() -> None:
    assert marked_answer(r"\boxed{25}", opened_think=True) is None
    assert marked_answer(r"</think>\boxed{25}", opened_think=True) == "25"


def test_boxes_that_never_close_cost_no_time() -> None:
    start = time.monotonic()
    assert marked_answer(r"\boxed{7} " + r"\boxed{" * 20_000, opened_think=False) == "7"
    assert time.monotonic() - start < 2


def test_references_come_with_or_without_marks() -> None:
    given = (r"\boxed{025}", "$25$", " 25 ", r"x + \boxed{1}")
    assert [bare(text) for text in given] == ["025", "25", "25", r"x + \boxed{1}"]


@pytest.fixture(scope="module")
def comparer():
    with Comparer(seconds=3.0) as one:
        yield one


@needs_library
@pytest.mark.slow
@pytest.mark.parametrize(
    ("reference", "answer", "same"),
    [
        ("25", "025", True),
        ("25", "125", False),  # a comparison by substring says yes
        ("25", "25, 26", False),  # nor does naming several count
        (r"\frac12", "0.5", True),
        ("x+1", "1 + x", True),
        (r"2\sqrt{2}", r"\sqrt8", True),
        ("1000", "1,000", True),
        (r"\text{north}", "north", True),
        ("north", "south", False),
        (r"\{1,2\}", r"\{2,1\}", True),
        ("25", r"\pm 25", False),
        ("3 1/2", "31/2", False),
    ],
)
def test_worth_not_spelling_is_compared(comparer, reference: str, answer: str, same: bool) -> None:
    assert comparer.same(reference, answer) is same


@needs_library
@pytest.mark.slow
def test_no_reply_can_stop_it_and_no_process_is_left() -> None:
    start = time.monotonic()
    with Comparer(seconds=1.0) as comparer:
        assert comparer.same("5", r"\sqrt{25}") is True
        first = comparer.library.pid
        hostile = ["10000000!", r"\frac{1}{" * 200 + "2" + "}" * 200, "\ud800\x00", "{" * 400, "9^{9^{9^{9}}}"]
        assert not any(comparer.same("5", text) for text in hostile)
        assert comparer.undecided >= 2
        assert comparer.same("5", r"\sqrt{5 \cdot 5}") is True
        last = comparer.library.pid
    assert time.monotonic() - start < 60
    for pid in (first, last):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_library_that_is_missing_or_broken_is_told_at_once(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "math_verify.py").write_text("raise ImportError('antlr4 is too old')")
    program = "from logic_rl.tasks.maths.equivalence import Comparer; Comparer().same('5', 'x')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, timeout=60,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert "RunFailed: math-verify does not start: ImportError: antlr4 is too old" in done.stderr
    monkeypatch.setitem(sys.modules, "math_verify", None)
    with pytest.raises(UsageError, match="pip install 'logic-rl"):
        Comparer()


@needs_library
@pytest.mark.slow
@pytest.mark.skipif(not REPLIES.is_file(), reason="the shared data is absent")
def test_real_replies_are_judged_as_their_labels_say(comparer) -> None:
    """42 replies of three reasoning models; two are no maths and have no answer."""
    rows = [json.loads(line) for line in REPLIES.read_text("utf-8").splitlines()]
    problems = [Problem(row["doc_id"], row["problem"] or "", row["gt_answer"] or "") for row in rows]
    rubric = MathsRubric(comparer)
    told = [rubric.score(Reply(row["solution"], one, True)).verdict for row, one in zip(rows, problems, strict=True)]
    assert told == [{True: "correct", False: "wrong", None: "bad_format"}[row["is_correct"]] for row in rows]


@needs_library
@pytest.mark.slow
def test_equal_answers_share_a_class(comparer) -> None:
    answers = ["0.5", "3", "1/2", None, "6/2", "10000000!", "4", "10000000!", r"\frac12"]
    assert comparer.classes(r"\frac{1}{2}", answers) == [0, 1, 0, None, 1, 2, 3, 2, 0]


@needs_library
@pytest.mark.slow
def test_it_works_in_a_thread(comparer) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(comparer.same, "7", "14/2").result(20) is True


@needs_library
@pytest.mark.slow
def test_verdicts(comparer) -> None:
    problem = Problem("p", "What is 20 + 5?", r"\boxed{25}")
    replies = [r"\boxed{25.0}", r"\boxed{26}", "25", r"\boxed{10000000!}"]
    scores = [MathsRubric(comparer).score(Reply(text, problem, False)) for text in replies]
    assert [score.verdict for score in scores] == ["correct", "wrong", "bad_format", "unparsed"]
    assert [score.total for score in scores] == [1, 0, 0, 0]
    assert scores[1].reason == "26 is not 25"
