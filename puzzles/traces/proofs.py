"""Proofs of what a puzzle's statements settle: its one solution, that it has none, or that it has several."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from puzzles.statements import Is, Statement, World, leaves
from puzzles.traces.checker import Checker
from puzzles.traces.checking import check
from puzzles.traces.errors import TraceError, UnsoundStep
from puzzles.traces.language import language_named
from puzzles.traces.planning import derive
from puzzles.traces.proof_moulds import MOULDS
from puzzles.traces.propagation import Theory
from puzzles.traces.rendering import render
from puzzles.traces.search import refutation
from puzzles.traces.slicing import sliced
from puzzles.traces.steps import REFUTE, Check, Derivation, Step, Try, Verified
from puzzles.traces.verification import checks
from puzzles.traces.writing import Trace, TraceLine

STYLES = ("case_analysis", "contradiction")
DRAWS = 4  # derivations drawn of each style, of which the shortest is kept
MAX_CLAIM = 60  # characters; a claim that takes more is quoted as it was made, if that is shorter
MAX_INVOLVED = 12  # people in one statement: checking a step walks over up to 2**k assignments


@dataclass(frozen=True)
class Claims:
    """What is proved of: the puzzle, without what its text tells beside the logic.

    `said` are everybody's claims in their own words, as `puzzles.reading` gives them; without, everybody makes one.
    """

    names: tuple[str, ...]
    roles: tuple[str, str]
    statements: tuple[Statement, ...]
    language: str = "en"
    said: tuple[tuple[str, ...], ...] = ()

    @property
    def several(self) -> list[int]:
        """Whose statement stands for more than one claim."""
        return [person for person, words in enumerate(self.said) if len(words) > 1]

    @property
    def silent(self) -> list[int]:
        """Who says nothing."""
        return [person for person, words in enumerate(self.said) if not words]

    def quoted(self) -> dict[int, str]:
        """The claims that are told in the speakers' own words: several by one, and those that are long in others."""
        language, moulds = language_named(self.language), MOULDS[self.language]
        return {
            person: moulds["quoted again"].join(moulds["quoted"].format(words=one) for one in words)
            for person, (words, statement) in enumerate(zip(self.said, self.statements, strict=False))
            if len(words) > 1
            or words
            and len(language.describe(statement, self.names, self.roles)) > max(MAX_CLAIM, len(words[0]))
        }


@dataclass(frozen=True)
class Proof:
    """The whole in words, and its steps, each checked; a step that needs no words has the text ""."""

    text: str
    lines: tuple[TraceLine, ...]

    def rows(self) -> list[dict]:
        """Each step as a JSON object, as `Trace.rows` has it."""
        return Trace(self.lines).rows()


def prove(claims: Claims, worlds: Sequence[World], total: int, settled: Mapping[int, bool]) -> Proof:
    """A proof that the statements have `total` solutions: none, one, or several.

    Args:
        worlds: the solutions; of several, the first two will do.
        settled: of several, who is the same in all of them.

    Raises:
        TraceError: a statement about more people than `MAX_INVOLVED`.

    >>> claims = Claims(("Zoey", "Mia"), ("knight", "knave"), (Is(1, False), Is(0, True)))
    >>> print(prove(claims, [], 0, {}).text.splitlines()[-1])
    So no assignment of roles fits what is said.
    """
    rng = random.Random(repr(claims.statements))  # the same puzzle is proved in the same words
    lines = _lines(claims, _derivation(claims, worlds, total, rng), rng)
    return Proof(_in_words(claims, lines, total, settled), lines)


def check_none(derivation: Derivation, statements: Sequence[Statement]) -> None:
    """Pass if every step follows and the last one shows that no assignment at all fits the statements.

    Raises:
        UnsoundStep: with the number of the first bad step and the reason.
    """
    checker = _followed(derivation, statements)
    if len(checker.levels) > 1 or not checker.levels[0].is_refuted:
        raise UnsoundStep(len(derivation), "the derivation ends without a contradiction that rests on nothing")


def check_several(derivation: Derivation, statements: Sequence[Statement], worlds: Sequence[World]) -> None:
    """Pass if every step is right and each of the worlds was held against every statement.

    Raises:
        UnsoundStep: with the number of the first bad step and the reason.
    """
    if _followed(derivation, statements).fitting != set(worlds):
        raise UnsoundStep(len(derivation), "not all of the assignments were seen to fit")


def _followed(derivation: Derivation, statements: Sequence[Statement]) -> Checker:
    checker = Checker(statements, may_refute_all=True)
    for index, step in enumerate(derivation):
        problem = checker.problem(step)
        if problem:
            raise UnsoundStep(index, problem)
    return checker


def _derivation(claims: Claims, worlds: Sequence[World], total: int, rng: random.Random) -> Derivation:
    """A derivation that the checkers pass, and short among its like."""
    widest = max(len({leaf.person for leaf in leaves(statement)}) for statement in claims.statements)
    if widest > MAX_INVOLVED and total < 2:
        raise TraceError(f"a statement about {widest} people is too wide to be proved with: at most {MAX_INVOLVED}")
    if total > 1:
        derivation = _tried(claims.statements, worlds[:2])
        check_several(derivation, claims.statements, worlds[:2])
    elif total:
        drawn = [
            derive(claims.statements, worlds[0], style, random.Random(rng.random()))
            for style in STYLES
            for _ in range(DRAWS)
        ]
        derivation = min(drawn, key=len)
        check(derivation, claims.statements)
    else:
        theory = Theory(claims.statements)
        derivation = tuple(sliced(refutation(theory, {}, None, 0, REFUTE, rng)))
        check_none(derivation, claims.statements)
    return derivation


def _tried(statements: Sequence[Statement], worlds: Sequence[World]) -> Derivation:
    """Each of the worlds held against every statement."""
    steps: list[Step] = []
    for number, world in enumerate(worlds, start=1):
        steps += [Try(world, number), *checks(statements, world), Verified(world)]
    return tuple(steps)


def _lines(claims: Claims, derivation: Derivation, rng: random.Random) -> tuple[TraceLine, ...]:
    """The steps in words; holding an assignment against what the silent did not say needs none."""
    unsaid = [isinstance(step, Check) and step.speaker in claims.silent for step in derivation]
    spoken = [step for step, is_unsaid in zip(derivation, unsaid, strict=True) if not is_unsaid]
    texts = iter(
        render(tuple(spoken), claims.statements, claims.names, claims.roles, claims.language, rng, claims.quoted())
    )
    return tuple(
        TraceLine("" if is_unsaid else next(texts), step) for step, is_unsaid in zip(derivation, unsaid, strict=True)
    )


def _in_words(claims: Claims, lines: Sequence[TraceLine], total: int, settled: Mapping[int, bool]) -> str:
    """The whole proof: what was said in other words, the steps, and what they come to."""
    language, moulds = language_named(claims.language), MOULDS[claims.language]
    truthful, liar = map(language.noun, claims.roles)
    told = [
        moulds["several"].format(name=claims.names[person], truthful=truthful, liar=liar) for person in claims.several
    ]
    if total > 1:
        told.append(moulds["two" if total == 2 else "many"].format(total=total))
    told.append(Trace(tuple(line for line in lines if line.text), claims.language).text)
    if not total:
        told.append(moulds["none"])
    if total > 1 and settled:
        facts = [
            language.describe(Is(person, knight), claims.names, claims.roles) for person, knight in settled.items()
        ]
        told.append(moulds["settled"].format(facts=language.listing(facts)))
    return "\n".join(told)
