"""The client: a session with a server of its own state."""

from __future__ import annotations

from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult

from logic_rl_openenv.models import LogicAction, LogicObservation, LogicState


class LogicEnv(EnvClient[LogicAction, LogicObservation, LogicState]):
    """Puzzles from a server.

    Example:

        with LogicEnv(base_url="http://localhost:8000").sync() as env:
            result = env.reset(seed=1, index=7, split="test", levels=[3])
            result = env.step(LogicAction(reply="<think> … </think> <answer> … </answer>"))
            print(result.reward, result.observation.reason)
    """

    def _step_payload(self, action: LogicAction) -> dict[str, Any]:
        return {"reply": action.reply}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[LogicObservation]:
        told = {"reward": payload.get("reward"), "done": payload.get("done", False)}
        observation = LogicObservation(**payload.get("observation", {}) | told)
        return StepResult(observation=observation, metadata=payload.get("metadata"), **told)

    def _parse_state(self, payload: dict[str, Any]) -> LogicState:
        return LogicState(**payload)
