"""The reward as TRL and verl call it, by the calling conventions in their documentation."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import json
import random

import numpy as np
import pyarrow.parquet as pq
import pytest

from logic_rl.errors import UsageError
from logic_rl.rewards import adapters, score
from logic_rl.rewards.adapters import compute_score, trl_reward, trl_reward_with
from puzzles import PuzzleSpec, sample_puzzle
from puzzles.formats.verl import write_verl

THINK = "<think>Suppose the first one lies; then the second tells the truth, and all of it fits.</think>"


@pytest.fixture(scope="module")
def puzzles():
    pairs = (("knight", "knave"), ("angel", "devil"), ("knave", "knight"))
    return [sample_puzzle(PuzzleSpec(3, roles=roles), random.Random(str(roles))) for roles in pairs]


def answer(puzzle, flip: bool = False) -> str:
    roles = [puzzle.roles[honest == flip] for honest in puzzle.solution]
    return ", ".join(f"{name} is a {role}" for name, role in zip(puzzle.names, roles, strict=True))


def replies(puzzles) -> list[str]:
    right, wrong, vague = puzzles
    return [f"{THINK}<answer>{text}</answer>" for text in (answer(right), answer(wrong, flip=True), "who knows")]


def columns(puzzles) -> dict[str, list]:
    rows = [puzzle.to_row() for puzzle in puzzles]
    return {name: [row[name] for row in rows] for name in rows[0]}


class Trainer:
    """What TRL's trainer does with a reward function, from its documentation."""

    def __init__(self, reward, rows: list[dict]) -> None:
        self.reward, self.rows, self.logged = reward, rows, {}
        self.tokens = [[1, 2, 3]] * len(rows)

    def rewards(self, prompts: list, completions: list) -> list[float]:
        keys = [key for key in self.rows[0] if key not in ("prompt", "completion", "completion_ids")]
        found = self.reward(
            prompts=prompts, completions=completions, completion_ids=self.tokens,
            **{key: [row[key] for row in self.rows] for key in keys},
            trainer_state=object(), log_extra=self.logged.__setitem__, log_metric=lambda name, value: None,
        )  # fmt: skip
        assert isinstance(found, list) and all(type(reward) is float for reward in found)
        return found


def trainer(puzzles, reward=trl_reward) -> Trainer:
    return Trainer(reward, [puzzle.to_row() for puzzle in puzzles])


def test_the_examples_run() -> None:
    results = doctest.testmod(adapters)
    assert results.failed == 0 and results.attempted >= 6


def test_trl_plain_texts(puzzles) -> None:
    one = trainer(puzzles)
    assert one.rewards([p.text for p in puzzles], replies(puzzles)) == [3.0, -0.5, -1.0]
    assert one.logged["verdict"] == ["correct", "wrong", "unparsed"]
    assert "3 of 3 wrong" in one.logged["reason"][1]


def test_trl_chats(puzzles) -> None:
    prompts = [[{"role": "user", "content": p.text}] for p in puzzles]
    chats = [[{"role": "assistant", "content": text}] for text in replies(puzzles)]
    assert trainer(puzzles).rewards(prompts, chats) == [3.0, -0.5, -1.0]
    parts = [[{"role": "assistant", "content": [{"type": "text", "text": text}]}] for text in replies(puzzles)]
    assert trainer(puzzles).rewards(prompts, parts) == [3.0, -0.5, -1.0]
    empty = [[], [{"role": "assistant", "content": None}], [{"role": "assistant"}]]
    assert trainer(puzzles).rewards(prompts, empty) == [-3.0] * 3


@pytest.mark.parametrize("key", ["reasoning_content", "thinking"])
def test_trl_thinking_parsed_out_of_a_message_counts(puzzles, key) -> None:
    thinking = THINK.removeprefix("<think>").removesuffix("</think>")
    chats = [[{"role": "assistant", key: thinking, "content": text.removeprefix(THINK)}] for text in replies(puzzles)]
    assert trainer(puzzles).rewards([[]] * 3, chats) == [3.0, -0.5, -1.0]


def test_trl_a_prompt_that_opens_the_thinking(puzzles) -> None:
    open_replies = [text.removeprefix("<think>") for text in replies(puzzles)]
    assert trainer(puzzles).rewards([p.text for p in puzzles], open_replies) == [-3.0] * 3
    assert trainer(puzzles).rewards([f"{p.text}\n<think>\n" for p in puzzles], open_replies) == [3.0, -0.5, -1.0]
    chats = [[{"role": "assistant", "content": text}] for text in open_replies]
    opened = trainer(puzzles, trl_reward_with(opened_think=True))
    assert opened.rewards([[]] * 3, chats) == [3.0, -0.5, -1.0]


def test_trl_settings_and_name(puzzles) -> None:
    answers = [text.removeprefix(THINK) for text in replies(puzzles)]
    assert trl_reward(answers, **columns(puzzles)) == [-3.0] * 3
    assert trl_reward_with(layout="answer")(answers, **columns(puzzles)) == [3.0, -0.5, -1.0]
    assert trl_reward_with(layout="answer").__name__ == "trl_reward", "trainers log it by its name"


def test_trl_repeating_the_question_earns_nothing(puzzles) -> None:
    copies = [f"<think>{p.text}</think><answer>{answer(p)}</answer>" for p in puzzles]
    assert trl_reward(copies, **columns(puzzles)) == [-3.0] * 3
    assert trl_reward(copies, **{k: v for k, v in columns(puzzles).items() if k != "text"}) == [3.0] * 3


