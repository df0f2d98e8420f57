"""Cutting an answer into tokens: the vocabulary and the tokeniser of `puzzles.answers.read`.

Names and role words come from the puzzle; everything else is a closed list of English words.
A word that is on no list gets the kind "word", which the reader refuses next to a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple


class Token(NamedTuple):
    """`value` is a person's number for "name", True (truth-teller) or False for "role" and "gloss", else the word."""

    kind: str
    value: int | bool | str
    start: int
    end: int


_WORDS = {
    "and": "and &",
    "but": "but while whereas",
    "article": "a an the",
    "be": "is are was were be being must has have to definitely indeed certainly clearly also 's",
    "label": "role identity type",
    "all": "both all each",
    "neither": "neither",
    "nor": "nor",
    "not": "not no never isn't isnt aren't arent ain't wasn't weren't != ≠",
    "nobody": "none nobody",
    "quantifier": "everyone everybody every rest others other else they them he she",
    "filler": (
        "therefore thus so hence then finally final conclusion conclude concluding answer answers solution solutions "
        "result results summary we i can know known find found get got that in as follows following here it this "
        "these those roles role's identities persons people person name names who what which of for each "
        "inhabitant inhabitants character characters correct assignment determined text boxed mathbf textbf json"
    ),
    "hedge": (
        "maybe perhaps possibly probably possible probable likely unlikely might may could should would or either "
        "seem seems seemed appear appears guess guessing think believe suspect unsure uncertain unclear unknown "
        "undetermined undecided ambiguous presumably supposedly potentially roughly approximately sometimes ?"
    ),
    "condition": (
        "if iff unless assume assumes assuming assumed suppose supposing supposed provided when whenever otherwise "
        "imply implies hypothetically whether"
    ),
    "denial": (
        "false incorrect wrong untrue contrary opposite reverse reversed inverse swap swapped deny denies denied doubt "
        "impossible cannot except joke joking kidding ignore disregard mistake error nope contradiction "
        "contradicts say says saying said claim claims claimed state states stated assert asserts asserted tell tells "
        "told according ~ ¬ ❌ ✗ ✘ ✖ × 👎"
    ),
}
VOCABULARY = {word: kind for kind, words in _WORDS.items() for word in words.split()}

_MARKUP = str.maketrans(
    {
        **dict.fromkeys('*_`"“”„«»{}[]()$\\<>#•·✓✔✅☑\ufe0f（）「」', " "),
        **dict.fromkeys("’‘", "'"),
        **dict(zip("：，；＝－！？｜。\r", ":,;=-!?|.\n", strict=True)),
    }
)
_TAGS = re.compile(r"</?(?:b|i|u|em|p|br|li|ul|ol|strong|div|span)\s?/?>", re.IGNORECASE)
_REST = (
    r"|(?P<gloss>(?<!\w)(?:(?P<honest>truth[ -]?tellers?)|liars?)(?!\w))"
    r"|(?P<line>\n[\s+\-–—]*)"
    r"|(?P<end>[.;!](?!=))"
    r"|(?P<comma>,)"
    r"|(?P<separator>[:=|\-–—→⇒][ \t:=|\-–—→⇒]*)"
    r"|(?P<word>!=|'s(?!\w)|[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<number>\d+)"
    r"|(?P<mark>[^\s'])"
)


def normalise(text: str) -> str:
    """The text with accents composed, wide punctuation made narrow and mark-up turned into blanks."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _TAGS.sub(" ", text).translate(_MARKUP)


def tokenise(text: str, names: Sequence[str], roles: tuple[str, str]) -> list[Token]:
    """Tokens of a normalised text, in order, in time proportional to its length."""
    pattern, people, meanings = _lexicon(tuple(names), tuple(roles))
    tokens = []
    for match in pattern.finditer(text):
        kind, found = match.lastgroup, match.group()
        value: int | bool | str = found
        if kind == "name":
            spelling = " ".join(found.split())
            value = people[spelling] if spelling in people else people[spelling.casefold()]
        elif kind == "role":
            value = meanings[found.casefold()]
        elif kind == "gloss":
            value = match.group("honest") is not None
        elif kind in ("word", "mark"):
            value = found.casefold()
            kind = VOCABULARY.get(value) or ("denial" if value.endswith("n't") else "word")
        tokens.append(Token(kind, value, match.start(), match.end()))
    return tokens


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each line or sentence, without the empty ones."""
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in ("line", "end"):
            lines.append([])
        else:
            lines[-1].append(token)
    return [line for line in lines if line]


def excerpt(text: str, token: Token) -> str:
    """The token with its surroundings, quoted, for a message."""
    return repr(" ".join(text[max(0, token.start - 20) : min(token.end, token.start + 40) + 20].split()))


@lru_cache(maxsize=256)
def _lexicon(names: tuple[str, ...], roles: tuple[str, str]) -> tuple[re.Pattern, dict[str, int], dict[str, bool]]:
    """The token pattern, the people by spelling, the meaning of each role word (both in lower case)."""
    meanings: dict[str, bool] = {}
    for role, honest in zip(roles, (True, False), strict=True):
        for form in _forms(" ".join(normalise(role).casefold().split())):
            meanings.setdefault(form, honest)
    spellings = [" ".join(normalise(name).split()) for name in names]
    folded = [spelling.casefold() for spelling in spellings]
    people, loose, exact = {}, [], []
    for person, (spelling, lower) in enumerate(zip(spellings, folded, strict=True)):
        # A person called Will, or Sage among sages, counts only when spelt just so.
        strict = lower in VOCABULARY or lower in meanings or folded.count(lower) > 1
        people[spelling if strict else lower] = person
        (exact if strict else loose).append(spelling)
    alternatives = [f"(?i:{_any_of(loose)})"] * any(loose) + [_any_of(exact)] * any(exact)
    name = f"(?P<name>(?<!\\w)(?:{'|'.join(alternatives) or '(?!)'})(?!\\w))"
    role = f"(?P<role>(?<!\\w)(?i:{_any_of(list(meanings))})(?!\\w))"
    return re.compile(f"{name}|{role}{_REST}"), people, meanings


def _forms(role: str) -> list[str]:
    """The role word and its plurals, regular and in -es, -ies, -ves."""
    forms = [role, role + "s", role + "es"]
    if role.endswith("y"):
        forms.append(role[:-1] + "ies")
    if role.endswith(("f", "fe")):
        forms.append(role.rstrip("e")[:-1] + "ves")
    if role.endswith("man"):
        forms.append(role[:-3] + "men")
    return forms


def _any_of(phrases: list[str]) -> str:
    """A pattern for any of the phrases, the longest first, with blanks of any length inside."""
    ordered = sorted((phrase for phrase in phrases if phrase), key=len, reverse=True)
    return "|".join(r"[ \t]+".join(map(re.escape, phrase.split())) for phrase in ordered)
