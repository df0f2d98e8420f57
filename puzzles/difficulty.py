"""Difficulty: how much work the shortest solution takes.

The work is that of a careful solver. Each person's speech is a constraint, "the speaker is a truth-teller
exactly when the statement is true". *Propagation* weighs the constraints one at a time against the roles
known so far and takes over every role that one of them alone forces (generalised arc consistency); all
constraints are weighed before the next round begins. Where it halts, the solver *branches*: it supposes one
person a truth-teller, then a liar, and goes on in both cases.

Every measure counts over all constraints, sets of them or persons to suppose, and takes the least. So
none depends on names, on the order of the people, or on how a statement of given meaning is worded; the
wording enters by `depth` and the leaf counts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from puzzles.statements import Statement, all_worlds_mask, depth, knight_column, leaves, truth_table

MAX_BRANCH_POINTS = 3
MAX_TOGETHER = 3
MANY_PEOPLE, MAX_TOGETHER_OF_MANY = 12, 2  # beyond so many people no three statements are put together
WIDE = 8  # people in one constraint beyond which no more than one branch point is tried
# (name, score below which). Measured: the thirds of 7,500 puzzles of 3 to 7 people with the default spec
# end at 8.3 and 12.0; the limits shown make 35 %, 34 % and 31 % of them.
BANDS = (("easy", 8.5), ("medium", 12.5), ("hard", float("inf")))


def difficulty(statements: Sequence[Statement]) -> dict:
    """Measures of a puzzle; `statements[k]` is said by person k.

    Returns:
        people: how many there are.
        depth: levels of nesting in the deepest statement.
        leaves_mean, leaves_max: roles mentioned in a statement, on average and at most.
        branch_points: the fewest suppositions (each tried both ways) after which propagation settles every
            case; `MAX_BRANCH_POINTS + 1` stands for "more than that".
        steps: roles forced and contradictions met, over all cases of the shortest such solution.
        settling: the fewest statements that together settle somebody's role; one more than
            `MAX_TOGETHER` (among many people `MAX_TOGETHER_OF_MANY`) stands for "more than that".
        worlds_left: the fewest worlds that one, two and three statements leave (two among many people).
        score: leaves read on the way: (steps + 2 * branch_points) * leaves_mean.
        band: "easy", "medium" or "hard", by `BANDS`.

    Example: `difficulty([Is(1, False), And((Is(0, False), Is(1, False)))])` has 0 branch points and 2 steps:
    a truth-teller cannot call herself a liar, so person 1 lies and person 0 does not.
    """
    num_people = len(statements)
    return difficulty_of_tables([truth_table(statement, num_people) for statement in statements], statements)


def difficulty_of_tables(tables: Sequence[int], statements: Sequence[Statement]) -> dict:
    """`difficulty` for who has the truth tables at hand; `tables[k]` is that of `statements[k]`."""
    counts = [sum(1 for _ in leaves(statement)) for statement in statements]
    leaves_mean = sum(counts) / len(counts)
    branch_points, steps = _Solver(tables).shortest()
    settling, worlds_left = _settling(tables)
    score = round((steps + 2 * branch_points) * leaves_mean, 3)
    return {
        "people": len(tables),
        "depth": max(map(depth, statements)),
        "leaves_mean": round(leaves_mean, 3),
        "leaves_max": max(counts),
        "branch_points": branch_points,
        "steps": steps,
        "settling": settling,
        "worlds_left": worlds_left,
        "score": score,
        "band": next(name for name, limit in BANDS if score < limit),
    }


def _settling(tables: Sequence[int]) -> tuple[int, list[int]]:
    """(fewest statements that settle a role, fewest worlds left by 1, 2, … statements)."""
    num_people = len(tables)
    mask = all_worlds_mask(num_people)
    columns = [knight_column(person, num_people) for person in range(num_people)]
    constraints = [mask & ~(column ^ table) for column, table in zip(columns, tables, strict=True)]
    most = min(num_people, MAX_TOGETHER if num_people <= MANY_PEOPLE else MAX_TOGETHER_OF_MANY)
    settling, worlds_left = 0, []
    for size in range(1, most + 1):
        fewest = mask
        for chosen in combinations(constraints, size):
            worlds = chosen[0]
            for other in chosen[1:]:
                worlds &= other
            fewest = min(fewest, worlds, key=int.bit_count)
            if not settling and any(worlds & column in (0, worlds) for column in columns):
                settling = size
        worlds_left.append(fewest.bit_count())
    return settling or most + 1, worlds_left


# What is known: the truth-tellers and the liars, each as the set bits of an integer.
Known = tuple[int, int]


class _Constraint:
    """The worlds that fit one speech, with the replies it has given before."""

    __slots__ = ("columns", "people", "replies", "worlds")

    def __init__(self, worlds: int, num_people: int) -> None:
        mask = all_worlds_mask(num_people)
        self.worlds = worlds
        self.columns = []
        for person in range(num_people):
            column = knight_column(person, num_people)
            if (worlds & column) >> (1 << person) != worlds & ~column:
                self.columns.append((1 << person, column, mask ^ column))
        self.people = sum(bit for bit, _, _ in self.columns)
        self.replies: dict[Known, Known | None] = {}

    def weigh(self, honest: int, lying: int) -> Known | None:
        """The roles that follow, none of them known before; None when no world is left."""
        worlds = self.worlds
        for bit, column, opposite in self.columns:
            if honest & bit:
                worlds &= column
            elif lying & bit:
                worlds &= opposite
        if not worlds:
            return None
        new_honest = new_lying = 0
        for bit, column, _ in self.columns:
            if not (honest | lying) & bit:
                knights = worlds & column
                if knights == worlds:
                    new_honest |= bit
                elif not knights:
                    new_lying |= bit
        return new_honest, new_lying


class _Case:
    """Where propagation ends: `steps` made on the way, and whether nothing is left to do."""

    __slots__ = ("closed", "honest", "lying", "steps")

    def __init__(self, known: Known, steps: int, closed: bool) -> None:
        (self.honest, self.lying), self.steps, self.closed = known, steps, closed


class _Solver:
    """The shortest search, by trying every person at every branch point."""

    def __init__(self, tables: Sequence[int]) -> None:
        self.num_people = len(tables)
        mask = all_worlds_mask(self.num_people)
        self.constraints = [
            _Constraint(mask & ~(knight_column(speaker, self.num_people) ^ table), self.num_people)
            for speaker, table in enumerate(tables)
        ]
        self.cases: dict[Known, _Case] = {}

    def shortest(self) -> tuple[int, int]:
        """(branch points, steps); beyond the limit an estimate in which every case settles everybody."""
        start = self.case(0, 0)
        narrow = all(len(constraint.columns) <= WIDE for constraint in self.constraints)
        found = self.within(start, MAX_BRANCH_POINTS if narrow else 1)
        if found:
            return found[0], start.steps + found[1]
        unsettled = self.num_people - (start.honest | start.lying).bit_count()
        return MAX_BRANCH_POINTS + 1, start.steps + unsettled * (MAX_BRANCH_POINTS + 2)

    def within(self, case: _Case, limit: int) -> tuple[int, int] | None:
        """The least (branch points, steps) to close a case, or None when that takes more than `limit` of them."""
        if case.closed:
            return 0, 0
        for branch_points in range(1, limit + 1):
            steps = self.fewest_steps(case, branch_points)
            if steps is not None:
                return branch_points, steps
        return None

    def fewest_steps(self, case: _Case, branch_points: int) -> int | None:
        """The fewest steps with this many branch points, when fewer are known not to suffice; None if nor do these."""
        fewest = None
        for person in range(self.num_people):
            bit = 1 << person
            if (case.honest | case.lying) & bit:
                continue
            first, second = self.case(case.honest | bit, case.lying), self.case(case.honest, case.lying | bit)
            after_first = self.within(first, branch_points - 1)
            if after_first is None:
                continue
            after_second = self.within(second, branch_points - 1 - after_first[0])
            if after_second is not None:
                steps = first.steps + after_first[1] + second.steps + after_second[1]
                fewest = steps if fewest is None else min(fewest, steps)
        return fewest

    def case(self, honest: int, lying: int) -> _Case:
        """What follows from these roles, computed once."""
        case = self.cases.get((honest, lying))
        if case is None:
            case = self.cases[honest, lying] = self.propagated(honest, lying)
        return case

    def propagated(self, honest: int, lying: int) -> _Case:
        assumed = (honest | lying).bit_count()
        while True:
            forced = self.forced(honest, lying)
            steps = (honest | lying).bit_count() - assumed
            if forced is None:
                return _Case((honest, lying), steps + 1, closed=True)
            if forced == (0, 0):
                return _Case((honest, lying), steps, closed=assumed + steps == self.num_people)
            honest, lying = honest | forced[0], lying | forced[1]

    def forced(self, honest: int, lying: int) -> Known | None:
        """The roles that follow from single constraints, all weighed in the same light; None if they clash."""
        new_honest = new_lying = 0
        for constraint in self.constraints:
            key = honest & constraint.people, lying & constraint.people
            if key not in constraint.replies:
                constraint.replies[key] = constraint.weigh(*key)
            reply = constraint.replies[key]
            if reply is None:
                return None
            new_honest |= reply[0]
            new_lying |= reply[1]
        return None if new_honest & new_lying else (new_honest, new_lying)
