"""The words of a unit, their classes, and the words without which nothing is tagged by the learned part."""

from __future__ import annotations

import re
from itertools import islice

MAX_CHARACTERS = 1600  # of a unit that are looked at; what is longer is formula or noise

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?|\\[a-zA-Z]+|□+|[^\w\s]|\w")
_TOKEN_OR_LINE_END = re.compile(rf"{_TOKEN.pattern}|\n")
LINE_END = "\n"
_CLASSES = {
    "hedge": "maybe perhaps possibly might may could probably",
    "check": "check verify confirm double validate recheck verification verifying checking ensure",
    "sure": "sure certain confident clear unsure uncertain positive",
    "confused": "confused confusing confusion stuck tangled fuzzy lost tricky complicated unclear conflicting",
    "wrong": "wrong mistake mistakes error errors incorrect mistaken missed overlooked misread flawed",
    "right": "correct right good great makes sense consistent matches reasonable fine fits works okay perfect",
    "other": "alternatively another different other alternative instead else otherwise",
    "way": "way approach method angle strategy idea possibility direction option thought path",
    "think": "consider think look try explore find recall remember use revisit reconsider",
    "wait": "wait hmm hold actually oh",
    "self": "i we me us my our",
    "not": "not don't can't cannot isn't doesn't no never without won't haven't didn't aren't wasn't",
    "should": "should need must let's let have",
    "know": "know knowing familiar remember recall",
    "that": "that this it these",
}
CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}

# 97 % of the labelled behaviours and 35 % of the other clauses hold one of these (27 documents).
_TELLING = ("hedge", "check", "sure", "confused", "wrong", "right", "other", "wait")
_SIGNALS = frozenset(word for name in _TELLING for word in _CLASSES[name].split()) | frozenset(
    "but however again seems alright yes here does consider approach method way idea insight calculations checks off "
    "gives i i'm i've let let's me which should need familiar remember recall go back over start scratch".split()
)


def normal(token: str) -> str:
    """Lower case; all numbers alike, all LaTeX commands alike, all blanked-out text alike."""
    token = token.lower().replace("’", "'")
    return "0" if token[0].isdigit() else token[0] if token[0] in "\\□" else token


def tokens_of(piece: str) -> list[str]:
    """Words, numbers and marks of a unit, as written, from its first `MAX_CHARACTERS`."""
    return _TOKEN.findall(piece, 0, MAX_CHARACTERS)


def tokens_of_lines(lines: str) -> list[str]:
    """Those of many units at once, one a line; the line ends (`LINE_END`) are tokens too."""
    return _TOKEN_OR_LINE_END.findall(lines)


def token_places(piece: str, count: int) -> list[tuple[int, int]]:
    """Where the first `count` of `tokens_of` stand in the piece."""
    return [match.span() for match in islice(_TOKEN.finditer(piece, 0, MAX_CHARACTERS), count)]


def is_telling(token: str) -> bool:
    """Whether the word is one that behaviours are told by; units without are not worth a look."""
    return normal(token) in _SIGNALS
