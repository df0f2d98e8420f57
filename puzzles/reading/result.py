"""What reading a puzzle's prose gives."""

from __future__ import annotations

from dataclasses import dataclass

from puzzles.statements import Statement


@dataclass(frozen=True, slots=True)
class ReadPuzzle:
    """A puzzle as its text states it; nothing in it is guessed, and how many solutions it has is not known yet.

    Example: `ReadPuzzle(names=("Zoey", "Mia"), roles=("knight", "knave"), statements=(Is(1, False), Is(0, True)),
    language="en")`: statement k is said by person k, `roles` are the words for truth-teller and liar.
    `said` are everybody's claims in their own words. Whoever makes several claims has a statement that is possible
    in the same worlds as all of them; whoever makes none has one that rules nothing out.
    """

    names: tuple[str, ...]
    roles: tuple[str, str]
    statements: tuple[Statement, ...]
    language: str
    said: tuple[tuple[str, ...], ...] = ()
