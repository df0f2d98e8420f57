"""The `logicrl` command: a table of commands, loaded when called, and errors told in one line."""

from __future__ import annotations

import copy
import errno
import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from logic_rl import __version__
from logic_rl.errors import LogicRLError
from logic_rl.extras import command_for_module, require
from logic_rl.threads import settle_threads
from puzzles.spelling import nearest

USAGE_EXIT, INTERRUPTED_EXIT = 2, 130


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module that holds a click command of that name, and what the listing says.

    Attributes:
        resumable: an interrupted one goes on with --resume.
        repeatable: an interrupted one goes on when the same command is given again.
        extra: of setup.cfg, without which it does not begin; "" for a command that runs without any.
    """

    module: str
    help: str
    resumable: bool = False
    repeatable: bool = False
    extra: str = ""


COMMANDS = {
    "demo": Entry("logic_rl.cli.demo", "A tiny model through all three phases here, with figures and a page.",
                  repeatable=True, extra="train"),
    "generate": Entry(
        "logic_rl.cli.generate", "Draw puzzles with exactly one solution, split into train, valid, test."
    ),
    "solve": Entry("logic_rl.cli.solve", "Read puzzle prose and give every solution."),
    "perturb": Entry("logic_rl.cli.perturb", "Change each puzzle in one way, to tell reasoning from memory."),
    "traces": Entry("logic_rl.cli.traces", "Write proofs to learn from, each step labelled right or wrong."),
    "score": Entry("logic_rl.cli.score", "Reward responses by the rules, with the reason for each."),
    "audit": Entry("logic_rl.cli.audit", "Look for holes in any reward function, with the replies that show them."),
    "pretrain": Entry("logic_rl.cli.pretrain", "Train the tiny base model from scratch.", resumable=True,
                      extra="train"),
    "sft": Entry("logic_rl.cli.sft", "Supervised fine-tuning on response rows.", resumable=True, extra="train"),
    "distill": Entry("logic_rl.cli.distill", "A student learns from a teacher: its replies, or its distributions.",
                     resumable=True, extra="train"),
    "train": Entry("logic_rl.cli.train", "Reinforcement learning: warm-up, rollout, anneal.", resumable=True,
                   extra="train"),
    "evaluate": Entry("logic_rl.cli.evaluate", "Sample a model on puzzles: accuracy by number of people.",
                      extra="train"),
    "ask": Entry("logic_rl.cli.ask", "Ask a model one puzzle in your own words, with logic beside its reply.",
                 extra="train"),
    "chat": Entry("logic_rl.cli.chat", "Talk with a model, its steps coloured as it writes.", extra="train"),
    "serve": Entry("logic_rl.cli.serve", "Serve models: OpenAI-compatible, with a page to watch them think.",
                   extra="train"),
    "sample": Entry("logic_rl.cli.sample", "Sample a model many times on every puzzle, into scored response rows.",
                    extra="train"),
    "plan": Entry("logic_rl.cli.plan", "Batch arithmetic, memory and time of a configuration before it runs."),
    "doctor": Entry("logic_rl.cli.doctor", "Say which engines can run here, and how to mend what cannot."),
    "analyze": Entry("logic_rl.cli.analyze", "Tag reflection, verification, backtracking, aha in responses."),
    "judge": Entry("logic_rl.cli.judge", "Let a language model label sentences, with its errors told."),
    "plot": Entry("logic_rl.cli.analyze", "Draw the curves of one or more runs."),
    "summarize": Entry("logic_rl.cli.analyze", "Before and after, in one summary.json."),
    "report": Entry("logic_rl.cli.report", "One HTML page of a run: numbers, curves, every response."),
    "export": Entry("logic_rl.cli.export", "Hand a run's numbers to TensorBoard or Weights & Biases."),
    "push": Entry("logic_rl.cli.push", "Upload a data set, a checkpoint or an adapter to the Hugging Face hub.",
                  repeatable=True),
}

CURES = {
    errno.EACCES: "you may not read or write there; name another place or change its permissions",
    errno.EPERM: "you may not read or write there; name another place or change its permissions",
    errno.EROFS: "name a place on a disk that can be written",
    errno.ENOSPC: "make room or name a place on another disk",
    errno.EDQUOT: "make room or name a place on another disk",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path: a part of it is a file",
    errno.EISDIR: "name a file in it",
    errno.EEXIST: "it is in the way; name another place",
    errno.ENOTEMPTY: "it is in the way; name another place",
    errno.ELOOP: "it is a link to itself; name what it should point to",
    errno.ENAMETOOLONG: "give a shorter name",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
}


class LazyGroup(click.Group):
    """A click group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(importlib.import_module(entry.module), cmd_name)
        return _begun_with(entry.extra, command) if entry.extra else command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = nearest(name, COMMANDS)
            hint = f" Did you mean '{near}'?" if near else ""
            raise click.UsageError(f"no command '{name}'.{hint} Commands: {', '.join(COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = "logicrl",
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; in standalone mode every error becomes one line and an exit code.

        A command ends with `ctx.exit(code)` or by returning: None is success, an int the exit code.
        """
        settle_threads()  # here already, because a user's own task may load torch
        args = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            result = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader has gone (`| head`); say nothing, also not at interpreter exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except (Exception, KeyboardInterrupt) as error:
            if os.environ.get("LOGICRL_TRACEBACK") == "1":
                traceback.print_exc()
            message, code = explained(error, args)
            click.echo(f"logicrl: {message}", err=True)
            sys.exit(code)
        sys.exit(result if isinstance(result, int) else 0)


def _begun_with(extra: str, command: click.Command) -> click.Command:
    """The command, which before it does anything says what is not installed; its --help works without."""
    act = command.callback

    def checked(*args: object, **options: object) -> object:
        require(extra)
        return act(*args, **options) if act else None

    command = copy.copy(command)
    command.callback = checked
    return command


def explained(error: BaseException, args: Sequence[str] = ()) -> tuple[str, int]:
    """The one line for a person, without the leading `logicrl: `, and the exit code."""
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return "interrupted" + _how_to_go_on(COMMANDS.get(args[0]) if args else None), INTERRUPTED_EXIT
    text, code = _told(error)
    return "error: " + " ".join(text.split()), code


def _how_to_go_on(entry: Entry | None) -> str:
    if entry and entry.resumable:
        return "; continue with --resume"
    return "; the same command goes on where it stopped" if entry and entry.repeatable else ""


def _told(error: BaseException) -> tuple[str, int]:
    match error:
        case LogicRLError():
            return str(error), error.exit_code
        case _ if _is_puzzle_error(error):
            return str(error), USAGE_EXIT
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "logicrl"
            return f"{error.format_message().rstrip('.')}{_meant(error)} (see {path} --help)", error.exit_code
        case click.ClickException():
            return error.format_message(), error.exit_code
        case ModuleNotFoundError(name=str(name)) if not name.startswith(("logic_rl", "puzzles")):
            module = name.partition(".")[0]
            return f"this needs {module}, not installed here: {command_for_module(module)}", USAGE_EXIT
        case OSError():
            return _told_os_error(error), USAGE_EXIT
    return f"{type(error).__name__}: {error} (unexpected; LOGICRL_TRACEBACK=1 shows where)", 1


def _meant(error: click.UsageError) -> str:
    """For a word that is none of an option's choices, the nearest of them."""
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    written = re.match(r"'(.*?)' is not one of", error.message)
    near = nearest(written[1], kind.choices) if isinstance(kind, click.Choice) and written else None
    return f"; did you mean '{near}'?" if near else ""


def _is_puzzle_error(error: BaseException) -> bool:
    """Without importing `puzzles`, and numpy with it, for a mere --help: who raises one has loaded it."""
    errors = sys.modules.get("puzzles.errors")
    return errors is not None and isinstance(error, errors.PuzzleError)


def _told_os_error(error: OSError) -> str:
    paths = " and ".join(str(path) for path in (error.filename, error.filename2) if path is not None)
    what = error.strerror or str(error) or type(error).__name__
    cure = CURES.get(error.errno) if error.errno is not None else None
    return (f"{paths}: " if paths else "") + what + (f": {cure}" if cure else "")


@click.group("logicrl", cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="logicrl")
def main() -> None:
    """Reinforcement learning of reasoning on knights-and-knaves puzzles.

    \b
    Example:
      logicrl demo
      logicrl generate --people 2-4 --count 2000 --seed 1 --fixed-cast --out data/puzzles
      logicrl train --phase all --curriculum three_phase --model tiny-base --puzzles data/puzzles --out runs/first
      logicrl analyze runs/first
    """
