"""A reward function of one's own: called as TRL calls it, beside the rubric or instead of it."""

from __future__ import annotations

import inspect
import random
from pathlib import Path

import numpy as np
import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import RunFailed, UsageError
from logic_rl.rewards.batch import Rubric
from logic_rl.tasks import make_task
from logic_rl.types import Reply

FUNCTIONS = '''
import math

import numpy as np

CALLS = []


def near(completions, prompts, completion_ids, target, **columns):
    """From 0 to 1: how near the last number of a reply is to the target."""
    CALLS.append((completions, prompts, completion_ids, target, columns))
    last = [int(text.split()[-1]) if text.split()[-1].isdigit() else 0 for text in completions]
    return [max(0.0, 1 - abs(number - wanted) / wanted) for number, wanted in zip(last, target)]


def numpy_floats(completions, **_): return [np.float32(0.5) for _ in completions]
def an_array(completions, **_): return np.linspace(0, 1, len(completions))
def ints_and_bools(completions, **_): return (1, True, 0)[:len(completions)]
def sometimes_none(completions, **_): return [None if len(text) < 5 else 1.0 for text in completions]
def raising(completions, **_): return [1 / 0 for _ in completions]
def too_short(completions, **_): return [1.0]
def one_number(completions, **_): return 1.0
def nothing(completions, **_): pass
def a_text(completions, **_): return "1" * len(completions)
def a_dict(completions, **_): return dict.fromkeys(completions, 1.0)
def nan(completions, **_): return [math.nan for _ in completions]
def infinite(completions, **_): return [np.float64("inf") for _ in completions]
def texts(completions, **_): return ["1.0" for _ in completions]
def pairs(completions, **_): return [(1.0, 2.0) for _ in completions]
def only_completions(completions): return [1.0 for _ in completions]
async def asynchronous(completions, **_): return [1.0 for _ in completions]
CONSTANT = 3
'''
THINK = "<think>Let me try: 7 and 36 and 55, first the sum and then the rest of it.</think>"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "my_rewards.py").write_text(FUNCTIONS)
    return tmp_path / "my_rewards.py"


def replies(count: int = 3) -> list[Reply]:
    task, rng = make_task("countdown"), random.Random(1)
    texts = (f"{THINK}<answer>1 + 2</answer>", "no blocks 84", "…")
    return [
        Reply(text, task.draw(3, rng, "train"), False, 10, "Using 3 numbers …", (1, 2, place))
        for place, text in enumerate(texts[:count])
    ]


def rubric(file: Path, name: str, **changes) -> Rubric:
    return make_task("countdown").rubric(RewardConfig(function=f"{file}:{name}", **changes))


def trl_call(function, prompts: list, completions: list, completion_ids: list, dataset_rows: list[dict], step: int = 0):
    """The convention of TRL's GRPOTrainer, as its documentation of custom reward functions gives it: keyword arguments
    only; prompts, completions, completion_ids, trainer_state, and every column of the data set but the prompt's."""
    names = [name for name in dataset_rows[0] if name not in ("prompt", "completion")]
    columns = {name: [row[name] for row in dataset_rows] for name in names}
    return function(
        prompts=prompts, completions=completions, completion_ids=completion_ids, trainer_state=step, **columns
    )


def test_the_same_function_gets_the_same_from_us_and_from_trl(file: Path) -> None:
    """All that TRL passes is passed here under the same names, but its trainer_state and its loggers."""
    given = replies()
    ours = rubric(file, "near", function_weight=2.0)
    scores = ours.score_groups([given])[0]
    module = inspect.getmodule(ours.function)
    completions, prompts, completion_ids, target, columns = module.CALLS.pop()
    rows = [{"prompt": one.prompt} | one.question.to_row() for one in given]
    theirs = trl_call(module.near, [one.prompt for one in given], [one.response for one in given],
                      [list(one.completion_ids) for one in given], rows)  # fmt: skip
    called = module.CALLS.pop()
    assert called[:4] == (completions, prompts, completion_ids, target)
    assert called[4] == columns | {"trainer_state": 0}
    assert completion_ids == [[1, 2, 0], [1, 2, 1], [1, 2, 2]] and columns["level"] == [3, 3, 3]
    assert [one.parts["function"] for one in scores] == [2 * point for point in theirs]
    assert [one.verdict for one in scores] == ["wrong", "bad_format", "bad_format"]
    assert all(one.total == pytest.approx(sum(one.parts.values())) for one in scores)


