"""The languages that documents are written in: set phrases, and the sentences that reasoning is made of.

Every sentence is local: what it says can be read off the puzzle, the assignment under test and the few words before it.
A small model learns such steps nearly exactly, and steps that need many facts at once not at all (experiments/LOG.md,
first entries).
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from puzzles import Puzzle
from puzzles.prose.chinese import describe
from puzzles.prose.english import article
from puzzles.prose.languages import language
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, World, holds, leaves, literals


@dataclass(frozen=True)
class Tongue(ABC):
    """A language.

    Attributes:
        name: en or zh; gap: what stands between two sentences; stop: what ends one.
        hunches to doubts: phrases, of which one is drawn.
    """

    name: str
    gap: str
    stop: str
    truth: tuple[str, str]
    hunches: tuple[str, ...]
    checks: tuple[str, ...]
    claimed_checks: tuple[str, ...]
    contradictions: tuple[str, ...]
    returns: tuple[str, ...]
    surrenders: tuple[str, ...]
    successes: tuple[str, ...]
    fits: tuple[str, ...]
    summaries: tuple[str, ...]
    doubts: tuple[str, ...]
    so: str

    def roles(self, puzzle: Puzzle) -> tuple[str, str]:
        """The puzzle's role words, or in another language than the puzzle's the usual ones."""
        return puzzle.roles if puzzle.language == self.name else language(self.name).standard_roles

    def role(self, puzzle: Puzzle, knight: bool) -> str:
        return self.roles(puzzle)[not knight]

    @abstractmethod
    def assumed(self, puzzle: Puzzle, person: int, world: Sequence[bool]) -> str:
        """What is assumed of one person, looked up: `Zoey: knight`."""

    @abstractmethod
    def assumed_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        """An assignment under test."""

    @abstractmethod
    def roles_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        """An answer: `Zoey is a knight, Mia is a knave.`"""

    @abstractmethod
    def quotation(self, puzzle: Puzzle, speaker: int) -> str:
        """What a person says: `Zoey says that Mia is a knave and Bob is a knight`."""

    @abstractmethod
    def check_sentence(self, puzzle: Puzzle, speaker: int, world: World) -> str:
        """One person's statement, then each leaf of it marked, then the whole, then what the speaker is taken to be.

        The quotation comes unbroken, so that making it is plain copying; each mark looks up what is assumed and only
        then compares, because one step that does it all is learnt far more slowly (experiments/LOG.md).
        """

    @abstractmethod
    def careless_sentence(self, puzzle: Puzzle, speaker: int, verdict: bool) -> str:
        """The same without marking the leaves."""


def _parts(statement: Statement) -> list[tuple[int, Statement]]:
    """The people of a statement's parts, and the parts."""
    return [(next(leaves(literal)).person, literal) for literal in literals(statement)]


class English(Tongue):
    """As the puzzles of the style `named` have it."""

    def assumed(self, puzzle: Puzzle, person: int, world: Sequence[bool]) -> str:
        return f"{puzzle.names[person]}: {self.role(puzzle, world[person])}"

    def assumed_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        """`knight Zoey, knave Mia.`

        The role comes before the name, so that a later mention of the name finds it by meeting itself: the easiest
        look-up there is for attention (experiments/LOG.md).
        """
        return ", ".join(f"{self.role(puzzle, world[i])} {name}" for i, name in enumerate(puzzle.names)) + "."

    def roles_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        people = range(puzzle.num_people)
        return ", ".join(self._clause(puzzle, person, world[person]) for person in people) + "."

    def quotation(self, puzzle: Puzzle, speaker: int) -> str:
        verb = "claims" if f"{puzzle.names[speaker]} claims that " in puzzle.text else "says"
        return f"{puzzle.names[speaker]} {verb} that {self._claim(puzzle.statements[speaker], puzzle)}"

    def check_sentence(self, puzzle: Puzzle, speaker: int, world: World) -> str:
        """`Zoey says that Mia is a knave (here Mia: knight): false, and Zoey: knave.`"""
        statement = puzzle.statements[speaker]
        verdict = self.truth[holds(statement, world)]
        return f"{self.quotation(puzzle, speaker)} ({self._marks(statement, puzzle, world)}): {verdict}, and " + (
            f"{self.assumed(puzzle, speaker, world)}."
        )

    def careless_sentence(self, puzzle: Puzzle, speaker: int, verdict: bool) -> str:
        return f"{self.quotation(puzzle, speaker)}, which is {self.truth[verdict]}."

    def _clause(self, puzzle: Puzzle, person: int, knight: bool, negated: bool = False) -> str:
        return f"{puzzle.names[person]} is {'not ' if negated else ''}{article(self.role(puzzle, knight))}"

    def _claim(self, statement: Statement, puzzle: Puzzle) -> str:
        """The statement in words."""
        match statement:
            case Is(person, knight):
                return self._clause(puzzle, person, knight)
            case Not(Is(person, knight)):
                return self._clause(puzzle, person, knight, negated=True)
            case Not(inner):
                return f"it is not the case that {self._claim(inner, puzzle)}"
            case And(parts):
                return " and ".join(self._claim(part, puzzle) for part in parts)
            case Or(parts):
                return " or ".join(self._claim(part, puzzle) for part in parts)
            case Implies(premise, conclusion):
                return f"if {self._claim(premise, puzzle)} then {self._claim(conclusion, puzzle)}"
            case Iff(left, right):
                return f"{self._claim(left, puzzle)} if and only if {self._claim(right, puzzle)}"
        raise TypeError(f"not a statement: {statement!r}")

    def _marks(self, statement: Statement, puzzle: Puzzle, world: World) -> str:
        """`here Mia: knight, so false; Bob: knight, so true`; the truth of a lone leaf is the verdict that follows."""
        parts = _parts(statement)
        if len(parts) == 1:
            return f"here {self.assumed(puzzle, parts[0][0], world)}"
        return "here " + "; ".join(
            f"{self.assumed(puzzle, who, world)}, so {self.truth[holds(literal, world)]}" for who, literal in parts
        )


