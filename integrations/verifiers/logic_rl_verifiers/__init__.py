"""A verifiers v1 taskset of endless, seeded, split-safe puzzles: `vf-eval logic-rl-verifiers`."""

from logic_rl_verifiers.taskset import LogicTaskset

__all__ = ["LogicTaskset"]
