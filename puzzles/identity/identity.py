"""Identity: a key shared by exactly the puzzles that are logically the same.

Two puzzles are the same when some renumbering of the people turns what each person says in one into
something logically equivalent in the other. Statements are compared as polynomials, so wording never
matters. The people are put into an order that does not depend on how they were numbered: by colour
refinement and, where that leaves ties, by singling out each of the tied people in turn and keeping the
least result (individualisation and refinement: B. D. McKay & A. Piperno, "Practical graph isomorphism, II", 2014).

Colours are 64-bit hashes and keys have 128 bits: among a thousand million different puzzles, some two share
a key with a chance of about one in 10**21.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from puzzles.identity.polynomials import Forms, Polynomial, forms_of
from puzzles.identity.products import Products
from puzzles.statements import Statement

# Odd constants that keep the ingredients of a colour apart. Changing one changes every key, and with it every split.
_SPEAKER, _SELF, _SAID, _HEARD, _CHOSEN, _HIGH, _LOW = (
    np.array(number, dtype=np.uint64)
    for number in (
        0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93,
        0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3,
    )
)  # fmt: skip

Hash = tuple[int, int]


def canonical_key(statements: Sequence[Statement]) -> str:
    """The key of one puzzle; statement k is said by person k."""
    return canonical_keys([[forms_of(statement) for statement in statements]])[0]


def canonical_keys(puzzles: Sequence[Sequence[Forms]]) -> list[str]:
    """The keys of many puzzles, each given by what every speaker says; far faster a puzzle than one by one."""
    keys = [""] * len(puzzles)
    chosen = [_shorter(speeches) for speeches in puzzles]
    for size in sorted({len(speeches) for speeches in puzzles}):
        places = [place for place, speeches in enumerate(puzzles) if len(speeches) == size]
        hashes = _least_hashes(Products.of([chosen[place][1] for place in places], size))
        for place, (high, low) in zip(places, hashes, strict=True):
            keys[place] = f"{size}{chosen[place][0]}:{high:016x}{low:016x}"
    return keys


def _shorter(speeches: Sequence[Forms]) -> tuple[str, list[Polynomial]]:
    """The form with fewer products in the whole puzzle, and a letter for it; renaming people does not change which."""
    truthful, lying = [forms.truthful for forms in speeches], [forms.lying for forms in speeches]
    if sum(map(len, lying)) < sum(map(len, truthful)):
        return "l", lying
    return "t", truthful


def _least_hashes(products: Products) -> list[Hash]:
    """The least hash of each puzzle over the orders of its people that refinement cannot tell apart."""
    best: list[Hash] = [(2**64, 0)] * products.num_rows
    owner = np.arange(products.num_rows)  # row → puzzle; a puzzle with ties grows into several rows
    colours = _refined(products, np.zeros((products.num_rows, products.size), dtype=np.uint64))
    while len(owner):
        tied = _first_tied_cell(colours)
        ready = ~tied.any(axis=1)
        hashes = _hashes(products.take(np.flatnonzero(ready)), colours[ready])
        for puzzle, found in zip(owner[ready], hashes, strict=True):
            best[puzzle] = min(best[puzzle], found)
        rows, people = np.nonzero(tied)
        owner, products = owner[rows], products.take(rows)
        colours = _singled_out(products, colours[rows], people)
        kept = _without_mirror_images(owner, products, colours)
        owner, products, colours = owner[kept], products.take(kept), colours[kept]
    return best


def _refined(products: Products, colours: np.ndarray) -> np.ndarray:
    """Colours [rows, people] after people have taken in what they say and what is said of them, until nothing new.

    A row whose number of colours has stopped growing is left as it is, so that no row's colours depend on the others.
    """
    growing = np.ones(len(colours), dtype=bool)
    while growing.any():
        finer = _round(products, colours.ravel()).reshape(colours.shape)
        growing &= _num_colours(finer) > _num_colours(colours)
        colours = np.where(growing[:, None], finer, colours)
    return colours


def _round(products: Products, colours: np.ndarray) -> np.ndarray:
    """Each person's colour mixed with those of the products they say and of the products they are in."""
    content = _mixed(products.sums_over_members(_mixed(colours)) + products.degree)
    said = products.sums_by_speaker(content)
    speech = _mixed(content + colours[products.speaker] * _SPEAKER)
    heard = products.sums_by_member(_mixed(speech[products.member_of] + products.of_self * _SELF))
    return _mixed(_mixed(colours + said * _SAID) + heard * _HEARD)


