"""What a run does when its numbers go wrong."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from logic_rl.errors import RunFailed
from logic_rl.training.trainer import MAX_BAD_STEPS, Trainer


def test_several_bad_steps_in_a_row_end_the_run(tmp_path) -> None:
    trainer = Trainer.__new__(Trainer)
    trainer.step, trainer.bad_steps, trainer.folder = 7, 0, SimpleNamespace(path=tmp_path)
    for skipped in (0.5, 1.0, 0.0, 0.5):
        trainer.stop_if_hopeless({"optim/skipped": skipped})
    assert trainer.bad_steps == 1
    with pytest.raises(RunFailed, match="not finite in 3 steps"):
        for _ in range(MAX_BAD_STEPS):
            trainer.stop_if_hopeless({"optim/skipped": 0.5})
