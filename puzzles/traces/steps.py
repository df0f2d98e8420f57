"""Steps: what each line of a derivation says, without any language.

People are numbered from 0 and statement k is said by person k, so a step names a statement
by its speaker. `Facts` are what a step leans on: (person, tells the truth) pairs, by person.

A derivation is a tuple of steps read from top to bottom. Level 0 holds what is settled;
`Assume` opens the next level, `Conclude` closes it with the opposite of the assumption after
a contradiction, `Retract` closes levels that ended in a candidate. What was derived on a
closed level is no longer in force. A wrong turn runs from a step that does not follow to the
`Notice` that names it; what comes after stands on what was in force before that step.
`puzzles.traces.checking` is the definition of soundness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from puzzles.statements import World

Facts = tuple[tuple[int, bool], ...]

CASE, OTHER_CASE, REFUTE = "case", "other_case", "refute"
PURPOSES = (CASE, OTHER_CASE, REFUTE)


def as_facts(known: Mapping[int, bool]) -> Facts:
    """`{2: True, 0: False}` as `((0, False), (2, True))`."""
    return tuple(sorted(known.items()))


@dataclass(frozen=True, slots=True)
class Assume:
    """Suppose `person` is a truth-teller (`knight`) or a liar; opens `level` (1 for the outermost).

    `purpose`: `case` (one of two cases), `other_case` (the second, after a solution was found
    in the first) or `refute` (only to be contradicted).
    """

    person: int
    knight: bool
    level: int
    purpose: str = CASE


@dataclass(frozen=True, slots=True)
class Evaluate:
    """`speaker`'s statement is true or false (`value`), given `under`.

    If `speaker` is in `under`, the speaker's role says so; else the facts decide the statement.
    """

    speaker: int
    value: bool
    under: Facts


@dataclass(frozen=True, slots=True)
class Deduce:
    """`person` must be what `knight` says, by `speaker`'s statement alone, given `under`."""

    person: int
    knight: bool
    speaker: int
    under: Facts


@dataclass(frozen=True, slots=True)
class Contradiction:
    """By role `speaker`'s statement should be `claimed`, but given `under` it is `actual`."""

    speaker: int
    claimed: bool
    actual: bool
    under: Facts


@dataclass(frozen=True, slots=True)
class Paradox:
    """Given `under`, neither a truth-teller nor a liar can say what `speaker` (of unknown role) says."""

    speaker: int
    under: Facts


@dataclass(frozen=True, slots=True)
class Conclude:
    """The assumption is refuted: `person` is what `knight` says, now in force on `level`."""

    person: int
    knight: bool
    level: int


@dataclass(frozen=True, slots=True)
class Retract:
    """Set a case that ended in a candidate aside and go back to `level`."""

    level: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Everybody is determined by what is in force: this is the only assignment left here."""

    assignment: World


@dataclass(frozen=True, slots=True)
class Try:
    """Take up assignment `number` (from 1) of a complete enumeration."""

    assignment: World
    number: int


@dataclass(frozen=True, slots=True)
class Check:
    """In `assignment`, `speaker`'s statement is `value`; it fits when that is the speaker's role."""

    speaker: int
    value: bool
    assignment: World

    @property
    def fits(self) -> bool:
        return self.value == self.assignment[self.speaker]


@dataclass(frozen=True, slots=True)
class Reject:
    """`assignment` is out, because `speaker`'s statement does not fit."""

    assignment: World
    speaker: int


@dataclass(frozen=True, slots=True)
class Verified:
    """Every statement has been checked and fits `assignment`."""

    assignment: World


@dataclass(frozen=True, slots=True)
class Answer:
    """The end: `assignment` is a solution; `unique` when the steps have excluded every other."""

    assignment: World
    unique: bool


@dataclass(frozen=True, slots=True)
class Suppose:
    """Take up assignment `number` (from 1) of a search, which leaves out what is excluded already."""

    assignment: World
    number: int


@dataclass(frozen=True, slots=True)
class Inspect:
    """`speaker`'s statement held against `assignment`, one small look after the other.

    For each leaf of the statement, negated where it stands negated (`puzzles.statements.literals`): `kinds`, whether
    its person is a truth-teller here, and `truths`, whether it is true. Then the truth of the whole (`value`), and
    whether the speaker is a truth-teller here (`role`).
    """

    speaker: int
    assignment: World
    kinds: tuple[bool, ...]
    truths: tuple[bool, ...]
    value: bool
    role: bool

    @property
    def fits(self) -> bool:
        return self.value == self.role


@dataclass(frozen=True, slots=True)
class Recap:
    """Say again what is in force, or what is under trial."""

    under: Facts


@dataclass(frozen=True, slots=True)
class Hesitate:
    """Say that one is not sure; nothing follows from it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Step number `wrong` of the derivation (from 0) does not follow: it and all since are taken back."""

    wrong: int


@dataclass(frozen=True, slots=True)
class Resume:
    """After a mistake, say again what was in force or under trial before it."""

    under: Facts


Step = (
    Assume | Evaluate | Deduce | Contradiction | Paradox | Conclude | Retract
    | Candidate | Try | Check | Suppose | Inspect | Reject | Verified | Answer
    | Recap | Hesitate | Notice | Resume
)  # fmt: skip
Derivation = tuple[Step, ...]