def _num_colours(colours: np.ndarray) -> np.ndarray:
    """How many different colours each row has."""
    ordered = np.sort(colours, axis=1)
    return 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)


def _singled_out(products: Products, colours: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Refined colours after person `people[row]` of each row has been given a colour of their own."""
    colours = colours.copy()
    rows = np.arange(len(people))
    colours[rows, people] = _mixed(colours[rows, people] + _CHOSEN)
    return _refined(products, colours)


def _first_tied_cell(colours: np.ndarray) -> np.ndarray:
    """True [rows, people] for the people of the least colour that several people of the row share."""
    ordered = np.sort(colours, axis=1)
    shared = ordered[:, 1:] == ordered[:, :-1]
    first = np.take_along_axis(ordered, shared.argmax(axis=1)[:, None], axis=1)
    return (colours == first) & shared.any(axis=1)[:, None]


def _without_mirror_images(owner: np.ndarray, products: Products, colours: np.ndarray) -> np.ndarray:
    """Rows to keep: of rows of one puzzle that a symmetry maps onto each other, the first.

    Each row is followed down to one full order, always singling out the first tied person. Where the orders
    of two rows give the same form in the same colours, the one order maps onto the other and so do the rows.
    Without this, a puzzle in which everybody says the same would have as many rows as permutations.
    """
    kept, seen = [], set()
    for row, form in enumerate(_greedy_orders(products, colours)):
        if (owner[row], form) not in seen:
            seen.add((owner[row], form))
            kept.append(row)
    return np.array(kept, dtype=np.intp)


def _greedy_orders(products: Products, colours: np.ndarray) -> list[tuple]:
    """For each row, the form and the colours of the order found by always singling out the first tied person."""
    colours = colours.copy()
    while len(rows := np.flatnonzero((tied := _first_tied_cell(colours)).any(axis=1))):
        colours[rows] = _singled_out(products.take(rows), colours[rows], tied[rows].argmax(axis=1))
    ordered = np.sort(colours, axis=1)
    return [(form, row.tobytes()) for form, row in zip(_hashes(products, colours), ordered, strict=True)]


def _hashes(products: Products, colours: np.ndarray) -> list[Hash]:
    """What everybody says, with the people numbered by rank of colour, as two 64-bit hashes a row."""
    ranks = colours.argsort(axis=1).argsort(axis=1).astype(np.uint64).ravel()
    sets = products.sums_over_members(np.uint64(1) << ranks)
    speakers = ranks[products.speaker]
    high, low = (products.sums_by_row(_mixed(_mixed(sets + lane) + speakers * _SPEAKER)) for lane in (_HIGH, _LOW))
    return list(zip(high.tolist(), low.tolist(), strict=True))


def _mixed(values: np.ndarray) -> np.ndarray:
    """Scramble 64-bit integers one by one (the finaliser of splitmix64, Steele et al. 2014)."""
    values = values + np.array(0x9E3779B97F4A7C15, dtype=np.uint64)
    values = (values ^ (values >> np.uint64(30))) * np.array(0xBF58476D1CE4E5B9, dtype=np.uint64)
    values = (values ^ (values >> np.uint64(27))) * np.array(0x94D049BB133111EB, dtype=np.uint64)
    return values ^ (values >> np.uint64(31))
