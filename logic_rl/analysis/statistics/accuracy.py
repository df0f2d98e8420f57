"""How often a model is right: pass@1, pass@k and cons@k with intervals, overall and by kind of question.

pass@1 is the mean over k samples a puzzle, as DeepSeek-R1 reports it (arXiv 2501.12948, section 3); pass@k is the
unbiased estimator of Chen et al. (arXiv 2107.03374, equation 1); cons@k is the majority over the readable answers.
Intervals come from a bootstrap over questions, since samples of one question resemble each other.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from logic_rl.analysis.sizes import PEOPLE, Size, in_places, size_of_row
from logic_rl.analysis.statistics.intervals import share, share_over_clusters
from logic_rl.metrics import mean
from logic_rl.rewards.format import split_blocks
from puzzles import read_answer
from puzzles.difficulty import BANDS

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Attempts:
    """All samples of one question.

    Example: `Attempts("kk-1", Size("people", 2), "en", "easy", floor=0.25, rights=(True, False),
    formatted=(True, True), answers=((True, False), None), right_answers={(True, False)}, lengths=(80, 95),
    cut_off=(False, False))`.

    Attributes:
        floor: chance that a guess is right; None where nobody can say.
        verified: whether each sample earned its answer; empty where nobody can say.
        answers: equal where they are worth the same; None is one that cannot be read.
    """

    puzzle: str
    size: Size | None
    language: str
    band: str
    floor: float | None
    rights: tuple[bool, ...]
    formatted: tuple[bool, ...]
    answers: tuple[Hashable | None, ...]
    right_answers: frozenset[Hashable]
    lengths: tuple[int, ...]
    cut_off: tuple[bool, ...]
    verified: tuple[bool, ...] = ()

    def __len__(self) -> int:
        return len(self.rights)


def attempts_of(rows: Iterable[dict]) -> list[Attempts]:
    """Response rows (as `logicrl sample` and `evaluate` write them), gathered by puzzle, in order of appearance."""
    by_puzzle: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_puzzle[row["puzzle_id"]].append(row)
    return [_attempts(name, samples) for name, samples in by_puzzle.items()]


def _attempts(name: str, rows: list[dict]) -> Attempts:
    first, size = rows[0], size_of_row(rows[0])
    read = _roles if size and size.word == PEOPLE else _answer
    verdicts, answers = [row["score"]["verdict"] for row in rows], tuple(map(read, rows))
    right = [answer for answer, verdict in zip(answers, verdicts, strict=True) if verdict == "correct"]
    return Attempts(
        puzzle=name,
        size=size,
        language=first.get("language", "en"),
        band=(first.get("difficulty") or {}).get("band", ""),
        floor=_floor_of(first, size),
        rights=tuple(verdict == "correct" for verdict in verdicts),
        formatted=tuple(verdict != "bad_format" for verdict in verdicts),
        answers=answers,
        right_answers=frozenset([tuple(first["solution"])] if read is _roles else right),
        lengths=tuple(row["num_tokens"] for row in rows),
        cut_off=tuple(row["finish_reason"] == "length" for row in rows),
        verified=tuple(row["verified"] for row in rows) if all("verified" in row for row in rows) else (),
    )


def _floor_of(row: dict, size: Size | None) -> float | None:
    """What the row says that guessing earns; of a puzzle that says nothing, what a coin for every role does."""
    if "floor" in row:
        return row["floor"]
    return 0.5**size.number if size and size.word == PEOPLE else None


def _roles(row: dict) -> tuple[bool, ...] | None:
    """The roles in the answer block; None where there is no such block or they cannot be read."""
    block = _block(row)
    return None if block is None else read_answer(block, row["names"], tuple(row["roles"])).assignment


def _answer(row: dict) -> Hashable | None:
    """What the row says its answer counts as, else the words of the answer block; None where it cannot be read."""
    if "answer_class" in row:
        kind = row["answer_class"]
        return json.dumps(kind, sort_keys=True) if isinstance(kind, list | dict) else kind
    block = None if row["score"]["verdict"] == "unparsed" else _block(row)
    return None if block is None else " ".join(block.split())


def _block(row: dict) -> str | None:
    blocks = split_blocks(row["response"], opened_think=False, layout="answer")
    return None if blocks.fault else blocks.answer


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
    return mean(answer in attempts.right_answers for answer in leaders)


def accuracy_table(puzzles: Sequence[Attempts]) -> dict:
    """All about a set of attempts: `all`, `people` or `levels`, and `band` and `language` where there are several."""
    if not puzzles:
        return {"all": None}
    table: dict = {"all": accuracy_of(puzzles), **in_places(_by(puzzles, attrgetter("size")))}
    for name in ("band", "language"):
        groups = _by(puzzles, attrgetter(name))
        if len(groups) > 1:
            table[name] = {value: groups[value] for value in sorted(groups, key=_place)}
    return table


def _by(puzzles: Sequence[Attempts], key: Callable[[Attempts], Key]) -> dict[Key, dict]:
    groups: dict[Key, list[Attempts]] = defaultdict(list)
    for attempts in puzzles:
        groups[key(attempts)].append(attempts)
    return {name: accuracy_of(group) for name, group in groups.items() if name}


def _place(name: str) -> tuple[int, str]:
    """Bands from the easiest on, languages by name."""
    bands = [band for band, _ in BANDS]
    return (bands.index(name) if name in bands else 0, name)


def accuracy_of(puzzles: Sequence[Attempts]) -> dict:
    """One line of the table. A measure's `floor` is what guessing earns; None where that is not known."""
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
        values = [pass_at_k(len(attempts), sum(attempts.rights), k) for attempts in puzzles]
        row[f"pass@{k}"] = _over_puzzles(values, puzzles) | {"floor": _floor(puzzles, k)}
    row |= _verified(puzzles, fewest)
    if fewest > 1:
        row[f"cons@{fewest}"] = _over_puzzles(list(map(consensus, puzzles)), puzzles) | {"floor": floor}
    return row | {
        "format_rate": mean(flag for attempts in puzzles for flag in attempts.formatted),
        "readable_rate": mean(answer is not None for attempts in puzzles for answer in attempts.answers),
        "mean_length": mean(length for attempts in puzzles for length in attempts.lengths),
        "truncated_rate": mean(flag for attempts in puzzles for flag in attempts.cut_off),
    }


