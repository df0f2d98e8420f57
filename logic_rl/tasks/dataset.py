"""A data set without a file: questions of a task by their number, and what scores the replies to them.

The interface is that of reasoning-gym (`create_dataset`, `score_answer`), so that whatever takes its data sets takes
these; the environments of `integrations/` are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from logic_rl.config.reading import reward_from_tree
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.seeding import stream
from logic_rl.tasks import make_task
from logic_rl.types import Question, Reply, Score
from puzzles.formats.load import our_row
from puzzles.formats.reasoning_gym import entry_of
from puzzles.puzzle import Puzzle
from puzzles.spelling import choose_from

SPLITS = ("train", "valid", "test")
DEFAULT_SIZE = 500  # as in reasoning-gym


class TaskDataset(Sequence[dict]):
    """Entries `{"question", "answer", "metadata"}` of one task and one split.

    Entry i depends on seed, split, levels and i alone: not on the size, nor on what was looked at before. Entries are
    drawn one by one, so two of them may be the same where a level has few questions; none is in another split.

    Attributes:
        task: where the questions come from.
        reward: the rubric of `score_reply`.
        levels: entry i is of level `levels[i % len(levels)]`.
    """

    def __init__(
        self,
        name: str,
        *,
        seed: int = 0,
        size: int = DEFAULT_SIZE,
        split: str = "train",
        levels: int | Sequence[int] | None = None,
        reward: RewardConfig | Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        _check(seed, size, split)
        self.reward = reward if isinstance(reward, RewardConfig) else reward_from_tree(dict(reward or {}), "reward")
        if self.reward.length or self.reward.overlong:
            raise UsageError(
                "reward.length and reward.overlong look at groups and at numbers of tokens; a data set scores one text"
            )
        self.name, self.seed, self.size, self.split = name, seed, size, split
        self.task = make_task(name, options)
        self.levels = _levels(self.task.levels if levels is None else levels)
        self._rubric = self.task.rubric(self.reward)

    def entry(self, index: int) -> dict:
        """Entry `index`, from 0 without end; raises UsageError for a level that the task does not have."""
        if index < 0:
            raise UsageError(f"entry {index}: entries are numbered from 0")
        question = self.draw(index)
        if isinstance(question, Puzzle):
            return entry_of(question, index)
        row = question.to_row()
        metadata = {"source_dataset": self.name, "source_index": index, **row}
        return {"question": f"{question.text}\n\n{self.task.instruction}", "answer": row.get("answer"),
                "metadata": metadata}  # fmt: skip

    def draw(self, index: int) -> Question:
        """The question of entry `index`."""
        rng = stream(self.seed, "entry", self.split, index)
        return self.task.draw(self.levels[index % len(self.levels)], rng, self.split)

    def score_answer(self, answer: str | None, entry: Mapping[str, Any]) -> float:
        """What an answer (the text of the answer block, not the whole reply) is worth, 0 to 1.

        1 for a right one; a wrong one has `reward.partial_credit` times its share of right parts, 0 by default.
        """
        if not isinstance(answer, str):
            return 0.0
        judged = self.task.judgement(answer, self.question(entry))
        if judged.verdict == "correct":
            return 1.0
        share = judged.num_right / judged.num_parts if judged.verdict == "wrong" else 0.0
        return self.reward.partial_credit * share

    def score_reply(self, reply: str, entry: Mapping[str, Any], opened_think: bool = False) -> Score:
        """The reward of a whole reply, as `logicrl score` gives it; `opened_think`: the prompt ended with `<think>`."""
        return self._rubric.score(Reply(reply, self.question(entry), opened_think))

    def question(self, entry: Mapping[str, Any]) -> Question:
        """The question of an entry, of this data set or of a file.

        Raises:
            UsageError: it holds none of this task.
        """
        row = our_row(dict(entry))
        metadata = entry.get("metadata")
        if "question" in row and isinstance(metadata, Mapping):
            row = {name: value for name, value in metadata.items() if not name.startswith("source_")}
        try:
            return self.task.from_row(row)
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"an entry that holds no question of task {self.name}: {error!r}") from None

    def close(self) -> None:
        """End what the task has started."""
        self.task.close()

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> dict: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict]: ...
    def __getitem__(self, index: int | slice) -> dict | list[dict]:
        if isinstance(index, slice):
            return [self.entry(one) for one in range(*index.indices(self.size))]
        return self.entry(range(self.size)[index])

    def __iter__(self) -> Iterator[dict]:
        return map(self.entry, range(self.size))


def create_dataset(name: str = "knights", **settings: Any) -> TaskDataset:
    """A data set of a task, drawn as it is read.

    Args:
        name: what `--task` takes: knights, countdown, "reasoning_gym:NAME", "module.path:Factory", …
        settings: `seed` (0), `size` (500), `split` ("train", "valid" or "test"), `levels` (sizes; those of the task),
            `reward` (the rubric, as under `reward:` in a curriculum); what else is given are options of the task.

    Raises:
        UsageError: a setting is not known or cannot be.

    Example: `create_dataset("knights", seed=1, size=100, levels=[3, 4], split="test")[0]["question"]`
    """
    return TaskDataset(name, **settings)


def _levels(given: object) -> tuple[int, ...]:
    levels = tuple(given) if isinstance(given, Sequence) else (given,)
    if not levels or not all(isinstance(level, int) and not isinstance(level, bool) for level in levels):
        raise UsageError(f"levels {given!r}: give a whole number, or a list of them")
    return levels


def _check(seed: object, size: object, split: str) -> None:
    for name, value, least in (("seed", seed, None), ("size", size, 1)):
        if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
            raise UsageError(f"{name} {value!r}: give a whole number{'' if least is None else f' of at least {least}'}")
    if split not in SPLITS:
        raise UsageError(f"split {split!r}: {choose_from(split, SPLITS)}")
