"""Puzzles as English prose.

Connectives over leaves read naturally ("Zoey is a knight and Mia is a knave"); anything
deeper is set in brackets, so that a sentence has one reading only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles.prose import words_en as words
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement


def article(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def listing(items: Sequence[str], joiner: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def describe(statement: Statement, names: Sequence[str], roles: tuple[str, str]) -> str:
    """The statement as a clause, without capital or full stop."""
    match statement:
        case Is(person, knight):
            return f"{names[person]} is {article(roles[0] if knight else roles[1])}"
        case Not(Is(person, knight)):
            return f"{names[person]} is not {article(roles[0] if knight else roles[1])}"
        case Not(inner):
            return f"it is not the case that {_part(inner, names, roles)}"
        case And(parts):
            return " and ".join(_part(part, names, roles) for part in parts)
        case Or(parts):
            return " or ".join(_part(part, names, roles) for part in parts)
        case Implies(premise, conclusion):
            return f"if {_part(premise, names, roles)} then {_part(conclusion, names, roles)}"
        case Iff(left, right):
            return f"{_part(left, names, roles)} if and only if {_part(right, names, roles)}"
    raise TypeError(f"not a statement: {statement!r}")


def _part(statement: Statement, names: Sequence[str], roles: tuple[str, str]) -> str:
    text = describe(statement, names, roles)
    is_clause = isinstance(statement, Is) or isinstance(statement, Not) and isinstance(statement.inner, Is)
    return text if is_clause else f"({text})"


def puzzle_text(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> str:
    """The whole puzzle as prose; `rng` chooses among the moulds in `words`."""
    moulds = {
        "truthful": roles[0],
        "liar": roles[1],
        "Truthful": roles[0].capitalize(),
        "a_truthful": article(roles[0]),
        "a_liar": article(roles[1]),
        "people": listing(names),
        "count": words.NUMBERS[len(names)] if len(names) < len(words.NUMBERS) else str(len(names)),
    }
    speech = rng.choice(words.SPEECHES)
    sentences = [rng.choice(words.INTRODUCTIONS).format(**moulds), rng.choice(words.MEETINGS).format(**moulds)]
    for name, statement in zip(names, statements, strict=True):
        sentences.append(speech.format(name=name, claim=describe(statement, names, roles)))
    sentences.append(rng.choice(words.QUESTIONS).format(**moulds))
    return " ".join(sentences)
