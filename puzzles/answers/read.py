"""Reading who is what from a model's answer.

The reader never guesses. It understands claims that name people and roles outright, in prose,
lists, tables or simple JSON; anything doubtful (a hedge, a condition, a denial of a whole
sentence, a person with two roles or none) makes the answer unreadable, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.answers.grammar import Missing, Unreadable, read_claims
from puzzles.answers.tokens import normalise, tokenise

FREE_WINDOW = 4_000  # characters at the end of a text in which `read_last_answer` looks

_SENTENCE_END = re.compile(r"\n+|</?(?:answer|think)>|(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says. Example: `Reading((True, False))`, `Reading(None, "nothing is said of Mia")`.

    `assignment[i]` is True when person i is called a truth-teller; None when unreadable, and `reason` says why.
    """

    assignment: tuple[bool, ...] | None
    reason: str = ""


def read_answer(text: str, names: Sequence[str], roles: tuple[str, str]) -> Reading:
    """Read a whole answer text; `roles` are the words for truth-teller and liar. Never raises on any text."""
    try:
        return Reading(read_claims(text, names, roles))
    except Unreadable as error:
        return Reading(None, str(error))


def read_last_answer(text: str, names: Sequence[str], roles: tuple[str, str]) -> Reading:
    """Read the last statement of roles in a free text: the shortest run of sentences at its end that names everybody.

    Closing sentences that name no person and no role are passed over unless they hedge or deny.
    """
    sentences = [part for part in _SENTENCE_END.split(text[-FREE_WINDOW:]) if part.strip()]
    sentences = sentences[-4 * (len(names) + 2) :]
    while sentences and _is_small_talk(sentences[-1], names, roles):
        sentences.pop()
    reading = Reading(None, "the text states no roles")
    for start in range(len(sentences) - 1, -1, -1):
        try:
            return Reading(read_claims("\n".join(sentences[start:]), names, roles))
        except Missing as error:
            reading = Reading(None, str(error))
        except Unreadable as error:
            return Reading(None, str(error))
    return reading


def _is_small_talk(sentence: str, names: Sequence[str], roles: tuple[str, str]) -> bool:
    kinds = {token.kind for token in tokenise(normalise(sentence), names, roles)}
    return not kinds & {"name", "role", "hedge", "denial", "not"}
