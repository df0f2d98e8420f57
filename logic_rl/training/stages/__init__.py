"""The kinds of stages a run is made of, one file each. A further kind is a file and a line here and in `config`.

A stage is a function of the trainer and the stage's settings. It goes on where the run stands, leaves what it made in
the run folder and the model in the learner, and moves the curriculum on to the next stage.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from logic_rl.training.stages.distil import follow
from logic_rl.training.stages.dpo import prefer
from logic_rl.training.stages.preference import compare
from logic_rl.training.stages.process import judge_steps
from logic_rl.training.stages.proofs import write
from logic_rl.training.stages.rl import reinforce
from logic_rl.training.stages.sample import collect
from logic_rl.training.stages.sft import imitate

STAGES: dict[str, Callable[[Any, Any], None]] = {
    "rl": reinforce, "sft": imitate, "sample": collect, "proofs": write, "dpo": prefer,
    "preference": compare, "process": judge_steps, "distil": follow,
}  # fmt: skip
