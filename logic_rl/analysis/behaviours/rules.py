r"""What a rule of the behaviour tagger is, and the pieces its patterns share.

A rule fires on one sentence (in lower case, quoted puzzle speech blanked out) where one of its patterns is found,
nothing in `unless` is found in the same sentence, and, for `negatable` rules, no negation or hypothetical
stands right before the cue (`guards.DENIED`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The start of a sentence, after bullets, numbers and headings such as "## Step 6:".
# Possessive (*+), so that thousands of marks in a row do not cost their square.
FROM = r"^[\W\d_]*+(?:(?:step|part)\s*\d+\s*[:.)][\W_]*+)?"
OPENERS = r"(?:(?:but|oh|no|hmm+|okay|ok|so|and|now|then|well|also|ah|actually|alright)\b[\s,—–-]*+)*"
ACTOR = (
    r"(?:let me|let's|let us|lets|i'll|i will|we'll|i should|we should|i need to|we need to|i must|we must"
    r"|i have to|i can|we can|i want to|i might need to|i'd better|we now|to)"
)
SOFTLY = r"(?:\s+(?:just|quickly|now|also|first|carefully|at least|perhaps|maybe|try to|go ahead and|simply|briefly))*"
MISTAKE = r"(?:mistakes?|errors?|oversight|miscalculation|contradiction in my|slip)"
OWN = r"(?:reasoning|analysis|approach|logic|calculations?|steps?|work|assumptions?|conclusions?|interpretation|answer)"
STATEMENTS = r"(?:statements?|conditions?|constraints?|claims?|clues?)"
RE_VERB = (
    r"re-?(?:consider|think|evaluat|examin|assess|analy[sz]|visit|read|interpret|trac|work|calculat|comput|start)\w*"
    r"(?<!able)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `name` is what a span reports as its `rule`."""

    name: str
    behaviour: str
    pattern: re.Pattern
    unless: re.Pattern | None
    negatable: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A rule before it belongs to a behaviour: a name and alternative patterns."""

    name: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    negatable: bool


def cue(name: str, *patterns: str, unless: tuple[str, ...] = (), negatable: bool = True) -> Cue:
    """A line of a rule table."""
    return Cue(name, patterns, unless, negatable)


def table(behaviour: str, *cues: Cue) -> tuple[Rule, ...]:
    """The rules of one behaviour; the first that fires on a sentence is the one reported."""
    return tuple(
        Rule(c.name, behaviour, _any(c.patterns), _any(c.unless) if c.unless else None, c.negatable) for c in cues
    )


def _any(patterns: tuple[str, ...]) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
