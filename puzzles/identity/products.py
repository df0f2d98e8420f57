"""The products of many polynomials as flat arrays, so that a batch of puzzles can be refined at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from puzzles.identity.polynomials import Polynomial


@dataclass(frozen=True)
class Products:
    """Everything said in R puzzles of `size` people: products (speakers' terms) and their members (people in a term).

    A person is numbered row * size + person. Arrays have one entry a product or one a member.

    Attributes:
        size: people a puzzle.
        num_rows: R.
        row, speaker: of each product: its puzzle and who says it.
        member_of, member: of each member: the product it is in and the person it is.
    """

    size: int
    num_rows: int
    row: np.ndarray
    speaker: np.ndarray
    member_of: np.ndarray
    member: np.ndarray

    @classmethod
    def of(cls, puzzles: Sequence[Sequence[Polynomial]], size: int) -> Products:
        lengths: list[int] = []
        degrees: list[int] = []
        members: list[int] = []
        for speeches in puzzles:
            for terms in speeches:
                degrees_here, members_here = _flat(terms)
                lengths.append(len(degrees_here))
                degrees += degrees_here
                members += members_here
        speaker = np.repeat(np.arange(len(lengths)), np.array(lengths, dtype=np.intp))
        member_of = np.repeat(np.arange(len(degrees)), np.array(degrees, dtype=np.intp))
        row = speaker // size
        member = np.array(members, dtype=np.intp) + row[member_of] * size
        return cls(size, len(puzzles), row, speaker, member_of, member)

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of members of each product."""
        return np.bincount(self.member_of, minlength=len(self.row)).astype(np.uint64)

    @cached_property
    def of_self(self) -> np.ndarray:
        """1 for a member who is the speaker, else 0."""
        return (self.member == self.speaker[self.member_of]).astype(np.uint64)

    def take(self, rows: np.ndarray) -> Products:
        """The products of these puzzles, in this order; a puzzle may be taken several times."""
        products, new_row = _expanded(self.row, rows, self.num_rows)
        shift = (new_row - self.row[products]) * self.size
        members, new_product = _expanded(self.member_of, products, len(self.row))
        return Products(
            size=self.size,
            num_rows=len(rows),
            row=new_row,
            speaker=self.speaker[products] + shift,
            member_of=new_product,
            member=self.member[members] + shift[new_product],
        )

    def sums_over_members(self, of_people: np.ndarray) -> np.ndarray:
        """For each product, the sum of a value over its people."""
        return _sums(of_people[self.member], self.member_of, len(self.row))

    def sums_by_speaker(self, of_products: np.ndarray) -> np.ndarray:
        return _sums(of_products, self.speaker, self.num_rows * self.size)

    def sums_by_member(self, of_members: np.ndarray) -> np.ndarray:
        return _sums(of_members, self.member, self.num_rows * self.size)

    def sums_by_row(self, of_products: np.ndarray) -> np.ndarray:
        return _sums(of_products, self.row, self.num_rows)


@lru_cache(maxsize=50_000)
def _flat(terms: Polynomial) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(number of people in each product, the people of all products in turn)."""
    degrees, members = [], []
    for term in terms:
        degrees.append(term.bit_count())
        while term:
            members.append((term & -term).bit_length() - 1)
            term &= term - 1
    return tuple(degrees), tuple(members)


def _sums(values: np.ndarray, places: np.ndarray, length: int) -> np.ndarray:
    """Sums of the values by place, modulo 2**64."""
    sums = np.zeros(length, dtype=np.uint64)
    np.add.at(sums, places, values)
    return sums


def _expanded(group: np.ndarray, wanted: np.ndarray, num_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the entries of each wanted group in turn, and which wanted group each belongs to.

    `group` is sorted: the group of each entry.
    """
    starts = np.searchsorted(group, np.arange(num_groups + 1))
    lengths = np.diff(starts)[wanted]
    owner = np.repeat(np.arange(len(wanted)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return starts[:-1][wanted][owner] + offset, owner