def _verified(puzzles: Sequence[Attempts], fewest: int) -> dict:
    """`verified@1` and `verified@k`, estimated as pass@k is, and `lucky`, the share of right samples that are not
    verified; nothing where it is not known of every sample."""
    if not all(attempts.verified for attempts in puzzles):
        return {}
    row = {}
    for k in [1, *_powers(fewest)]:
        values = [pass_at_k(len(attempts), sum(attempts.verified), k) for attempts in puzzles]
        row[f"verified@{k}"] = _over_puzzles(values, puzzles) | {"floor": None}
    if fewest == 1 and all(len(attempts) == 1 for attempts in puzzles):
        exact = share([attempts.verified[0] for attempts in puzzles])
        row["verified@1"] |= {"low": exact["low"], "high": exact["high"]}
    lucky = [
        (not earned, attempts.puzzle)
        for attempts in puzzles
        for right, earned in zip(attempts.rights, attempts.verified, strict=True)
        if right
    ]
    return row | {"lucky": share_over_clusters([flag for flag, _ in lucky], [name for _, name in lucky])}


def _floor(puzzles: Sequence[Attempts], k: int) -> float | None:
    """Chance that one of k guesses is right. A majority of guesses is right as often as one: none is favoured."""
    floors = [attempts.floor for attempts in puzzles if attempts.floor is not None]
    return mean(1 - (1 - floor) ** k for floor in floors) if len(floors) == len(puzzles) else None


def _powers(limit: int) -> list[int]:
    """2, 4, 8, … up to `limit`, which is always the last."""
    powers = [2**e for e in range(1, limit.bit_length()) if 2**e < limit]
    return [*powers, limit] if limit > 1 else []


def _over_puzzles(values: Sequence[float], puzzles: Sequence[Attempts]) -> dict:
    return share_over_clusters(values, [attempts.puzzle for attempts in puzzles])
