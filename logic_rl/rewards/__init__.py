"""Rule-based rewards: the format of a reply gates the answer in it, and every score says why."""

from logic_rl.rewards.rubric import score

__all__ = ["score"]
