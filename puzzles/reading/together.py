"""Several statements by one person as one that is possible in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.statements import And, Is, Or, Statement


def together(person: int, said: Sequence[Statement]) -> Statement:
    """What `person` might have said instead of all of `said`, of which a liar's are all false; `said` may be empty.

    >>> together(0, [Is(1, True)])
    Is(person=1, knight=True)
    >>> together(0, [Is(1, True), Is(2, True)]).parts[1].parts[0]
    Is(person=0, knight=False)
    """
    if len(said) < 2:
        # Whoever is silent might as well have said "I am a knight": anybody can, and it rules nothing out.
        return said[0] if said else Is(person, True)
    return Or((And(tuple(said)), And((Is(person, False), Or(tuple(said))))))
