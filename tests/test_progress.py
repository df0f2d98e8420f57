"""What a person sees of a long work, in a terminal and in a log file."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from logic_rl import progress as module
from logic_rl.progress import Progress, duration
from logic_rl.training.progress import REPLY_LENGTH, Display


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def quick(monkeypatch) -> None:
    """Lines after 0.1 and then 0.2 seconds."""
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(module, "LINE_SECONDS", 0.2)


def lines(said: io.StringIO) -> list[str]:
    return said.getvalue().splitlines()


@pytest.mark.usefixtures("quick")
def test_a_log_goes_on_while_the_work_is_silent(said: io.StringIO) -> None:
    with Progress("sampling", 40, done=10, note="starting [the] engine", console=Console(file=said)):
        time.sleep(0.75)
    assert len(lines(said)) in (2, 3, 4)
    assert lines(said)[0] == "sampling: 10/40  starting [the] engine  0 s gone"


@pytest.mark.usefixtures("quick")
def test_a_line_that_was_said_puts_off_the_next(said: io.StringIO) -> None:
    with Progress("training", 3, console=Console(file=said)) as progress:
        for step in range(8):
            progress.say(f"step {step}")
            time.sleep(0.05)
    assert lines(said) == [f"step {step}" for step in range(8)]


def test_what_is_over_soon_says_nothing(said: io.StringIO) -> None:
    with Progress("drawing puzzles", 3, console=Console(file=said)) as progress:
        assert list(progress.counted("abc")) == ["a", "b", "c"]
    assert progress.done == 3 and not said.getvalue()


def test_the_time_left_is_that_of_this_process(said: io.StringIO) -> None:
    """600 were done before; of the 300 since the first call each took a second, and 400 are left."""
    progress = Progress("sampling", 1300, done=600, console=Console(file=said))
    progress.update(600)
    began, before = progress.first
    progress.first = (began - 300, before)
    progress.update(900)
    assert "900/1300" in progress.line() and "ETA 7 min" in progress.line()


def test_a_terminal_gets_one_live_line(said: io.StringIO) -> None:
    with Progress("judging", console=Console(file=said, force_terminal=True, width=100)) as progress:
        progress.update(3, 12, note="[/weird]")
        progress.bar.refresh()
        progress.say("a line that stays")
    assert "3/12  [/weird]" in said.getvalue() and "a line that stays" in said.getvalue()
    assert not progress.thread.is_alive()


def test_durations_in_words() -> None:
    assert [duration(n) for n in (0, 59.4, 61, 3599, 4000)] == ["0 s", "59 s", "1 min", "1 h 00 min", "1 h 07 min"]


def test_a_step_shows_what_its_row_has(said: io.StringIO) -> None:
    display = Display(4, Console(file=said, width=300))
    display.step({
        "step": 1, "phase": "warmup", "reward/mean": -0.5, "accuracy/mean": 0.25, "reward/format_rate": 1.0,
        "length/mean": 80.0, "rollout/temperature": 1.0, "optim/logprob_gap": 0.0001, "time/step_seconds": 30.0,
        "system/tokens_per_second": 900.0,
    })  # fmt: skip
    display.step({"step": 2, "phase": "cold", "optim/loss": 0.75, "optim/lr": 3e-4, "time/step_seconds": 10.0})
    display.step({"step": 5, "phase": "cold"})
    first, second, third = lines(said)
    assert first.split() == ("step 1/4 warmup reward -0.50 accuracy 0.25 format 1.00 length 80 T 1.00 drift 0.0001 "
                             "900 tok/s 30.0 s ETA 2 min").split()  # fmt: skip
    assert second.split() == "step 2/4 cold loss 0.7500 lr 3.0e-04 10.0 s ETA 40 s".split()
    assert third.split() == "step 5/5 cold ETA 0 s".split()


@pytest.mark.parametrize(
    ("sizes", "words"),
    [({"people": {"2": {"accuracy": 0.5}}}, "(2 people 0.50)  "),
     ({"levels": {"3": {"accuracy": 1.0}}}, "(level 3 1.00)  "), ({}, "")],
)  # fmt: skip
def test_an_evaluation_by_people_by_level_or_by_neither(said: io.StringIO, sizes: dict, words: str) -> None:
    summary = {"label": "base", "accuracy": 0.5, "format_rate": 1.0, "mean_length": 9.4} | sizes
    Display(1, Console(file=said, width=300)).evaluation(summary)
    assert lines(said) == [f"held-out after 'base': accuracy 0.50  {words}format 1.00  length 9"]


def test_replies_are_shown_right_and_wrong_by_turns_and_cut(said: io.StringIO) -> None:
    rows = [{"id": f"r{n}", "response": "so\n[bold] " + "x" * 900, "score": {"verdict": verdict}}
            for n, verdict in enumerate(["wrong", "wrong", "correct", "bad_format"])]  # fmt: skip
    summary = {"label": "base", "accuracy": 0.25, "format_rate": 0.75, "mean_length": 9}
    Display(1, Console(file=said, width=2000), shown=3).evaluation(summary, rows)
    shown = lines(said)[1:]
    assert [line.split(":")[0].strip() for line in shown] == ["r2, correct", "r0, wrong", "r1, wrong"]
    assert shown[0] == "  r2, correct: " + ("so [bold] " + "x" * 900)[:REPLY_LENGTH] + "…"


@pytest.mark.usefixtures("quick")
def test_what_is_made_ready_first_is_told_and_not_counted(said: io.StringIO) -> None:
    with Progress("fine-tuning", note="loading tiny-base", console=Console(file=said)) as progress:
        time.sleep(0.25)
        began = time.monotonic()
        progress.begin(4)
        progress.update(2, note="loss 0.5")
        assert progress.pace <= (time.monotonic() - began) / 2
        progress.tell("measuring")
        time.sleep(0.25)
    assert lines(said)[0] == "fine-tuning: loading tiny-base  0 s gone"
    assert lines(said)[-1].startswith("fine-tuning: 2/4  measuring  ETA 0 s")
