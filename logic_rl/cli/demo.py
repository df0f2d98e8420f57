"""`logicrl demo`: puzzles, the three phases on the packaged tiny model, analysis, figures and the page, in one go."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

PUZZLES = ("--people", "2-4", "--count", "2000", "--fixed-cast")  # the tiny base knows Alice, Bob, Carol and Dave
CURRICULUM = "three_phase"
TRAINING = ("--phase", "all", "--curriculum", CURRICULUM, "--model", "tiny-base")


@click.command()
@click.option("--out", default="runs/demo", show_default=True, type=click.Path(file_okay=False, path_type=Path),
              help="Run folder.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Of the puzzles and of the training.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
              help="For the training: phases.rollout.steps=10 makes a shorter one. Repeatable.")  # fmt: skip
@click.option("--since", type=click.FloatRange(min=0), metavar="SECONDS",
              help="When the clock began (seconds since 1970), so that a set-up before counts too.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def demo(out: Path, seed: int, settings: tuple[str, ...], since: float | None, as_json: bool) -> None:
    """Train the tiny base model through warm-up, rollout and anneal on this machine, and show what changed.

    Ten minutes on two cores; no GPU, no network, no other file. Each step is a command of its own, which is printed.
    An interrupted demo goes on where it stopped; a finished one is moved to OUT-<time>, never overwritten.

    \b
    Writes, besides the run itself:
      OUT/report.html           a page with every response, its behaviours marked
      OUT/plots/overview.png    reward, accuracy, length and behaviours by steps
      OUT/summary.json          before and after, with intervals

    \b
    Example:
      logicrl demo
      logicrl demo --seed 2 --out runs/demo-2
      logicrl demo --set phases.rollout.steps=10 --out runs/short
    """
    from logic_rl.config.reading import read_config
    from logic_rl.interruption import termination_as_interrupt
    from logic_rl.progress import duration
    from logic_rl.resources import curriculum_path

    read_config(curriculum_path(CURRICULUM), settings, seed=seed)  # a wrong setting is told before anything is written
    state = _opened(out, seed)
    began = time.time() if since is None else min(since, time.time())
    clock = Clock(state, began)
    with termination_as_interrupt(), clock.kept():
        for what, arguments in _steps(out, seed, settings):
            _run(what, arguments, sys.stderr)
        closing = ["summarize", str(out), "--seconds", f"{clock.seconds():.0f}"]
        _run("summing up", [*closing, "--json"] if as_json else closing, sys.stdout)
    _say(f"\nThe demo took {duration(clock.seconds())}. Open {out / 'report.html'} in a browser; {out / 'plots'} has "
         f"the figures, {out / 'summary.json'} the numbers.")  # fmt: skip


def _steps(out: Path, seed: int, settings: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """(what it does, the command) of each step that is still to be done, in order; asked for one at a time."""
    puzzles = out / "puzzles"
    if not (puzzles / "manifest.json").exists():
        yield "drawing puzzles", ["generate", *PUZZLES, "--seed", str(seed), "--out", str(puzzles)]
    training = ["train", *TRAINING, "--seed", str(seed), "--puzzles", str(puzzles)]
    training += [word for setting in settings for word in ("--set", setting)]
    resume = ["--resume"] if (out / "config.yaml").exists() else []
    yield "training: warm-up, rollout, anneal", [*training, "--out", str(out), *resume]
    yield "reading the replies", ["analyze", str(out)]
    yield "drawing the curves", ["plot", str(out), "--out", str(out / "plots")]
    yield "writing the page", ["report", str(out), "--out", str(out / "report.html")]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the demo took: this process since `began`, and those before it that were interrupted."""

    state: Path
    began: float

    def seconds(self) -> float:
        from logic_rl.rows import read_json

        return float(read_json(self.state).get("seconds", 0.0)) + time.time() - self.began

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Within, an end of any kind writes down what was spent; a whole demo has it in its summary."""
        from logic_rl.errors import UsageError
        from logic_rl.rows import read_json, write_json

        try:
            yield
        except BaseException:
            with contextlib.suppress(UsageError):  # what ended it is what is to be told
                write_json(self.state, read_json(self.state) | {"seconds": round(self.seconds(), 1)})
            raise


def _opened(out: Path, seed: int) -> Path:
    """The file with the demo's state in a folder where it can begin or go on; a finished demo is moved aside.

    Raises:
        UsageError: something else is there, an unfinished demo has another seed, or the place cannot be written.
    """
    from logic_rl.errors import UsageError
    from logic_rl.rows import read_json, require_writable, write_json

    require_writable(out)
    state = out / "demo.json"
    if state.is_file() and (out / "summary.json").exists():
        kept = _name_for(out)
        shutil.move(out, kept)
        _say(f"The finished demo that was in {out} is now in {kept}.")
    if not state.is_file():
        if out.is_dir() and any(out.iterdir()):
            raise UsageError(f"{out} holds something else than a demo; move it away or choose another --out")
        write_json(state, {"seed": seed, "seconds": 0.0})
        return state
    begun = read_json(state).get("seed")
    if begun != seed:
        raise UsageError(f"{out} holds an unfinished demo of seed {begun}; go on with --seed {begun} or choose another "
                         "--out")  # fmt: skip
    _say(f"Going on with the unfinished demo in {out}.")
    return state


def _name_for(out: Path) -> Path:
    """Where a finished demo is kept: by the time of its summary, and by a number where that is taken."""
    when = time.strftime("%Y%m%d-%H%M%S", time.localtime((out / "summary.json").stat().st_mtime))
    kept, number = out.with_name(f"{out.name}-{when}"), 2
    while kept.exists():
        kept, number = out.with_name(f"{out.name}-{when}-{number}"), number + 1
    return kept


def _run(what: str, arguments: list[str], shown_on) -> None:
    """One command, in this process; what it prints as its result goes to `shown_on`."""
    from logic_rl.cli.main import main
    from logic_rl.progress import duration

    _say(f"\n==> {what}\n    logicrl {shlex.join(arguments)}")
    began = time.monotonic()
    with contextlib.redirect_stdout(shown_on):
        main(arguments, standalone_mode=False)
    _say(f"    {what} took {duration(time.monotonic() - began)}")


def _say(text: str) -> None:
    click.echo(text, err=True)
