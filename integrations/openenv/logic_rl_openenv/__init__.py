"""Puzzles of logic-rl as an OpenEnv environment of one step: read the question, reply, get the reward."""

from logic_rl_openenv.client import LogicEnv
from logic_rl_openenv.models import LogicAction, LogicObservation, LogicState

__all__ = ["LogicAction", "LogicEnv", "LogicObservation", "LogicState"]
