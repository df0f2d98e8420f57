"""Between the trainer and the ranks: numbered orders one way, answers the other. Nothing of Ray here.

Ray Train runs one loop per rank from start to end, and would have the data come to it; here the trainer says what comes
next. So the loop takes orders from a mailbox, which lives in a process of its own and outlives a rank.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from logic_rl.errors import LogicRLError

Order = tuple[str, object]
"""Name of a method of `Rank`, and its arguments (or what stands for them)."""


class Mailbox:
    """All methods are coroutines; `None` as an order ends the loops.

    Attributes:
        orders: by number, until all ranks have answered: what they refer to can be large.
        answers: (rank, number of the order) → what the rank said to it.
    """

    def __init__(self, ranks: int):
        self.ranks, self.posted, self.orders, self.answers = ranks, 0, {}, {}
        self.changed = asyncio.Condition()

    async def post(self, order: Order | None) -> int:
        """Add an order; returns its number."""
        async with self.changed:
            number, self.posted = self.posted, self.posted + 1
            self.orders[number] = order
            self.changed.notify_all()
            return number

    async def take(self, number: int) -> Order | None:
        """The order with this number, once it is there."""
        async with self.changed:
            await self.changed.wait_for(lambda: number in self.orders)
            return self.orders[number]

    async def answer(self, rank: int, number: int, value: object) -> None:
        async with self.changed:
            self.answers[rank, number] = value
            self.changed.notify_all()

    async def answers_to(self, number: int) -> list[object]:
        """What the ranks said, in their order, once all have; or alone the first error of one of them."""
        async with self.changed:
            await self.changed.wait_for(lambda: self._errors(number) or len(self._said(number)) == self.ranks)
            said = self._errors(number)[:1] or self._said(number)
            del self.orders[number]
            for rank in range(self.ranks):
                self.answers.pop((rank, number), None)
            return said

    def _said(self, number: int) -> list[object]:
        keys = [(rank, number) for rank in range(self.ranks)]
        return [self.answers[key] for key in keys if key in self.answers]

    def _errors(self, number: int) -> list[object]:
        return [value for value in self._said(number) if isinstance(value, LogicRLError)]


def serve(
    take: Callable[[int], tuple[str, tuple] | None],
    answer: Callable[[int, object], None],
    make_rank: Callable[[], object],
) -> None:
    """A rank's life: make it, which is order 0, then do what is ordered until the end.

    Errors that a user can mend go back as answers; others end the rank.
    """
    rank, number = None, 0
    while (order := take(number)) is not None:
        name, args = order
        try:
            if rank is None:
                rank, value = make_rank(), None
            else:
                value = getattr(rank, name)(*args)
        except LogicRLError as error:
            value = error
        answer(number, value)
        number += 1
