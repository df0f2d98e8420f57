"""Changes of how a puzzle is told: order of the speeches, names, role words. The solution stays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from puzzles.perturb.cutting import cut
from puzzles.perturb.languages import LANGUAGES
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.wording import worded_anew
from puzzles.perturb.words import substituted, words_pattern
from puzzles.puzzle import Puzzle


def reorder(puzzle: Puzzle, rng: random.Random) -> Pair | Refusal:
    """Let the people speak in another order; each sentence stays as it is, and so do the people's numbers."""
    if puzzle.num_people < 2:
        return Refusal("one person alone speaks in one order only", proven=True)
    pieces, kept = cut(puzzle), True
    if pieces is None:
        pieces, kept = cut(replace(puzzle, text=worded_anew(puzzle, puzzle.statements))), False
    if pieces is None:
        return Refusal("its text cannot be cut into one sentence a person", proven=False)
    order = pieces.order()
    while order == pieces.order():
        rng.shuffle(order)
    return Pair("reorder", puzzle, replace(puzzle, text=pieces.reordered(order)), kept)


def rename(puzzle: Puzzle, rng: random.Random) -> Pair | Refusal:
    """Give the people uncommon names."""
    language = LANGUAGES[puzzle.language]
    names = [name for name in language.names if name not in puzzle.text and language.fits(name, puzzle.roles)]
    if len(names) < puzzle.num_people:
        return Refusal(f"only {len(names)} other names are known for {puzzle.num_people} people", proven=False)
    renamed = replace(puzzle, names=tuple(rng.sample(names, puzzle.num_people)))
    text = _with_names(puzzle, renamed.names)
    if text is None:
        return Pair("rename", puzzle, replace(renamed, text=worded_anew(renamed, puzzle.statements)), False)
    return Pair("rename", puzzle, replace(renamed, text=text), True)


def _with_names(puzzle: Puzzle, names: Sequence[str]) -> str | None:
    """The text with other names, or None when somebody is not named in it or it is unclear where.

    "A" and "Will" are also words: at the beginning of a sentence that is nobody's speech they stay.
    """
    text = puzzle.text
    mentions = list(words_pattern(puzzle.names).finditer(text))
    if {mention.group() for mention in mentions} != set(puzzle.names):
        return None
    unclear = {name for name in puzzle.names if name.lower() != name and words_pattern([name.lower()]).search(text)}
    pieces = cut(puzzle) if unclear else None
    if unclear and not pieces:
        return None
    speeches = pieces.spans if pieces else ()
    new_name, result, position = dict(zip(puzzle.names, names, strict=True)), [], 0
    for mention in mentions:
        start, old = mention.start(), mention.group()
        is_word = old in unclear and _begins_sentence(text, start) and not any(a <= start < b for a, b in speeches)
        result += [text[position:start], old if is_word else new_name[old]]
        position = mention.end()
    return "".join(result) + text[position:]


def _begins_sentence(text: str, position: int) -> bool:
    before = text[max(0, position - 2) : position].rstrip(" ")
    return before[-1:] in (*".!?\n", "")


def change_roles(puzzle: Puzzle, rng: random.Random) -> Pair | Refusal:
    """Call truth-tellers and liars by another pair of words."""
    language, taken = LANGUAGES[puzzle.language], puzzle.text.casefold()
    pairs = [
        pair
        for pair in language.role_pairs
        if not any(word.casefold() in taken for word in pair)
        and all(language.fits(name, pair) for name in puzzle.names)
    ]
    if not pairs:
        return Refusal("no other pair of role words is known", proven=False)
    return _with_roles("roles", puzzle, rng.choice(pairs))


def flip(puzzle: Puzzle, rng: random.Random) -> Pair:
    """Let the word for a truth-teller mean a liar and the other way round, also in what people say."""
    return _with_roles("flip", puzzle, puzzle.roles[::-1])


def _with_roles(kind: str, puzzle: Puzzle, roles: tuple[str, str]) -> Pair:
    """The pair, role words replaced in the text; worded anew when the text lacks one of them."""
    forms = [LANGUAGES[puzzle.language].role_forms(old, new) for old, new in zip(puzzle.roles, roles, strict=True)]
    changed, words = replace(puzzle, roles=roles), forms[0] | forms[1]
    met = set(words_pattern(list(words)).findall(puzzle.text))
    if all(met.intersection(form) for form in forms):
        return Pair(kind, puzzle, replace(changed, text=substituted(puzzle.text, words)), wording_kept=True)
    return Pair(kind, puzzle, replace(changed, text=worded_anew(changed, puzzle.statements)), wording_kept=False)