@pytest.mark.parametrize(
    ("change", "message"),
    [({"names": None}, "'names'"), ({"solution": [[True]]}, "'solution'"), ({"roles": [["x"]] * 3}, "1 roles"),
     ({"names": [[]] * 3}, "0 names"), ({"solution": [3, 3, 3]}, "names, roles and solution")],
)  # fmt: skip
def test_trl_columns_that_are_no_puzzles(puzzles, change, message) -> None:
    with pytest.raises(UsageError, match=message):
        trl_reward(replies(puzzles), **(columns(puzzles) | change))


def test_verl_calls_from_its_own_file(tmp_path, puzzles) -> None:
    """Each row as verl's reward manager hands it over, extra_info with its own additions."""
    write_verl(tmp_path / "train.parquet", puzzles, "train")
    rows = pq.read_table(tmp_path / "train.parquet").to_pylist()
    scores = [
        compute_score(
            data_source=row["data_source"],
            solution_str=text,
            ground_truth=row["reward_model"]["ground_truth"],
            extra_info=row["extra_info"] | {"num_turns": None, "rollout_reward_scores": {}},
            reward_router_address="localhost:1",
        )
        for row, text in zip(rows, replies(puzzles), strict=True)
    ]
    assert scores == [3.0, -0.5, -1.0] and all(type(one) is float for one in scores)
    assert scores == [score(t, p, opened_think=False).total for t, p in zip(replies(puzzles), puzzles, strict=True)]


def test_verl_ground_truth_as_pandas_or_json_gives_it(puzzles) -> None:
    puzzle, text = puzzles[1], f"{THINK}<answer>{answer(puzzles[1])}</answer>"
    truth = {"names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution)}
    arrays = {name: np.array(value) for name, value in truth.items()}
    assert [compute_score("kk", text, given) for given in (truth, arrays, json.dumps(truth))] == [3.0] * 3


def test_verl_copies_of_the_question(puzzles) -> None:
    puzzle = puzzles[0]
    truth = {"names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution)}
    copy = f"<think>{puzzle.text}</think><answer>{answer(puzzle)}</answer>"
    assert compute_score("kk", copy, truth, {"question": puzzle.text}) == -3.0
    assert [compute_score("kk", copy, truth, extra) for extra in (None, {}, {"question": None})] == [3.0] * 3


def test_verl_settings(puzzles) -> None:
    puzzle = puzzles[0]
    truth = {"names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution)}
    text = f"<answer>{answer(puzzle)}</answer>"
    assert compute_score("kk", text, truth) == -3.0
    assert compute_score("kk", text, truth, layout="answer") == 3.0
    rest = THINK.removeprefix("<think>") + text
    assert [compute_score("kk", rest, truth, opened_think=opened) for opened in (False, True)] == [-3.0, 3.0]


def test_verl_signature_and_loading_by_path(puzzles) -> None:
    names = list(inspect.signature(compute_score).parameters)
    assert names[:4] == ["data_source", "solution_str", "ground_truth", "extra_info"]
    spec = importlib.util.spec_from_file_location("custom_module", adapters.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    truth = {"names": ["Zoey"], "roles": ["knight", "knave"], "solution": [True]}
    assert module.compute_score("kk", f"{THINK}<answer>Zoey is a knight</answer>", truth) == 3.0


def test_verl_a_foreign_ground_truth_is_refused() -> None:
    with pytest.raises(UsageError, match="logicrl generate --format verl"):
        compute_score("gsm8k", "#### 42", "42")


def test_trl_with_another_rubric(puzzles) -> None:
    rubric = {"language": 1, "length": 1, "length_tolerance": 0, "overlong": 1}
    rows = [puzzles[0].to_row()] * 3
    one = Trainer(trl_reward_with(reward=rubric, max_tokens=3), rows)
    text = replies(puzzles)[0]
    one.tokens = [[1], [1, 2], [1, 2, 3]]
    assert one.rewards(["p"] * 3, [text] * 3) == [4.5, 4.0, 2.5]
    assert one.logged["length"] == [0.5, 0.0, -0.5] and one.logged["overlong"] == [0, 0, -1]
    with pytest.raises(UsageError, match="did you mean 'language'"):
        trl_reward_with(reward={"langage": 1})


def test_trl_reads_the_language_of_each_puzzle(puzzles) -> None:
    reward, text = trl_reward_with(reward={"language": 1}), replies(puzzles)[0]
    own = columns(puzzles[:1] * 2) | {"language": ["en", "zh"]}
    assert reward([text] * 2, **own) == [4.0, 3.0]


def test_verl_with_another_rubric(puzzles) -> None:
    puzzle, text = puzzles[0], replies(puzzles)[0]
    truth = {"names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution)}
    assert compute_score("kk", text, truth, reward={"language": 0.5}) == 3.5
    assert compute_score("kk", text, truth, {"language": "zh"}, reward={"language": 0.5}) == 3.0
    assert compute_score("kk", text, truth, with_parts=True) == {"score": 3.0, "acc": 1.0, "format": 1.0, "answer": 2.0}
    for part in ("length", "overlong"):
        with pytest.raises(UsageError, match="verl tells neither"):
            compute_score("kk", text, truth, reward={part: 1})
