"""Reading who is what from a model's answer.

The reader never guesses. It understands claims that name people and roles outright, in English or Chinese, in
prose, lists, tables or JSON; anything doubtful (a hedge, a condition, a denial of a whole sentence, a person
with two roles or none) makes the answer unreadable, with the reason.

Role words are those of the puzzle, in its language: to a puzzle about knights and knaves 骑士 is as strange a
word as "saint". A list of translations would be a guess, since any two words can be a pair and some pairs are
flipped, and it would reward changing the language on the way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.answers.claims import Missing, Unreadable
from puzzles.answers.grammar import LineReader
from puzzles.answers.markup import blanked, unwrapped
from puzzles.answers.records import records_as_lines
from puzzles.answers.tables import tables_as_lines
from puzzles.answers.tokens import Lexicon, Token, lexicon_of, lines_of
from puzzles.answers.vocabulary import COURTESY

MAX_CHARACTERS = 10_000  # an answer for 20 people takes under 1,000
FREE_WINDOW = 4_000  # characters at the end of a text in which `read_last_answer` looks
_FREE_LINES = 6  # lines and sentences a person in which `read_last_answer` looks
_HEADING_TOKENS = 4  # "**Case 2**"

_COURTESY = re.compile(COURTESY, re.IGNORECASE)
_CONCLUDING = frozenset(
    "therefore thus so hence final answer solution conclusion only 因此 所以 综上 综上所述 最终 答案 结论".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says. Example: `Reading((True, False))`, `Reading(None, "nothing is said of Mia")`.

    `assignment[i]` is True when person i is called a truth-teller; None when unreadable, and `reason` says why.
    """

    assignment: tuple[bool, ...] | None
    reason: str = ""


def read_answer(text: str, names: Sequence[str], roles: tuple[str, str]) -> Reading:
    """Read a whole answer text; `roles` are the words for truth-teller and liar. Never raises on any text.

    >>> read_answer("Zoey: knight, Mia is not a knight", ("Zoey", "Mia"), ("knight", "knave"))
    Reading(assignment=(True, False), reason='')
    >>> read_answer("甲是骑士，乙可能是无赖", ("甲", "乙"), ("骑士", "无赖")).reason
    "a hedge: '甲是骑士,乙可能是无赖'"
    """
    if len(text) > MAX_CHARACTERS:
        return Reading(None, f"the answer has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    if not text.strip():
        return Reading(None, "the answer is empty")
    lexicon = lexicon_of(tuple(names), tuple(roles))
    plain, lines = _plain_lines(text, lexicon)
    try:
        return Reading(LineReader(plain, lexicon).read(lines))
    except Unreadable as error:
        return Reading(None, str(error))


def read_last_answer(text: str, names: Sequence[str], roles: tuple[str, str]) -> Reading:
    """Read the last statement of roles in a free text: the shortest run of lines and sentences at its end that
    gives everybody a role.

    Closing sentences that name no person and no role are passed over unless they hedge or deny. A run that stands
    under a supposition ("Case 2:") is refused.
    """
    lexicon = lexicon_of(tuple(names), tuple(roles))
    plain, lines = _plain_lines(text[-FREE_WINDOW:], lexicon)
    lines = lines[-_FREE_LINES * (len(names) + 2) :]
    while lines and not _kinds(lines[-1]) & {"name", "role", "hedge", "denial", "not"}:
        lines.pop()
    reason = "the text states no roles"
    for start in range(len(lines) - 1, -1, -1):
        reader = LineReader(plain, lexicon)
        before = lines[start - 1] if start else []
        try:
            world = reader.read(lines[start:])
        except Missing as error:
            reason = str(error)
            continue
        except Unreadable as error:
            return Reading(None, str(error))
        if reader.claims.leans_on_order and _kinds(before) & {"name", "role"}:
            continue  # "the others" may be fewer than this run knows of
        if _supposes(before):
            return Reading(None, "the roles stand under a supposition")
        return Reading(world)
    return Reading(None, reason)


def _plain_lines(text: str, lexicon: Lexicon) -> tuple[str, list[list[Token]]]:
    """The text without its layout, and its tokens by line or sentence, closing courtesies left out."""
    plain = "\n" + blanked(tables_as_lines(unwrapped(records_as_lines(text, lexicon)), lexicon)).lstrip()
    lines = lines_of(lexicon.tokens(plain))
    return plain, [line for line in lines if not _is_courtesy(plain, line)]


def _is_courtesy(plain: str, line: list[Token]) -> bool:
    return not _kinds(line) & {"name", "role"} and bool(_COURTESY.search(plain, line[0].start, line[-1].end))


def _supposes(line: list[Token]) -> bool:
    """Whether the line is a heading that leaves what follows open: `Case 2`, `If we swap them:`, `Perhaps:`."""
    heading = line and (line[-1].kind == "separator" or len(line) <= _HEADING_TOKENS)
    open_ended = _kinds(line) & {"condition", "hedge"}
    return bool(heading and open_ended) and not {token.value for token in line} & _CONCLUDING


def _kinds(line: list[Token]) -> set[str]:
    return {token.kind for token in line}
