"""A user's own reward, called as TRL calls a reward function, so that one function serves both.

```python
def my_reward(completions, prompts, completion_ids, **columns):
    return [float(len(text) < 400) for text in completions]
```
It gets lists of the same length: the texts of the replies, the prompts, the tokens of the replies (empty where they are
not known) and, as `columns`, every field of the questions' rows. It returns one number a reply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from logic_rl.errors import RunFailed, UsageError
from logic_rl.objects import load_object
from logic_rl.types import Reply

RewardFunction = Callable[..., Sequence[float]]


def load_reward_function(spec: str) -> RewardFunction:
    """The function named by `module.name`, `module:name` or `/path/to/file.py:name`.

    Raises:
        UsageError: there is none.
    """
    function = load_object(spec, "reward.function")
    if not callable(function):
        raise UsageError(f"reward.function {spec}: {function!r} is no function")
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
        points = function(**columns)
    except Exception as error:  # whatever a user's function raises
        raise RunFailed(f"reward.function {name} failed: {type(error).__name__}: {error}") from error
    if not isinstance(points, Sequence) or len(points) != len(replies):
        length = len(points) if isinstance(points, Sequence) else type(points).__name__
        raise RunFailed(f"reward.function {name}: gave {length} for {len(replies)} replies; return one number for each")
    wrong = [value for value in points if not isinstance(value, int | float) or not math.isfinite(value)]
    if wrong:
        raise RunFailed(f"reward.function {name}: {wrong[0]!r} is no finite number")
    return [float(value) for value in points]
