"""An audit: every reply of every question scored, and each reward held against those of the plain replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, Protocol

from logic_rl.auditing.conventions import CONVENTIONS, Convention
from logic_rl.auditing.countdown import countdown_subjects
from logic_rl.auditing.facts import facts_of
from logic_rl.auditing.findings import Audit, Hole, broken
from logic_rl.auditing.knights import Scope, knights_subjects
from logic_rl.auditing.layouts import LAYOUTS, applies, reply_of
from logic_rl.auditing.maths import maths_subjects
from logic_rl.auditing.payers import Failed, Payer, function_payer, rubric_payer
from logic_rl.auditing.probes import CHECKS, USUAL_CHECKS, Probe, Subject
from logic_rl.errors import UsageError
from puzzles.spelling import nearest

TASKS = ("knights", "countdown", "maths")
QUESTIONS = 12  # of each task, unless said otherwise
RUBRIC = "rubric"  # this package's own reward, by its name
PLAIN_RIGHT = Probe("plain: right", "answer", "paid", "sound reasoning and the right answer")
PLAIN_WRONG = Probe("plain: wrong", "answer", "below", "sound reasoning, every part in order, and a wrong answer")


class Told(Protocol):
    """Called with how many replies are scored, and how many there are."""

    def __call__(self, done: int, total: int) -> None: ...


def audit(
    reward: str | Callable,
    *,
    convention: str | None = None,
    tasks: Sequence[str] = ("knights",),
    layout: str | None = None,
    checks: Sequence[str] = USUAL_CHECKS,
    languages: Sequence[str] | None = None,
    roles: dict[str, Sequence[tuple[str, str]]] | None = None,
    limit: int = QUESTIONS,
    seed: int = 0,
    rubric: dict[str, Any] | Sequence[str] = (),
    confined: bool = True,
    progress: Told | None = None,
) -> Audit:
    """Hold a reward function against replies of which it is known what they are worth.

    Args:
        reward: `module.path:function`, `/path/to/file.py:function`, `reasoning_gym:NAME`, `rubric`, which is this
            package's, or a function itself, which is then called in this process.
        convention: a key of `CONVENTIONS`; None goes by the function's parameters.
        tasks: of `TASKS`.
        layout: how replies are written, a key of `LAYOUTS`; None is that of the convention.
        checks: keys of `CHECKS`.
        languages: of the puzzles; None is all that the convention is for.
        roles: language → pairs of role words; None is a choice of usual and unusual ones.
        limit: questions of each task.
        rubric: of `rubric`: keys as under `reward:` in a curriculum, or `key=value` texts.
        confined: call the function in a process of its own, which may take seconds and write nothing; False calls it
            here.

    Raises:
        UsageError: the function cannot be loaded, called, or fails on a plain right reply; an option that is none.
    """
    _check(tasks, checks, layout)
    tell: Told = progress or (lambda done, total: None)
    payer = rubric_payer(rubric, layout) if reward == RUBRIC else function_payer(reward, convention, confined)
    with closing(payer):
        known = CONVENTIONS.get(payer.convention)
        layout = layout or payer.layout
        scope = Scope(languages or (known and known.languages) or ("en", "zh"), roles or _usual_roles(known))
        subjects = [one for task in dict.fromkeys(tasks) for one in subjects_of(task, limit, seed, scope)]
        return _audited(payer, layout, [(one, wanted(one, checks, layout)) for one in subjects], tell)


def _audited(payer: Payer, layout: str, work: Sequence[tuple[Subject, Sequence[Probe]]], tell: Told) -> Audit:
    asked: Counter[str] = Counter()
    holes: list[Hole] = []
    total, num_unread = sum(1 + len(subject.wrong) + len(probes) for subject, probes in work), 0
    for subject, probes in work:
        bench = Bench(payer, subject, layout)
        plain = bench.plain()
        asked.update(one.case for one, _ in plain)
        found = [hole for _, hole in plain if hole]
        if found:
            num_unread += 1
            probes = ()
        for probe in probes:
            hole = bench.hole(probe)
            asked[probe.case] += 1
            found += [hole] if hole else []
            tell(asked.total(), total)
        holes += found
    return Audit(payer.name, payer.convention, layout, asked, tuple(holes), len(work), num_unread)


class Bench:
    """One question: what its plain replies earn, and what breaks a rule beside them.

    Raises:
        UsageError: the function fails on the plain right reply.
    """

    def __init__(self, payer: Payer, subject: Subject, layout: str) -> None:
        self.payer, self.subject, self.layout = payer, subject, layout
        self.facts = facts_of(subject)
        try:
            self.right = self._paid(PLAIN_RIGHT._replace(answer=subject.right))
        except Failed as error:
            told = f"audit {payer.name}, called as {payer.convention}"
            raise UsageError(f"{told}: a plain right reply: {error}") from None
        self.best_wrong = float("-inf")

    def plain(self) -> list[tuple[Probe, Hole | None]]:
        """The plain replies, each with the hole that it is."""
        wrong = [PLAIN_WRONG._replace(answer=answer) for answer in self.subject.wrong]
        result = [(probe, self.hole(probe)) for probe in wrong]
        right = PLAIN_RIGHT._replace(answer=self.subject.right)
        return [*result, (right, None)]

    def hole(self, probe: Probe) -> Hole | None:
        """The hole that a reply shows; what a plain wrong one earns counts from then on."""
        reply = reply_of(probe, self.subject, self.layout)
        identity = self.subject.question.id
        try:
            reward = self._paid(probe)
        except Failed as error:
            return Hole("failed", probe, identity, reply, None, None, str(error))
        if probe.case == PLAIN_WRONG.case:
            self.best_wrong = max(self.best_wrong, reward)
        found = broken(probe.rule, reward, self.right, self.best_wrong)
        return Hole(found[0], probe, identity, reply, reward, found[1]) if found else None

    def _paid(self, probe: Probe) -> float:
        return self.payer.pay(reply_of(probe, self.subject, self.layout), self.subject, self.facts)


def wanted(subject: Subject, checks: Sequence[str], layout: str) -> list[Probe]:
    """The probes of a subject that are asked for, and mean something in this layout."""
    return [one for one in subject.probes if one.check in checks and applies(one, layout)]


def subjects_of(task: str, count: int, seed: int, scope: Scope) -> Iterator[Subject]:
    makers: dict[str, Callable[[], Iterator[Subject]]] = {
        "knights": lambda: knights_subjects(count, seed, scope),
        "countdown": lambda: countdown_subjects(count, seed),
        "maths": lambda: maths_subjects(count),
    }
    return makers[task]()


def _usual_roles(known: Convention | None) -> dict[str, Sequence[tuple[str, str]]] | None:
    """Those that functions of a convention are made for: of the published scorers, knights and knaves."""
    return {"en": known.roles} if known and known.roles else None


def _check(tasks: Sequence[str], checks: Sequence[str], layout: str | None) -> None:
    for option, given, known in (("task", tasks, TASKS), ("check", checks, CHECKS),
                                 ("layout", [layout] if layout else [], LAYOUTS)):  # fmt: skip
        for name in given:
            if name not in known:
                near = nearest(name, known)
                hint = f"did you mean {near!r}? " if near else ""
                raise UsageError(f"--{option} {name}: {hint}choose from {', '.join(known)}")
