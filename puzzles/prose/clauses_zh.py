"""A statement as a Chinese clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from puzzles.prose.literals import contradicts_itself
from puzzles.prose.phrasing_zh import STANDARD, Phrasing
from puzzles.prose.voice_zh import Voice, listing
from puzzles.statements import Implies, Statement, leaves

__all__ = ["describe", "listing", "reported"]


def describe(
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    phrasing: Phrasing = STANDARD,
    speaker: int | None = None,
    me: str = "我",
) -> str:
    """The statement as a clause with exactly one reading, without full stop.

    With a `speaker`, who is called `me`, the clause is fit for direct speech only (我) or for a report (自己).

    >>> from puzzles.statements import And, Is, Not
    >>> describe(And((Is(0, True), Not(Is(1, True)))), ("甲", "乙"), ("骑士", "无赖"))
    '甲是骑士，并且乙不是骑士'
    """
    voice = Voice(names, roles, _fitting(phrasing, statement, speaker), speaker, me)
    return voice.clause(statement, outermost=True).text


def reported(
    statement: Statement, names: Sequence[str], roles: tuple[str, str], phrasing: Phrasing, speaker: int
) -> str | None:
    """The clause after 甲说，: None where it could seem to end before the statement does, or 自己 to be somebody else.

    >>> from puzzles.statements import Is
    >>> reported(Is(1, False), ("甲", "乙"), ("骑士", "无赖"), STANDARD, speaker=1)
    '自己是无赖'
    """
    voice = Voice(names, roles, _fitting(phrasing, statement, speaker), speaker, "自己")
    text = voice.clause(statement, outermost=True).text
    whole = isinstance(statement, Implies) or "，" not in _outside_brackets(text)
    return text if whole and "自己" not in text[1:] else None


def _outside_brackets(text: str) -> str:
    depth, outside = 0, []
    for character in text:
        depth += (character == "（") - (character == "）")
        outside += [] if depth else [character]
    return "".join(outside)


def _fitting(phrasing: Phrasing, statement: Statement, speaker: int | None) -> Phrasing:
    """Role words where a verb would sound like the paradox: of 我 in 我在说谎, and of who lies and does not."""
    itself = phrasing.leaf == "doing" and speaker in {leaf.person for leaf in leaves(statement)}
    spoken = itself or phrasing.leaf in ("habit", "doing") and contradicts_itself(statement)
    return replace(phrasing, leaf="role") if spoken else phrasing
