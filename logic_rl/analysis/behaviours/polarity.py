"""What a check or a reflection comes to, and whether an announced check was carried out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from logic_rl.text.sentences import Sentence

REACH = 3  # clauses after an announcement in which its execution is looked for (assumed)

# Looked for in lower case.
_UNCERTAIN = re.compile(
    r"(?:\b(?:not|never)|n't) (?:\w+ ){0,2}(?:sure|certain|confident|clear|familiar)\b|\b(?:un(?:sure|certain|clear)"
    r"|maybe|perhaps|might|possibly|confus\w+|tricky|fuzzy|stuck|tangled|wonder\w*|guess|hmm+|hard to|conflicting"
    r"|don't (?:know|remember|recall)|missing|careful|seems (?:odd|strange|off|unlikely))\b|\?\W*$|也许|不确定|或许",
)
_REFUTES = re.compile(
    r"\b(?:wrong|incorrect|mistak\w+|errors?|contradict\w*|inconsistent|impossible|fails?|failed|mis(?:read|applied"
    r"|counted|calculated|understood|interpreted)|overlooked|missed|forgot|problematic|too (?:high|low|vague)|different"
    r" (?:from|than)|violat\w+|wait,? no|no,? (?:wait|that)|refut\w+)\b"
    r"|(?:\bnot|n't|\bcannot) (?:\w+ ){0,2}(?:right|correct|true|work|hold|fit|match|make sense|consistent|satisf\w+"
    r"|possible|be|the right|applicable|apply|directly)\b|不对|错|矛盾|不成立",
)
_SUPPORTS = re.compile(
    r"\b(?:correct|right|consistent|holds?|fits?|works?|match(?:es)?|checks? out|makes? sense|confirm(?:s|ed)|satisf\w+"
    r"|agrees?|valid|good|great|fine|perfect|yes|reasonable|gist|covered|no (?:errors?|mistakes?|contradiction))\b"
    r"|成立|满足|一致|正确|符合",
)
_EVALUATES = re.compile(
    r"[=<>≈≤≥]|\\(?:frac|times|cdot|approx|equiv|boxed)|\d\s*[+*/^×·-]\s*\d|\b(?:true|false|holds?|satisf\w+|fits?|lies?|lying"
    r"|consistent|contradict\w*|says?|said|means?|gives?|equals?|matches|correct|statement|knights?|knaves?)\b"
    r"|\b[A-Z]\w* is (?:indeed |not )?an? \w+|[真假]|成立|满足|矛盾|说",
)


def polarity(text: str, unit: Sentence, following: Sequence[Sentence]) -> str | None:
    """ "supports", "refutes", "uncertain" or None, from the clause itself, else from the next clauses.

    >>> polarity("I made a mistake.", Sentence(0, 17, "think"), [])
    'refutes'
    """
    clause = text[unit.start : unit.end].lower()
    outcome = "uncertain" if _UNCERTAIN.search(clause) else _outcome(clause)
    later = (_outcome(text[after.start : after.end].lower()) for after in following[:REACH])
    return outcome or next(filter(None, later), None)


@lru_cache(maxsize=1 << 12)  # neighbours are asked again and again
def _outcome(clause: str) -> str | None:
    return "refutes" if _REFUTES.search(clause) else "supports" if _SUPPORTS.search(clause) else None


def is_executed(text: str, unit: Sentence, following: Sequence[Sentence]) -> bool:
    """Whether the clause, or one of the next few, evaluates something: a formula, a truth value, a statement."""
    return any(_EVALUATES.search(text[place.start : place.end]) for place in (unit, *following[:REACH]))
