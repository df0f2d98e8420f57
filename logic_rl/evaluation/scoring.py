"""Rewarding response rows by the rules: what `logicrl score` and `logic_rl.score` do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from logic_rl.config.reading import read_reward, reward_from_tree
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.batch import Rubric
from logic_rl.shapes import response_row
from logic_rl.tasks import make_task
from logic_rl.tasks.knights.rows import (
    PUZZLE_FIELDS,
    Given,
    check_response,
    puzzle_of_response,
    puzzles_by_id,
    rows_of,
)
from logic_rl.tasks.knights.task import KnightsTask
from logic_rl.tasks.task import Task
from logic_rl.types import Question, Reply, Score


def score(
    rows: Given,
    puzzles: Given | None = None,
    *,
    layout: str | None = None,
    opened_think: bool = False,
    reward: RewardConfig | Mapping[str, Any] | Sequence[str] = (),
    max_tokens: int | None = None,
    task: str | None = None,
    task_options: Mapping[str, Any] | None = None,
    field: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[dict]:
    """Reward responses by the rules, with the reason for each.

    Args:
        rows: response rows, or a file of them: `{"id", "puzzle_id", "response"}`, or with the puzzle's own fields.
            The parts length and overlong need `num_tokens` too; for length, rows with the same puzzle and `step` are
            one group.
        puzzles: the puzzles that rows name, or a file of them.
        layout: blocks a reply must have, one of `logic_rl.config.reward.LAYOUTS`; None takes that of `reward`.
        opened_think: the prompt ended with an open <think>; a row's own field wins.
        reward: the rubric, as under `reward:` in a curriculum, or `key=value` settings of it.
        max_tokens: cap on a reply, for the part overlong.
        field: where replies stand in rows of another tool: `output`, `completion.text`.
        task, task_options: of rows that are no knights and knaves; by default what their `task` says.
        progress: called with how many are rewarded, and how many there are.

    Returns:
        `{"id", "total", "parts", "verdict", "reason", "level"}` a row, in their order.

    Raises:
        UsageError: a row or a setting cannot be used.

    Example: `logic_rl.score("responses.jsonl", "data/puzzles/test.jsonl")[0]["verdict"]`
    """
    config = rubric_of(reward, layout)
    pairs = list(_with_questions(rows, puzzles, task, task_options, field))
    kind = make_task(task or _task_of(pairs), task_options)
    replies = [
        Reply(row["response"], question, row.get("opened_think", opened_think), row.get("num_tokens"))
        for row, question in pairs
    ]
    groups = [(row.get("step"), question.id) for row, question in pairs]
    scores = _scores(kind.rubric(config, max_tokens), replies, groups, progress or (lambda done, total: None))
    kind.close()
    return [
        {"id": row["id"], "total": one.total, "parts": one.parts, "verdict": one.verdict, "reason": one.reason,
         "level": question.level}
        for (row, question), one in zip(pairs, scores, strict=True)
    ]  # fmt: skip


def rubric_of(reward: RewardConfig | Mapping[str, Any] | Sequence[str], layout: str | None) -> RewardConfig:
    """The rubric that is asked for, with this layout if there is one; raises UsageError for what cannot be."""
    if isinstance(reward, RewardConfig):
        return reward
    if isinstance(reward, Mapping):
        return reward_from_tree(dict(reward) | ({"layout": layout} if layout else {}), "reward")
    return read_reward((*reward, f"layout={layout}") if layout else tuple(reward))


def _with_questions(
    rows: Given, puzzles: Given | None, task: str | None, options: Mapping[str, Any] | None, field: str | None
) -> Iterator[tuple[dict, Question]]:
    """Checked response rows with what they answer."""
    path, numbered = rows_of(rows, "rows")
    known = puzzles_by_id(puzzles) if puzzles is not None and task in (None, "knights") else {}
    kinds: dict[str, Task] = {}
    for number, row in numbered:
        where, name = f"{path}:{number}", task or row.get("task") or "knights"
        row = response_row(row, where, number, field)
        check_response(row, where)
        if name not in kinds:
            kinds[name] = make_task(name, options)
        if not isinstance(kinds[name], KnightsTask):
            yield row, _question_of(row, kinds[name], where)
            continue
        puzzle = puzzle_of_response(row, known, path, number)
        if puzzle is None:
            raise UsageError(f"{where}: which puzzle? Add 'puzzle_id', or the fields {', '.join(PUZZLE_FIELDS)}")
        yield row, puzzle


def _question_of(row: dict, task: Task, where: str) -> Question:
    try:
        return task.question_of(row)
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{where}: no question of task {task.name}: {error!r}; add its fields to this row") from None


def _task_of(pairs: Sequence[tuple[dict, Question]]) -> str:
    names = {row.get("task") or "knights" for row, _ in pairs}
    if len(names) > 1:
        raise UsageError(f"rows of several tasks ({', '.join(sorted(names))}): score each by itself")
    return next(iter(names), "knights")


def _scores(
    rubric: Rubric, replies: Sequence[Reply], groups: Iterable[tuple], progress: Callable[[int, int], None]
) -> list[Score]:
    """Scores in the order of the replies; one by one unless a part compares within groups."""
    if rubric.reward.length:
        return rubric.score_mixed(replies, list(groups))
    scores = []
    for reply in replies:
        scores.append(rubric.score(reply))
        progress(len(scores), len(replies))
    return scores
