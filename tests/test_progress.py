"""What a person sees of a long work, in a terminal and in a log file."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from logic_rl import progress as module
from logic_rl.progress import Progress, duration, lines_of, time_left
from logic_rl.training.progress import REPLY_LENGTH, SHOWN, Display


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


INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("total", "done", "pace", "words"),
    [
        (10, 4, 20.0, "ETA 2 min"), (10, 10, 20.0, "ETA 0 s"), (10, 12, 20.0, "ETA 0 s"), (10, 0, None, ""),
        (None, 4, 20.0, ""), (0, 0, 20.0, ""), (10, 4, INF, ""), (10, 4, NAN, ""), (10, 4, -1.0, ""),
        (10, 4, 0.0, ""), (10, 10, 0.0, "ETA 0 s"),
    ],
)  # fmt: skip
def test_a_time_left_is_told_where_one_is_known(total, done: int, pace, words: str) -> None:
    assert time_left(total, done, pace) == words


@pytest.mark.parametrize("seconds", [INF, -INF, NAN])
def test_no_duration_is_endless(seconds: float) -> None:
    assert not any(character.isdigit() for character in duration(seconds)) and "inf" not in duration(seconds)


@pytest.mark.parametrize("seconds", [NAN, INF, 0.0, -2.0, None])
@pytest.mark.parametrize("later", [NAN, 0.0, 12.0, None])
def test_steps_without_a_time_say_none_left(said: io.StringIO, seconds: float | None, later: float | None) -> None:
    """A first step on a cached batch, a clock that was set back, a row of another version."""
    display = Display(9, Console(file=said, width=300))
    for step, value in enumerate((seconds, later), start=1):
        display.step({"step": step, "phase": "warmup"} | ({} if value is None else {"time/step_seconds": value}))
        display.update(step)
    first, second = lines(said)
    assert "ETA" not in first and ("ETA 1 min" in second) == (later == 12.0)
    assert "ETA inf" not in display.line() and "ETA nan" not in display.line()


def test_no_pace_from_no_time(said: io.StringIO) -> None:
    """Parts that an earlier process did are no pace of this one's, and neither are parts in no time."""
    progress = Progress("sampling", 100, done=50, console=Console(file=said))
    progress.update(50)
    assert "ETA" not in progress.line()
    progress.first = (time.monotonic() + 5, 40)  # the clock stood still or went back
    progress.update(60)
    assert "ETA" not in progress.line()


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_step_fits_the_width_and_is_whole(said: io.StringIO, width: int) -> None:
    display = Display(1620, Console(file=said, width=width))
    row = {"step": 1007, "phase": "rollout", "time/step_seconds": 183.2, "system/tokens_per_second": 12345.0}
    row |= {key: -1234.5678 for key, *_ in SHOWN}
    display.step(row)
    display.evaluation({"label": "step_001007", "accuracy": 0.5, "format_rate": 1.0, "mean_length": 1234.4,
                        "people": {str(size): {"accuracy": 0.25} for size in range(2, 11)}})  # fmt: skip
    printed = lines(said)
    assert max(map(len, printed)) <= width and len(printed) > 3
    words = " ".join(" ".join(printed).split())
    assert all(f"{name} " in words for _, name, _ in SHOWN) and "12345 tok/s" in words and "ETA 31 h 12 min" in words
    assert "(2 people 0.25 3 people 0.25" in words and "10 people 0.25) format 1.00 length 1234" in words


@pytest.mark.parametrize("width", range(8, 40, 3))
def test_parts_are_neither_broken_nor_lost(width: int) -> None:
    parts = [f"part {number} of some words"[: 5 + number] for number in range(12)]
    told = lines_of(parts, width)
    assert "  ".join(told) == "  ".join(parts)
    assert all(len(line) <= width - (4 if number else 0) or line in parts for number, line in enumerate(told))


@pytest.mark.parametrize("width", [70, 80])
def test_the_live_line_fits_a_terminal(said: io.StringIO, width: int) -> None:
    console = Console(file=said, force_terminal=True, width=width, color_system=None)
    with Progress("training", 62, console=console) as progress:
        progress.update(13, note="192 samples, 23000 tokens", pace=70.0)
        progress.bar.refresh()
    assert "13/62  192 samples, 23000 tokens  ETA 57 min" in said.getvalue() and "…" not in said.getvalue()
