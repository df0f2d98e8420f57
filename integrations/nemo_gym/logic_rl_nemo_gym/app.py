"""The resource server: `/seed_session` and `/verify` as NeMo Gym 0.4 calls them.

`uvicorn logic_rl_nemo_gym.app:app`. NeMo Gym itself is not needed here: a row carries all that is scored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import Body, FastAPI, HTTPException

from logic_rl import create_dataset
from logic_rl.errors import UsageError
from logic_rl.shapes import Unreadable, reply_of_message
from logic_rl.tasks.dataset import TaskDataset

app = FastAPI(title="logic-rl")


@app.post("/seed_session")
def seed_session() -> dict[str, Any]:
    """Nothing is kept between calls."""
    return {}


@app.post("/verify")
def verify(body: dict[str, Any] = Body()) -> dict[str, Any]:  # noqa: B008
    """The row and its response with `reward`, the rubric's `parts`, `verdict` and `reason`.

    A row may bring `rubric`, as under `reward:` in a curriculum, and `opened_think`.
    """
    try:
        name = body["metadata"]["source_dataset"]
        dataset = _dataset(name, json.dumps(body.get("rubric") or {}))
        score = dataset.score_reply(reply_of(body["response"]), body, bool(body.get("opened_think")))
    except (KeyError, TypeError) as error:
        raise HTTPException(422, f"no row with its response: {error!r} is missing or of the wrong kind") from None
    except UsageError as error:
        raise HTTPException(422, str(error)) from None
    told = {"reward": score.total, "verdict": score.verdict, "reason": score.reason, "parts": score.parts}
    return body | told | {"accuracy": float(score.verdict == "correct")}


def reply_of(response: Mapping[str, Any]) -> str:
    """The text of a response of the Responses API, its reasoning put back in front; "" for one that cannot be read."""
    items = response["output"]
    texts = [_text(item["content"]) for item in items if item["type"] == "message"]
    thinking = [_text(item.get("content") or item.get("summary")) for item in items if item["type"] == "reasoning"]
    try:
        return reply_of_message({"content": "".join(texts), "reasoning": "".join(thinking)})
    except Unreadable:
        return ""


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or ())


@cache
def _dataset(name: str, rubric: str) -> TaskDataset:
    return create_dataset(name, reward=json.loads(rubric))
