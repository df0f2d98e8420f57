"""Rule-based rewards: a rubric of named parts, in which the format gates the answer; every score says why.

`score` rewards one reply, `batch.Rubric` the groups of a step; `adapters` are for other trainers.
"""

from logic_rl.rewards.rubric import score

__all__ = ["score"]
