"""How often a model is right: pass@1, pass@k and cons@k with intervals, overall and by kind of puzzle.

pass@1 is the mean over k samples a puzzle, as DeepSeek-R1 reports it (arXiv 2501.12948, section 3); pass@k is the
unbiased estimator of Chen et al. (arXiv 2107.03374, equation 1); cons@k is the majority over the readable answers.
Intervals come from a bootstrap over puzzles, since samples of one puzzle resemble each other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from logic_rl.analysis.statistics.intervals import share, share_over_clusters
from logic_rl.metrics import mean
from logic_rl.rewards.format import split_blocks
from puzzles import read_answer
from puzzles.difficulty import BANDS


@dataclass(frozen=True, slots=True)
class Attempts:
    """All samples of one puzzle, or of one problem (then `num_people` is None and answers are classes of equal worth).

    Example: `Attempts("kk-1", 3, "en", "easy", (True, False), rights=(True, False), formatted=(True, True),
    answers=((True, False), None), lengths=(80, 95), cut_off=(False, False))`; answer None is one that cannot be read.
    """

    puzzle: str
    num_people: int | None
    language: str
    band: str
    solution: Hashable
    rights: tuple[bool, ...]
    formatted: tuple[bool, ...]
    answers: tuple[Hashable | None, ...]
    lengths: tuple[int, ...]
    cut_off: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.rights)


def attempts_of(rows: Iterable[dict]) -> list[Attempts]:
    """Response rows (as `logicrl sample` and `evaluate` write them), gathered by puzzle, in order of appearance."""
    by_puzzle: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_puzzle[row["puzzle_id"]].append(row)
    return [_attempts(name, own) for name, own in by_puzzle.items()]


def _attempts(name: str, rows: list[dict]) -> Attempts:
    first = rows[0]
    is_problem = "answer_class" in first
    return Attempts(
        puzzle=name,
        num_people=None if is_problem else first["num_people"],
        language=first.get("language", "en"),
        band=(first.get("difficulty") or {}).get("band", ""),
        solution=0 if is_problem else tuple(first["solution"]),
        rights=tuple(row["score"]["verdict"] == "correct" for row in rows),
        formatted=tuple(row["score"]["verdict"] != "bad_format" for row in rows),
        answers=tuple(row["answer_class"] if is_problem else _answer(row) for row in rows),
        lengths=tuple(row["num_tokens"] for row in rows),
        cut_off=tuple(row["finish_reason"] == "length" for row in rows),
    )


def _answer(row: dict) -> tuple[bool, ...] | None:
    """The roles in the answer block; None where there is no such block or they cannot be read."""
    blocks = split_blocks(row["response"], opened_think=False, layout="answer")
    return None if blocks.fault else read_answer(blocks.answer, row["names"], tuple(row["roles"])).assignment


def pass_at_k(samples: int, right: int, k: int) -> float:
    """Chance that at least one of k samples is right, estimated without bias from `right` of `samples`.

    Raises:
        ValueError: k is larger than the number of samples.
    """
    if not 1 <= k <= samples:
        raise ValueError(f"pass@{k} needs at least {k} samples a puzzle; there are {samples}")
    return 1.0 - math.comb(samples - right, k) / math.comb(samples, k)


def consensus(attempts: Attempts) -> float:
    """1 when the commonest readable answer is right; where several are commonest, the share of them that is."""
    votes = Counter(answer for answer in attempts.answers if answer is not None)
    if not votes:
        return 0.0
    most = max(votes.values())
    leaders = [answer for answer, count in votes.items() if count == most]
    return mean(answer == attempts.solution for answer in leaders)


def accuracy_table(puzzles: Sequence[Attempts]) -> dict:
    """All about a set of attempts: `all`, `people` (of puzzles), and `band` and `language` where there are several."""
    if not puzzles:
        return {"all": None}
    table: dict = {"all": accuracy_of(puzzles)}
    if puzzles[0].num_people is not None:
        table["people"] = _by(puzzles, lambda p: str(p.num_people))
    for name in ("band", "language"):
        groups = _by(puzzles, lambda p, name=name: getattr(p, name))
        if len(groups) > 1:
            table[name] = groups
    return table


def _by(puzzles: Sequence[Attempts], key: Callable[[Attempts], str]) -> dict[str, dict]:
    groups: dict[str, list[Attempts]] = defaultdict(list)
    for attempts in puzzles:
        groups[key(attempts)].append(attempts)
    bands = [name for name, _ in BANDS]  # the easiest first; numbers of people by size

    def place(name: str) -> tuple:
        return (bands.index(name) if name in bands else 0, len(name), name)

    return {name: accuracy_of(groups[name]) for name in sorted(groups, key=place) if name}


def accuracy_of(puzzles: Sequence[Attempts]) -> dict:
    """One line of the table. A measure's `floor` is what guessing every role by a coin earns; None for problems."""
    fewest, floor = min(map(len, puzzles)), _floor(puzzles, 1)
    samples = [(attempts.puzzle, right) for attempts in puzzles for right in attempts.rights]
    one = share_over_clusters([right for _, right in samples], [name for name, _ in samples])
    if all(len(attempts) == 1 for attempts in puzzles):
        exact = share([attempts.rights[0] for attempts in puzzles])
        one |= {"low": exact["low"], "high": exact["high"]}
    row = {
        "num_puzzles": len(puzzles),
        "num_samples": len(samples),
        "floor": floor,
        "pass@1": one | {"floor": floor},
    }
    for k in _powers(fewest):
        found = _over_puzzles(puzzles, lambda p, k=k: pass_at_k(len(p), sum(p.rights), k))
        row[f"pass@{k}"] = found | {"floor": _floor(puzzles, k)}
    if fewest > 1:
        row[f"cons@{fewest}"] = _over_puzzles(puzzles, consensus) | {"floor": floor}
    return row | {
        "format_rate": mean(flag for attempts in puzzles for flag in attempts.formatted),
        "readable_rate": mean(answer is not None for attempts in puzzles for answer in attempts.answers),
        "mean_length": mean(length for attempts in puzzles for length in attempts.lengths),
        "truncated_rate": mean(flag for attempts in puzzles for flag in attempts.cut_off),
    }


def _floor(puzzles: Sequence[Attempts], k: int) -> float | None:
    """Chance that one of k guesses is right. A majority of guesses is right as often as one: none is favoured."""
    if any(attempts.num_people is None for attempts in puzzles):
        return None
    return mean(1 - (1 - 0.5**attempts.num_people) ** k for attempts in puzzles)


def _powers(limit: int) -> list[int]:
    """2, 4, 8, … up to `limit`, which is always the last."""
    powers = [2**e for e in range(1, limit.bit_length()) if 2**e < limit]
    return [*powers, limit] if limit > 1 else []


def _over_puzzles(puzzles: Sequence[Attempts], value: Callable[[Attempts], float]) -> dict:
    return share_over_clusters([value(attempts) for attempts in puzzles], [attempts.puzzle for attempts in puzzles])
