"""One of several replies chosen without the solution, and what that earns for its tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from logic_rl.analysis.statistics.accuracy import Attempts, attempts_of
from logic_rl.analysis.statistics.intervals import share_over_clusters
from logic_rl.claims.claim import FALSE, TRUE, Claim
from logic_rl.errors import UsageError
from logic_rl.tasks.task import Task, ability

# Steps that are true or false by the statements and what is assumed: to check them nobody needs the solution.
LOCAL = ("quotation", "lookup", "mark", "fits")
GIVEN = ("verdict", "expected")  # these too, where they are said under an assumption


class Candidate(NamedTuple):
    """A reply as those who choose see it, and whether it is right, which they do not.

    Attributes:
        answer: None where it cannot be read.
        says_success: whether it says in its own words that all statements fit.
        steps: how many of its steps were checked and true; 0 where one is false.
    """

    answer: Hashable | None
    num_tokens: int
    says_success: bool
    steps: int
    is_right: bool


Choose = Callable[[Sequence[Candidate]], Candidate]


def majority(candidates: Sequence[Candidate]) -> Candidate:
    """Self-consistency (arXiv 2203.11171): the first with the answer that most give."""
    return _voted(candidates, [1.0] * len(candidates))


def best_of(candidates: Sequence[Candidate]) -> Candidate:
    """The shortest of those that say that all fits; where none does, as `majority`."""
    finished = [one for one in candidates if one.says_success and one.answer is not None]
    return min(finished, key=lambda one: one.num_tokens) if finished else majority(candidates)


def checked_vote(candidates: Sequence[Candidate]) -> Candidate:
    """A vote in which each reply weighs as much as it has steps, none of them false; where none has, as `majority`."""
    weights = [float(one.steps) for one in candidates]
    return _voted(candidates, weights if any(weights) else [1.0] * len(candidates))


STRATEGIES: dict[str, Choose] = {"majority": majority, "best-of": best_of, "checked-vote": checked_vote}


def _voted(candidates: Sequence[Candidate], weights: Sequence[float]) -> Candidate:
    votes: dict[Hashable, float] = defaultdict(float)
    for one, weight in zip(candidates, weights, strict=True):
        if one.answer is not None:
            votes[one.answer] += weight
    if not votes:
        return candidates[0]
    winner = max(votes, key=lambda answer: votes[answer])  # of equals the first
    return next(one for one in candidates if one.answer == winner)


def strategy_table(rows: Iterable[dict], names: Sequence[str], task: Task) -> dict[str, dict[str, dict]]:
    """Strategy → number of samples → share right with its 95 % interval over questions, and `tokens` a question.

    Samples of a question are taken k at a time, in their order, for k = 1, 2, 4, … up to all of them.

    Raises:
        UsageError: the task cannot check steps.
    """
    rows = list(rows)
    groups = list(zip(attempts_of(rows), _questions(rows), strict=True))
    candidates = [(attempts.puzzle, _candidates(attempts, own, task)) for attempts, own in groups]
    most = min(len(own) for _, own in candidates)
    counts = [2**power for power in range(most.bit_length()) if 2**power <= most]
    return {name: {str(k): _measured(candidates, STRATEGIES[name], k) for k in counts} for name in names}


def _questions(rows: Iterable[dict]) -> list[list[dict]]:
    by_question: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_question[row["puzzle_id"]].append(row)
    return list(by_question.values())


def _measured(candidates: Sequence[tuple[str, list[Candidate]]], choose: Choose, k: int) -> dict:
    """At k samples a question."""
    rights, clusters, tokens = [], [], []
    for question, own in candidates:
        for start in range(0, len(own) - k + 1, k):
            block = own[start : start + k]
            rights.append(float(choose(block).is_right))
            clusters.append(question)
            tokens.append(sum(one.num_tokens for one in block))
    return share_over_clusters(rights, clusters) | {"tokens": round(sum(tokens) / len(tokens), 1)}


def _candidates(attempts: Attempts, rows: Sequence[dict], task: Task) -> list[Candidate]:
    check = ability(task, "check")
    if check is None:
        raise UsageError(f"--strategy: task {task.name} has no `check` that tells which steps are true")
    question = task.question_of(rows[0])
    found = []
    for place, row in enumerate(rows):
        claims = check(question, row["response"])
        success = any(claim.kind == "all_hold" for claim in claims)
        found.append(
            Candidate(
                attempts.answers[place], attempts.lengths[place], success, true_steps(claims), attempts.rights[place]
            )
        )
    return found


def true_steps(claims: Iterable[Claim]) -> int:
    """Steps that can be checked without the solution, if all of them are true; else 0."""
    truths = [claim.truth for claim in claims if checkable(claim)]
    return 0 if FALSE in truths else truths.count(TRUE)


def checkable(claim: Claim) -> bool:
    """Whether nobody needs the solution to say if it is true."""
    return claim.kind in LOCAL or bool(claim.kind in GIVEN and claim.given and claim.truth in (TRUE, FALSE))