class Chinese(Tongue):
    """As the reader of claims knows it: `小明说“小红是无赖”（这里小红：骑士）：假话，而小明：骑士。`"""

    def assumed(self, puzzle: Puzzle, person: int, world: Sequence[bool]) -> str:
        return f"{puzzle.names[person]}：{self.role(puzzle, world[person])}"

    def assumed_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        return "，".join(self.assumed(puzzle, person, world) for person in range(puzzle.num_people)) + "。"

    def roles_sentence(self, puzzle: Puzzle, world: Sequence[bool]) -> str:
        clauses = (f"{name}是{self.role(puzzle, world[i])}" for i, name in enumerate(puzzle.names))
        return "，".join(clauses) + "。"

    def quotation(self, puzzle: Puzzle, speaker: int) -> str:
        verb = "声称" if f"{puzzle.names[speaker]}声称" in puzzle.text else "说"
        return f"{puzzle.names[speaker]}{verb}“{self._claim(puzzle, speaker)}”"

    def check_sentence(self, puzzle: Puzzle, speaker: int, world: World) -> str:
        statement = puzzle.statements[speaker]
        parts = _parts(statement)
        marks = [self.assumed(puzzle, who, world) for who, _ in parts]
        if len(parts) > 1:
            truths = [self.truth[holds(literal, world)] for _, literal in parts]
            marks = [f"{mark}，所以是{truth}" for mark, truth in zip(marks, truths, strict=True)]
        verdict, again = self.truth[holds(statement, world)], self.assumed(puzzle, speaker, world)
        return f"{self.quotation(puzzle, speaker)}（这里{'，'.join(marks)}）：{verdict}，而{again}。"

    def careless_sentence(self, puzzle: Puzzle, speaker: int, verdict: bool) -> str:
        return f"{self.quotation(puzzle, speaker)}，这是{self.truth[verdict]}。"

    def _claim(self, puzzle: Puzzle, speaker: int) -> str:
        claim = describe(puzzle.statements[speaker], puzzle.names, self.roles(puzzle))
        return claim.replace("，或者两者都成立", "")  # as the puzzles of the style `named` have it


ENGLISH = English(
    name="en",
    gap=" ",
    stop=".",
    truth=("false", "true"),
    hunches=("I think:", "Maybe:", "Let me try:", "Suppose:", "My guess:"),
    checks=("Let me check.", "Let me verify this.", "Check."),
    claimed_checks=("Let me verify. Yes, it all fits.", "That seems right.", "I checked and it works."),
    contradictions=("Wait, that is a contradiction.", "Wait, no.", "That is wrong.", "Hmm, wait."),
    returns=("Let me go back:", "Go back:", "Try again:", "Let me try again:"),
    surrenders=("I am not sure.", "This is hard.", "Maybe the opposite."),
    successes=("All statements hold.", "Everything fits.", "Aha, this works."),
    fits=("That fits.", "That is fine so far.", "Good enough."),
    summaries=("Let me sum up.", "What do they say?", "Let me read again."),
    doubts=("Hmm.", "I am not sure.", "Hard to say.", ""),
    so="So:",
)
CHINESE = Chinese(
    name="zh",
    gap="",
    stop="。",
    truth=("假话", "真话"),
    hunches=("我猜，", "也许，", "试一试，", "假设，", "先猜一下，"),
    checks=("检查一下。", "验证一下。", "看一看。"),
    claimed_checks=("验证一下，全部吻合。", "看起来是对的。", "检查过了，没有问题。"),
    contradictions=("等等，这是矛盾的。", "等等，不对。", "不对，这里有矛盾。", "嗯，等等。"),
    returns=("回到前面，", "重新来，", "重新尝试，", "换一种假设，"),
    surrenders=("我不确定。", "这很难。", "也许正相反。"),
    successes=("每句话都符合。", "全部吻合。", "没有任何矛盾。"),
    fits=("相符。", "对得上。", "没有问题。"),
    summaries=("小结一下。", "他们说了什么？", "再读一遍。"),
    doubts=("嗯。", "我不确定。", "很难说。", ""),
    so="所以，",
)
TONGUES: dict[str, Tongue] = {"en": ENGLISH, "zh": CHINESE}


class Voice:
    """Whoever thinks: in one language, or changing at some trial to the other and staying there.

    Args:
        change: chance of changing before each sentence that begins a trial; 0 draws nothing.
    """

    def __init__(self, tongue: Tongue, other: Tongue | None = None, change: float = 0.0) -> None:
        self.tongue, self._other, self._change = tongue, other, change
        self._said: list[tuple[Tongue, str]] = []

    def begin_trial(self, rng: random.Random) -> None:
        """Before an assignment is taken up; here the language may change."""
        if self._other is not None and rng.random() < self._change:
            self.tongue, self._other = self._other, None

    def say(self, *parts: str) -> None:
        """One sentence, of parts that the gap of the language joins."""
        if text := self.tongue.gap.join(part for part in parts if part):
            self._said.append((self.tongue, text))

    @property
    def text(self) -> str:
        """All that was said; between two languages stands a space."""
        text = ""
        for place, (tongue, sentence) in enumerate(self._said):
            before = self._said[place - 1][0] if place else tongue
            text += (tongue.gap if before is tongue else " ") * bool(place) + sentence
        return text
