"""The reward as other trainers call it: `trl_reward` for TRL, `compute_score` for verl.

TRL hands over completions and the columns of its data set; our puzzle rows have those that are needed:

>>> thinking = "<think>If Zoey told the truth, she would be lying. So she lies.</think>"
>>> right = thinking + "<answer>Zoey: knave, Mia: knight</answer>"
>>> row = {"names": ["Zoey", "Mia"], "roles": ["knight", "knave"], "solution": [False, True]}
>>> columns = {name: [value] * 2 for name, value in row.items()}
>>> trl_reward([right, "Zoey lies."], **columns)
[3.0, -3.0]
>>> trl_reward([[{"role": "assistant", "content": right}]] * 2, **columns)
[3.0, 3.0]

In one line, where FOLDER is what `logicrl generate --format trl` has written:

    trl grpo --dataset_name FOLDER --reward_funcs logic_rl.rewards.adapters.trl_reward --model_name_or_path MODEL

In a script: `GRPOTrainer(reward_funcs=trl_reward, train_dataset=…)`. For another rubric there is
`trl_reward_with(reward={"layout": "answer", "language": 0.5})`; its keys are those of `reward:` in a curriculum.

verl calls once for each response, with the ground truth that `logicrl generate --format verl` has stored:

>>> compute_score("kk_logic", right, row, {"question": "…"})
3.0

On its command line, where the third is for other settings than these:

    custom_reward_function.path=pkg://logic_rl.rewards.adapters
    custom_reward_function.name=compute_score
    +custom_reward_function.reward_kwargs.layout=answer
    +custom_reward_function.reward_kwargs.reward.language=0.5
    +custom_reward_function.reward_kwargs.with_parts=true
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from logic_rl.config.reading import reward_from_tree
from logic_rl.config.reward import Layout, RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.batch import Reply, Rubric
from logic_rl.shapes import Unreadable, reply_of_message
from logic_rl.tags import THINK_OPEN
from logic_rl.types import Score
from puzzles.errors import PuzzleFormatError
from puzzles.formats.verl import puzzle_of_truth
from puzzles.puzzle import KNIGHT_KNAVE, Puzzle
from puzzles.script import language_of

Completion = str | Sequence[Mapping]
LogColumn = Callable[[str, list], None]


def trl_reward_with(
    layout: str | None = None,
    opened_think: bool | None = None,
    reward: RewardConfig | Mapping | None = None,
    max_tokens: int | None = None,
) -> Callable[..., list[float]]:
    """A reward function for TRL with these settings; see `logic_rl.rewards.score`.

    With `opened_think=None` a prompt given as text says by its end whether `<think>` is open; a chat does not
    show what its template adds, so say True where the template opens it. The parts `length` and `overlong` count
    the `completion_ids`; for `length`, completions of the same puzzle in one call are a group.

    Raises:
        UsageError: a key or value of `reward` that cannot work.
    """
    rubric = Rubric(_reward_config(reward, layout), max_tokens)

    def trl_reward(
        completions: Sequence[Completion],
        prompts: Sequence[Completion] | None = None,
        completion_ids: Sequence[Sequence[int]] | None = None,
        log_extra: LogColumn | None = None,
        **columns: object,
    ) -> list[float]:
        """Rewards in the order of the completions.

        Args:
            completions: texts, or chats whose last message is the reply.
            prompts: as TRL passes them; looked at for an open `<think>` only.
            completion_ids: as TRL passes them; counted only.
            log_extra: as TRL passes it; gets the verdict, the reason and the parts of each reward.
            columns: lists as long as `completions`: `names` and `solution`, and if there are any `roles`
                (knight and knave otherwise), `text` and `language`. Others are passed over.

        Raises:
            UsageError: a column is missing or of another length.
        """
        puzzles = _puzzles(columns, len(completions))
        opened = [opened_think] * len(puzzles) if prompts is None else [_opened(p, opened_think) for p in prompts]
        lengths = [None] * len(puzzles) if completion_ids is None else map(len, completion_ids)
        replies = [
            Reply(_reply(completion), puzzle, bool(open_), length)
            for completion, puzzle, open_, length in zip(completions, puzzles, opened, lengths, strict=True)
        ]
        scores = rubric.score_mixed(replies, puzzles)
        if log_extra:
            _log(scores, log_extra)
        return [one.total for one in scores]

    return trl_reward


def compute_score(
    data_source: str,
    solution_str: Completion,
    ground_truth: Mapping | str,
    extra_info: Mapping | None = None,
    *,
    layout: str | None = None,
    opened_think: bool = False,
    reward: RewardConfig | Mapping | None = None,
    with_parts: bool = False,
    **others: object,
) -> float | dict[str, float]:
    """The reward of one response, as verl asks for it.

    Args:
        data_source: not looked at: the ground truth says all.
        solution_str: the response, without the prompt; of a chat the last message counts.
        ground_truth: names, roles and solution, as a record or JSON text.
        extra_info: its `question`, where there is one, lets a reply that only repeats it score nothing.
        layout, opened_think, reward: see `logic_rl.rewards.score`; set them under `reward_kwargs`. The parts
            `length` and `overlong` are for other trainers: verl tells neither the group nor the number of tokens.
        with_parts: return `{"score": total, "acc": 0 or 1, part: points, …}`, which verl logs, instead of the total.
        others: what else verl passes along; not looked at.

    Raises:
        UsageError: the ground truth is not one that the verl format holds, or `reward` cannot work.
    """
    extra = extra_info or {}
    config = _reward_config(reward, layout)
    if config.length or config.overlong:
        raise UsageError("verl tells neither the group nor the number of tokens: set reward.length and .overlong to 0")
    try:
        puzzle = puzzle_of_truth(ground_truth, extra.get("question") or "")
    except PuzzleFormatError as error:
        raise UsageError(f"{error}; write the data with logicrl generate --format verl") from None
    puzzle = replace(puzzle, language=extra.get("language") or language_of(puzzle.text))
    one = Rubric(config).score(Reply(_reply(solution_str), puzzle, opened_think))
    if with_parts:
        return {"score": one.total, "acc": float(one.verdict == "correct"), **one.parts}
    return one.total


def _reward_config(given: RewardConfig | Mapping | None, layout: str | None) -> RewardConfig:
    config = given if isinstance(given, RewardConfig) else reward_from_tree(dict(given or {}), "reward")
    return config if layout is None else replace(config, layout=cast(Layout, layout))


def _puzzles(columns: Mapping[str, object], count: int) -> list[Puzzle]:
    """One puzzle a completion, from the columns of the data set."""
    usual = {"roles": [KNIGHT_KNAVE] * count, "text": [""] * count, "language": [None] * count}
    taken: dict[str, Any] = {**usual, **columns}
    for name in ("names", "solution", "roles", "text", "language"):
        if not isinstance(taken.get(name), Sequence) or len(taken[name]) != count:
            raise UsageError(
                f"the reward needs the column {name!r}, one value for each of {count} completions; "
                "take the columns of logicrl generate --format trl"
            )
    rows = zip(*(taken[name] for name in ("names", "roles", "solution", "text", "language")), strict=True)
    try:
        return [
            replace(
                puzzle_of_truth({"names": names, "roles": roles, "solution": solution}, text),
                language=language or language_of(text),
            )
            for names, roles, solution, text, language in rows
        ]
    except PuzzleFormatError as error:
        raise UsageError(f"columns that are no puzzle: {error}") from None


def _opened(prompt: Completion, told: bool | None) -> bool:
    if told is not None:
        return told
    return isinstance(prompt, str) and prompt.rstrip().endswith(THINK_OPEN)


def _reply(completion: Completion) -> str:
    """The text of a completion, of a chat its last message; thinking that a parser took out of it is put back.

    A message that holds no text, or calls a tool, is an empty reply: a policy may write one, and earns nothing by it.
    """
    message = completion if isinstance(completion, str | Mapping) else completion[-1] if completion else ""
    try:
        return reply_of_message(message)
    except Unreadable:
        return ""


def _log(scores: Sequence[Score], log_extra: LogColumn) -> None:
    log_extra("verdict", [one.verdict for one in scores])
    log_extra("reason", [one.reason for one in scores])
    for part in scores[0].parts if scores else ():
        log_extra(part, [one.parts[part] for one in scores])


trl_reward = trl_reward_with()
