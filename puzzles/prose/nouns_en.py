"""English nouns: articles, plurals and back, lists of items."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_IRREGULAR = {
    "child": "children", "elf": "elves", "genie": "genies", "goose": "geese", "hero": "heroes", "magpie": "magpies",
    "mouse": "mice", "ox": "oxen", "person": "people", "pixie": "pixies", "rookie": "rookies", "thief": "thieves",
    "werewolf": "werewolves", "wife": "wives", "wolf": "wolves", "zombie": "zombies",
}  # fmt: skip
_NOT_MEN = ("human", "shaman", "talisman", "german", "roman", "norman", "ottoman", "brahman")
_HISSES = ("s", "x", "z", "ch", "sh")
_SILENT_H = ("honest", "honour", "honor", "heir", "hour")
_SOUNDS_LIKE_YOU_OR_WON = ("unic", "unif", "unio", "uniq", "unit", "univ", "use", "usu", "eu", "ewe", "one", "once")


@lru_cache(maxsize=1024)
def article(noun: str) -> str:
    """The noun with its indefinite article, chosen by sound: `a unicorn`, `an honest man`."""
    lower = noun.lower()
    vowel = lower[0] in "aeiou" and not lower.startswith(_SOUNDS_LIKE_YOU_OR_WON) or lower.startswith(_SILENT_H)
    return f"{'an' if vowel else 'a'} {noun}"


def capital(text: str) -> str:
    """The text with its first letter, perhaps behind brackets, as a capital: `(If …`."""
    start = len(text) - len(text.lstrip("("))
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def plural(noun: str) -> str:
    """`hero` → `heroes`, `nobleman` → `noblemen`, `dark elf` → `dark elves`."""
    before, space, word = noun.rpartition(" ")
    return before + space + _plural_word(word)


def _plural_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("man") and not word.endswith(_NOT_MEN):
        return word[:-3] + "men"
    if word.endswith(_HISSES):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def singulars(noun: str) -> tuple[str, ...]:
    """What the noun may be the plural of, the likeliest first; the noun itself is among them.

    Sloppy plurals count too: `heros` gives `hero`.
    """
    before, space, word = noun.rpartition(" ")
    found = [single for single, many in _IRREGULAR.items() if many == word]
    if word.endswith("men"):
        found.append(word[:-3] + "man")
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es") and word[:-2].endswith(("ss", *_HISSES[1:])):
        found.append(word[:-2])
    if word.endswith("ves"):
        found += [word[:-3] + "f", word[:-3] + "fe"]
    if word.endswith("s") and not word.endswith("ss"):
        found.append(word[:-1])
    if word.endswith("es"):
        found.append(word[:-2])
    found.sort(key=lambda single: _plural_word(single) != word)
    found.insert(0 if word.endswith(("us", "is")) else len(found), word)  # "octopus" is one
    return tuple(dict.fromkeys(before + space + single for single in found))


def listing(items: Sequence[str], joiner: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"
