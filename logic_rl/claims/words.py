"""The patterns of claims for the names and role words of one puzzle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from puzzles.reading.english.terms import role_forms

_TRUTHFUL = ("telling the truth", "truthful", "a truth-teller", "a truth teller", "honest")
_LYING = ("lying", "a liar")
_BE = (
    r"(?:is|are|must be|must both be|has to be|have to be|must also be|must indeed be|must therefore be"
    r"|needs to be|is therefore|is thus|is also|is indeed|is actually|is definitely"
    r"|is both|are both|are all|are indeed|is in fact)"
)
_NOT_BE = r"(?:is not|isn't|are not|aren't|cannot be|can't be|can not be|must not be|cannot both be)"


@dataclass(frozen=True)
class Words:
    """Compiled patterns; groups are named after what they hold."""

    person: dict[str, int]
    knight: dict[str, bool]  # word of a role, or of telling the truth and lying → truth-teller
    listed: re.Pattern  # knight Zoey, knave Mia.
    paired: re.Pattern  # one "knight Zoey" of it
    claimed: re.Pattern  # Zoey is a knight, and Mia must be a knave
    check: re.Pattern  # Zoey says that …: true, and Zoey: knight.
    tried: re.Pattern  # Let's try Zoey as a knight
    could: re.Pattern  # Could Zoey be a knight?
    mark: re.Pattern  # Zoey: knight, so true
    name: re.Pattern

    def people(self, text: str) -> list[int]:
        """Everybody named, in order, each once."""
        return list(dict.fromkeys(self.person[name] for name in self.name.findall(text)))

    def knight_of(self, word: str) -> bool:
        return self.knight[" ".join(word.casefold().split())]


@lru_cache(maxsize=4096)
def words_of_puzzle(names: tuple[str, ...], roles: tuple[str, str]) -> Words:
    """The patterns for these names and role words."""
    forms = {" ".join(form): role == roles[0] for role in roles for form in role_forms(role)}
    loose = dict.fromkeys(_TRUTHFUL, True) | dict.fromkeys(_LYING, False)
    knight = {word: truth for word, truth in loose.items() if word.split(" ", 1)[-1] not in forms} | forms
    name = rf"(?<!\w)(?-i:{_any(names)})(?!\w)"  # "Will" is somebody, "will" is not
    role = rf"(?:{_any(forms)})(?!\w)"
    mark = r"[*_`\"“”]{0,3}"
    several = rf"{mark}{name}{mark}(?:(?:, and|,| and| &){{1}} {mark}{name}{mark}){{0,20}}"
    is_role = (
        rf"(?P<who>{several})"
        rf"(?: (?:(?P<be>{_BE})|(?P<not_be>{_NOT_BE}))(?P<denied> not)? (?:both )?|(?P<colon>\s?[:=→]\s?))"
        rf"{mark}(?:(?:an?|the|truthful|lying) )?{mark}(?P<role>{_any(knight)})(?!\w)"
    )
    return Words(
        {name: person for person, name in enumerate(names)},
        knight,
        re.compile(rf"(?P<list>{role} {name}(?:, {role} {name}){{0,30}})", re.IGNORECASE),
        re.compile(rf"(?P<role>{role}) (?P<name>{name})", re.IGNORECASE),
        re.compile(is_role, re.IGNORECASE),
        re.compile(
            rf"^(?P<speaker>{name}) (?:says|said|claims|claimed|states|stated)[:,]? (?:that )?"
            rf"(?P<said>[\"“][^\"“”]{{1,600}}[\"”]|[^():\"“”]{{1,600}}?)"
            rf"(?: \(here (?P<marks>[^()]{{1,900}})\))?"
            rf"(?:(?:: (?:(?P<worked>[^:.]{{4,600}}?), so )?(?P<verdict>true|false)"
            rf"(?:[,;] (?:and |and yet |but |yet )?(?P<again>{name})(?:: | is an? )"
            rf"(?P<role>{role})(?:, so it must be (?P<due>true|false))?(?: here)?"
            rf"(?:, so this is fine|, as it should be)?)?"
            rf"|, which is (?P<careless>true|false))?\.?$)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b(?:try|take|treat|with|test) (?P<who>{several}) (?:as|being) (?:an? )?(?P<role>{role})", re.IGNORECASE
        ),
        re.compile(
            rf"\b(?:could|can|might) (?P<who>{several}) (?:both )?be (?:an? )?(?P<role>{role})\?", re.IGNORECASE
        ),
        re.compile(rf"(?P<name>{name}): (?P<role>{role})(?:, so (?P<so>true|false))?", re.IGNORECASE),
        re.compile(name),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
