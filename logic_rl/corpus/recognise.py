"""Telling what kind of reasoning a reply of the tiny bases shows, from the corpus's own sentence forms."""

from __future__ import annotations

import re

from logic_rl.corpus.tongues import TONGUES

_CAREFUL = re.compile(
    r" (?:says|claims) that [^.]*: (?:true|false), and |(?:说|声称)“[^”]*”（[^）]*）：(?:真话|假话)，而"
)
_CARELESS = re.compile(
    r" (?:says|claims) that [^.]*, which is (?:true|false)\.|(?:说|声称)“[^”]*”，这是(?:真话|假话)。"
)
SUCCESSES = tuple(phrase for tongue in TONGUES.values() for phrase in tongue.successes)


def kind_of_reasoning(reply: str) -> str:
    """`careful` (worked checks), `careless` (checks without working) or `guess` (no check at all)."""
    if _CAREFUL.search(reply):
        return "careful"
    return "careless" if _CARELESS.search(reply) else "guess"


def is_finished_search(reply: str) -> bool:
    """Whether it works out checks and, after the last of them, says in the corpus's words that it has succeeded."""
    checks = [check.end() for check in _CAREFUL.finditer(reply)]
    return bool(checks) and says_success(reply[checks[-1] :])


def says_success(reply: str) -> bool:
    return any(phrase in reply for phrase in SUCCESSES)
