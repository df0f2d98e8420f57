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

In a script: `GRPOTrainer(reward_funcs=trl_reward, train_dataset=…)`, where the data set is one of `logicrl generate
--format parquet` with a `prompt` column added; `trl_reward_with(layout="answer")` for other settings.

verl calls once for each response, with the ground truth that `logicrl generate --format verl` has stored:

>>> compute_score("kk_logic", right, row, {"question": "…"})
3.0

On its command line, where the third is for other settings than these:

    custom_reward_function.path=pkg://logic_rl.rewards.adapters
    custom_reward_function.name=compute_score
    +custom_reward_function.reward_kwargs.layout=answer
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from logic_rl.errors import UsageError
from logic_rl.rewards.rubric import score
from logic_rl.tags import THINK_CLOSE, THINK_OPEN
from logic_rl.types import Score
from puzzles.errors import PuzzleFormatError
from puzzles.formats.verl import puzzle_of_truth
from puzzles.puzzle import KNIGHT_KNAVE, Puzzle

Completion = str | Sequence[Mapping]
LogColumn = Callable[[str, list], None]


def trl_reward_with(layout: str = "think-answer", opened_think: bool | None = None) -> Callable[..., list[float]]:
    """A reward function for TRL with these settings; see `logic_rl.rewards.score`.

    With `opened_think=None` a prompt given as text says by its end whether `<think>` is open; a chat does not
    show what its template adds, so say True where the template opens it.
    """

    def trl_reward(
        completions: Sequence[Completion],
        prompts: Sequence[Completion] | None = None,
        log_extra: LogColumn | None = None,
        **columns: object,
    ) -> list[float]:
        """Rewards in the order of the completions.

        Args:
            completions: texts, or chats whose last message is the reply.
            prompts: as TRL passes them; looked at for an open `<think>` only.
            log_extra: as TRL passes it; gets the verdict and the reason of each reward.
            columns: lists as long as `completions`: `names` and `solution`, and if there are any `roles`
                (knight and knave otherwise) and `text`. Others are passed over.

        Raises:
            UsageError: a column is missing or of another length.
        """
        puzzles = _puzzles(columns, len(completions))
        opened = [opened_think] * len(puzzles) if prompts is None else [_opened(p, opened_think) for p in prompts]
        scores = [
            score(_reply(completion), puzzle, opened_think=bool(open_), layout=layout)
            for completion, puzzle, open_ in zip(completions, puzzles, opened, strict=True)
        ]
        if log_extra:
            _log(scores, log_extra)
        return [one.total for one in scores]

    return trl_reward


trl_reward = trl_reward_with()


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: Mapping | str,
    extra_info: Mapping | None = None,
    *,
    layout: str = "think-answer",
    opened_think: bool = False,
    **others: object,
) -> float:
    """The reward of one response, as verl asks for it.

    Args:
        data_source: not looked at: the ground truth says all.
        solution_str: the response, without the prompt.
        ground_truth: names, roles and solution, as a record or JSON text.
        extra_info: its `question`, where there is one, lets a reply that only repeats it score nothing.
        layout, opened_think: see `logic_rl.rewards.score`; set them under `reward_kwargs`.
        others: what else verl passes along; not looked at.

    Raises:
        UsageError: the ground truth is not one that the verl format holds.
    """
    question = (extra_info or {}).get("question") or ""
    try:
        puzzle = puzzle_of_truth(ground_truth, question)
    except PuzzleFormatError as error:
        raise UsageError(f"{error}; write the data with logicrl generate --format verl") from None
    return score(solution_str, puzzle, opened_think=opened_think, layout=layout).total


def _puzzles(columns: Mapping[str, object], count: int) -> list[Puzzle]:
    """One puzzle a completion, from the columns of the data set."""
    taken = {"roles": [KNIGHT_KNAVE] * count, "text": [""] * count, **columns}
    for name in ("names", "solution", "roles", "text"):
        if not isinstance(taken.get(name), Sequence) or len(taken[name]) != count:
            raise UsageError(
                f"the reward needs the column {name!r}, one value for each of {count} completions; "
                "take the columns of logicrl generate --format parquet"
            )
    rows = zip(taken["names"], taken["roles"], taken["solution"], taken["text"], strict=True)
    try:
        return [
            puzzle_of_truth({"names": names, "roles": roles, "solution": solution}, text)
            for names, roles, solution, text in rows
        ]
    except PuzzleFormatError as error:
        raise UsageError(f"columns that are no puzzle: {error}") from None


def _opened(prompt: Completion, told: bool | None) -> bool:
    if told is not None:
        return told
    return isinstance(prompt, str) and prompt.rstrip().endswith(THINK_OPEN)


def _reply(completion: Completion) -> str:
    """The text of a completion; thinking that a parser took out of a chat message is put back before it."""
    if isinstance(completion, str):
        return completion
    message = completion[-1] if completion else {}
    thinking = message.get("reasoning_content") or message.get("thinking")
    text = _content(message.get("content"))
    return f"{THINK_OPEN}{thinking}{THINK_CLOSE}{text}" if thinking else text


def _content(content: object) -> str:
    """A message's content: text, or parts of which some are text."""
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or "" for part in content or ())


def _log(scores: Sequence[Score], log_extra: LogColumn) -> None:
    log_extra("verdict", [one.verdict for one in scores])
    log_extra("reason", [one.reason for one in scores])
