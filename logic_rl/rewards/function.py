"""A user's own reward, called as TRL calls a reward function, so that one function serves both.

```python
def my_reward(completions, prompts, completion_ids, **columns):
    return [float(len(text) < 400) for text in completions]
```
It gets lists of the same length: the texts of the replies, the prompts, the tokens of the replies (empty where they are
not known) and, as `columns`, every field of the questions' rows. It returns one number a reply; None, "this function
has nothing to say of that reply", counts as 0, as it does in TRL where other functions have something to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from inspect import iscoroutinefunction
from typing import Any

from logic_rl.errors import RunFailed, UsageError
from logic_rl.objects import failure, load_object
from logic_rl.types import Reply

RewardFunction = Callable[..., Sequence[float | None]]


def load_reward_function(spec: str) -> RewardFunction:
    """The function named by `module.name`, `module:name` or `/path/to/file.py:name`.

    Raises:
        UsageError: there is none.
    """
    function = load_object(spec, "reward.function")
    if not callable(function) or iscoroutinefunction(function):
        raise UsageError(f"reward.function {spec}: {function!r} is no function that returns a list of numbers")
    return function


def function_points(function: RewardFunction, name: str, replies: Sequence[Reply]) -> list[float]:
    """What a reward function gives these replies.

    Raises:
        RunFailed: it raises, or does not return one finite number for each.
    """
    rows = [reply.question.to_row() for reply in replies]
    columns = {key: [row.get(key) for row in rows] for key in sorted({key for row in rows for key in row})}
    columns |= {
        "prompts": [reply.prompt or reply.question.text for reply in replies],
        "completions": [reply.response for reply in replies],
        "completion_ids": [list(reply.completion_ids) for reply in replies],
    }
    try:
        points: Any = function(**columns)
        length = len(points)
    except Exception as error:  # whatever a user's function raises, or returns instead of a list
        raise RunFailed(f"reward.function {name} failed: {failure(error)}") from error
    if isinstance(points, str | dict) or length != len(replies):
        kind = type(points).__name__
        raise RunFailed(
            f"reward.function {name} gave a {kind} of {length} for {len(replies)} replies; return one number for each"
        )
    return [_number(point, name) for point in points]


def _number(point: Any, name: str) -> float:
    """A point as a float, whichever library's number it is."""
    if point is None:
        return 0.0
    try:
        number = math.nan if isinstance(point, str) else float(point)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise RunFailed(f"reward.function {name}: {point!r} is no finite number")
    return number
