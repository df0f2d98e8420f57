"""Telling what kind of reasoning a reply of the tiny base shows, from the corpus's own sentence forms."""

from __future__ import annotations

import re

_CAREFUL = re.compile(r" (?:says|claims) that [^.]*: (?:true|false), and ")
_CARELESS = re.compile(r" (?:says|claims) that [^.]*, which is (?:true|false)\.")


def kind_of_reasoning(reply: str) -> str:
    """`careful` (worked checks), `careless` (checks without working) or `guess` (no check at all)."""
    if _CAREFUL.search(reply):
        return "careful"
    return "careless" if _CARELESS.search(reply) else "guess"
