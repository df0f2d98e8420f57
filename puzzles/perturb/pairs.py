"""A puzzle and its perturbation, kept together."""

from __future__ import annotations

from dataclasses import dataclass

from puzzles.puzzle import Puzzle
from puzzles.splits import split_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A puzzle and what became of it.

    Attributes:
        kind: of the change, as in `puzzles.perturb.table.KINDS`.
        original, perturbed: both have exactly one solution.
        wording_kept: the texts differ in what was meant to change and nowhere else. Otherwise the perturbed
            puzzle is worded anew, because the original's text could not be changed in place.
    """

    kind: str
    original: Puzzle
    perturbed: Puzzle
    wording_kept: bool

    def to_row(self, original_id: str | None = None, split: str | None = None) -> dict:
        """The perturbed puzzle's row, with what it came from.

        The pair stays in one split, the original's, so that a perturbed test puzzle is never trained on.

        Args:
            original_id: the id the original has in its file, if not its own.
            split: the split the original is in, if not that of its logic.
        """
        return self.perturbed.to_row() | {
            "perturbed_from": self.original.id if original_id is None else original_id,
            "perturbation": self.kind,
            "split": split or split_of(self.original),
            "wording_kept": self.wording_kept,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a puzzle has no such perturbation; `proven` when every possibility was tried.

    Example: `Refusal("no change of one leaf gives another unique solution (all 18 tried)", proven=True)`.
    """

    reason: str
    proven: bool
