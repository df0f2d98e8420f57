"""Who pays in an audit: a user's function, in a process of its own or here, or this package's own rubric."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from logic_rl.auditing.calls import chosen_convention, loaded, paid
from logic_rl.auditing.conventions import CONVENTIONS, Facts
from logic_rl.auditing.probes import Subject
from logic_rl.config.reading import read_reward, reward_from_tree
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import LogicRLError, RunFailed, UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks.aside import Aside, CallFailed, Unanswered
from logic_rl.tasks.task import Task
from logic_rl.types import Reply

SECONDS = 5.0  # for one reply; rule rewards take milliseconds
CONFINED = "is not for a call that is confined"
CHARACTERS_A_TOKEN = 4  # assumed, for the parts that ask for a number of tokens


class Failed(Exception):
    """The function gave no reward: it raised, did not end, or gave no number."""


class Payer(Protocol):
    """Attributes: `convention` it is called by; `layout` of the replies it reads."""

    name: str
    convention: str
    layout: str

    def pay(self, text: str, subject: Subject, facts: Facts) -> float:
        """Raises Failed."""

    def close(self) -> None: ...


class Confined:
    """A function in a process of its own, which may neither write nor start anything, nor take more than `SECONDS`."""

    def __init__(self, spec: str, convention: str | None) -> None:
        self.name = spec
        self.process = Aside("logic_rl.auditing.calls", SECONDS, spec, convention)
        try:
            self.convention = self.process.start()
        except CallFailed as error:
            kind, _, text = str(error).partition(": ")
            raise UsageError(text if kind == "UsageError" else f"audit {spec}: {error}") from None
        self.layout = CONVENTIONS[self.convention].layout

    def pay(self, text: str, subject: Subject, facts: Facts) -> float:
        try:
            return self.process.call("pay", text, facts)
        except (Unanswered, CallFailed) as error:
            if CONFINED in str(error):
                raise UsageError(
                    f"audit {self.name}: {error}; if it must write files, start programs or ask a network, let it run "
                    "in this process with --in-process"
                ) from None
            raise Failed(str(error).removeprefix("RuntimeError: ").removeprefix("NoNumber: ")) from None

    def close(self) -> None:
        self.process.close()


class Here:
    """A function in this process, given by name or itself; what it prints is not shown."""

    def __init__(self, given: str | Callable, convention: str | None) -> None:
        self.name = given if isinstance(given, str) else getattr(given, "__name__", repr(given))
        with contextlib.redirect_stdout(io.StringIO()):
            if isinstance(given, str):
                self.function, self.convention = loaded(given, convention)
            else:
                self.function, self.convention = given, chosen_convention(given, convention, self.name)
        self.layout = CONVENTIONS[self.convention].layout

    def pay(self, text: str, subject: Subject, facts: Facts) -> float:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                return paid(self.function, self.convention, text, facts)
        except (RuntimeError, ValueError) as error:
            raise Failed(str(error)) from None

    def close(self) -> None:
        pass


class OwnRubric:
    """This package's reward with settings as under `reward:` in a curriculum, for every task."""

    name = convention = "rubric"

    def __init__(self, reward: RewardConfig) -> None:
        self.reward = reward
        self.layout: str = reward.layout
        self.tasks: dict[str, Task] = {}

    def pay(self, text: str, subject: Subject, facts: Facts) -> float:
        if subject.task not in self.tasks:
            self.tasks[subject.task] = make_task(subject.task)
        num_tokens = len(text) // CHARACTERS_A_TOKEN
        rubric = self.tasks[subject.task].rubric(self.reward, max_tokens=max(num_tokens, 1))
        try:
            return rubric.score(Reply(text, subject.question, False, num_tokens)).total
        except RunFailed as error:
            raise Failed(str(error)) from None

    def close(self) -> None:
        for task in self.tasks.values():
            task.close()


def function_payer(given: str | Callable, convention: str | None, confined: bool) -> Payer:
    """Raises UsageError: no such function, or nothing tells how it is called."""
    return Confined(given, convention) if confined and isinstance(given, str) else Here(given, convention)


def rubric_payer(settings: Mapping[str, Any] | Sequence[str], layout: str | None) -> Payer:
    """Raises UsageError: settings or a layout that the rubric does not have."""
    try:
        if isinstance(settings, Mapping):
            return OwnRubric(reward_from_tree(dict(settings) | ({"layout": layout} if layout else {}), "reward"))
        return OwnRubric(read_reward((*settings, *([f"layout={layout}"] if layout else []))))
    except LogicRLError as error:
        raise UsageError(str(error)) from error