def test_one_call_for_all_replies_of_a_step(file: Path) -> None:
    ours = rubric(file, "near")
    ours.score_groups([replies(), replies(2)])
    (call,) = inspect.getmodule(ours.function).CALLS[-1:]
    assert len(call[0]) == 5


def test_instead_of_the_rubric(file: Path) -> None:
    """With the weights of its own parts at 0 the function alone is the reward; verdicts are told all the same."""
    scores = rubric(file, "sometimes_none", format=0.0, answer=0.0).score_groups([replies()])[0]
    assert [one.total for one in scores] == [1.0, 1.0, 0.0]
    assert [one.verdict for one in scores] == ["wrong", "bad_format", "bad_format"]
    assert all(set(one.parts) == {"function"} for one in scores)


def test_none_is_0_as_it_is_in_a_sum_of_trl(file: Path) -> None:
    """TRL makes None to nan and sums without it: numpy.nansum."""
    beside = rubric(file, "sometimes_none").score_groups([replies()])[0]
    alone = make_task("countdown").rubric(RewardConfig()).score_groups([replies()])[0]
    points = [1.0, 1.0, None]
    for one, without, point in zip(beside, alone, points, strict=True):
        assert one.total == np.nansum([without.total, np.nan if point is None else point])


@pytest.mark.parametrize(
    ("name", "points"),
    [("numpy_floats", [0.5, 0.5, 0.5]), ("an_array", [0.0, 0.5, 1.0]), ("ints_and_bools", [1.0, 1.0, 0.0])],
)
def test_numbers_of_every_library(file: Path, name: str, points: list[float]) -> None:
    scores = rubric(file, name).score_groups([replies()])[0]
    assert [one.parts["function"] for one in scores] == points
    assert all(type(one.parts["function"]) is float for one in scores)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raising", "failed: ZeroDivisionError: division by zero ({file}:20)"),
        ("too_short", "gave a list of 1 for 3 replies; return one number for each"),
        ("one_number", "failed: TypeError: object of type 'float' has no len()"),
        ("nothing", "failed: TypeError: object of type 'NoneType' has no len()"),
        ("a_text", "gave a str of 3 for 3 replies"),
        ("a_dict", "gave a dict of 3 for 3 replies"),
        ("nan", "nan is no finite number"),
        ("infinite", "is no finite number"),
        ("texts", "'1.0' is no finite number"),
        ("pairs", "(1.0, 2.0) is no finite number"),
        ("only_completions", "got an unexpected keyword argument"),
    ],
)
def test_what_a_function_does_wrong_is_one_line(file: Path, name: str, said: str) -> None:
    with pytest.raises(RunFailed) as raised:
        rubric(file, name).score_groups([replies()])
    message = str(raised.value)
    assert said.format(file=file) in message and f"reward.function {file}:{name}" in message and "\n" not in message


@pytest.mark.parametrize(
    ("name", "said"),
    [("neer", "has no 'neer'; did you mean 'near'?"), ("CONSTANT", "3 is no function"), ("asynchronous", "is no f")],
)
def test_what_is_no_function_is_told_at_once(file: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        rubric(file, name)


def test_one_reply_alone(file: Path) -> None:
    (reply,) = replies(1)
    target = reply.question.facts["target"]
    reply = reply._replace(response=f"{THINK} {target}")
    one = rubric(file, "near").score(reply)
    assert one.parts["function"] == 1.0 and one.verdict == "bad_format"
