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
        orders: by number, until every rank has answered: what they refer to can be large.
        answers: number of the order → rank → what it said, until the trainer has read it.
    """

    def __init__(self, ranks: int):
        self.ranks, self.posted = ranks, 0
        self.orders: dict[int, Order | None] = {}
        self.answers: dict[int, dict[int, object]] = {}
        self.changed = asyncio.Condition()

    async def post(self, order: Order | None) -> int:
        """Add an order; returns its number."""
        async with self.changed:
            number, self.posted = self.posted, self.posted + 1
            self.orders[number], self.answers[number] = order, {}
            self.changed.notify_all()
            return number

    async def take(self, number: int) -> Order | None:
        """The order with this number, once it is there."""
        async with self.changed:
            await self.changed.wait_for(lambda: number in self.orders)
            return self.orders[number]

    async def answer(self, rank: int, number: int, value: object) -> None:
        async with self.changed:
            self.answers[number][rank] = value
            if len(self.answers[number]) == self.ranks:
                del self.orders[number]
            self.changed.notify_all()

    async def answers_to(self, number: int) -> list[object]:
        """What the ranks said, in their order, once all have; or, as soon as there is one, an error of one of them."""
        said = self.answers[number]

        def errors() -> list[object]:
            return [value for value in said.values() if isinstance(value, LogicRLError)]

        async with self.changed:
            await self.changed.wait_for(lambda: errors() or len(said) == self.ranks)
            if errors():
                return errors()[:1]  # the others may never answer: they may be waiting for this one
            del self.answers[number]
            return [said[rank] for rank in sorted(said)]


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
