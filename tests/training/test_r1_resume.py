"""DeepSeek-R1's stages as shipped, each cut short: a run that is killed in any of them comes to the same end."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from logic_rl.resources import curriculum_path
from tests.training.test_stages import assert_killed_run_is_the_same, finished

SHORT = {
    "rl": {"steps": 2, "prompts": 3, "group_size": 4},
    "sample": {"prompts": 48},
    "sft": {"epochs": 1},
    "preference": {},
}


def shortened() -> dict:
    """The curriculum r1 with all its stages, of a few steps and samples."""
    tree = yaml.safe_load(Path(curriculum_path("r1")).read_text("utf-8"))
    for phase in tree["phases"]:
        phase.update(SHORT[phase.get("kind", "rl")])
        if "people" in phase:
            phase["people"] = {2: 1.0}
    gather = next(phase for phase in tree["phases"] if phase["name"] == "gather")
    # A cold start as short as this teaches no summary: as `collect` does, this puts one into the replies of Zero.
    gather.update({"from": "zero", "filters": ["right", "distinct", "summary"], "add_summary": True, "reward": {}})
    tree["rollout"]["max_new_tokens"] = 120
    tree["evaluation"].update(num_puzzles=4, people=[2], every=2)
    return tree


@pytest.mark.slow
def test_r1_killed_at_random_moments_equals_undisturbed(tmp_path: Path) -> None:
    curriculum, undisturbed = finished(tmp_path, shortened())
    assert {path.name.split(".")[0] for path in (undisturbed / "samples").iterdir()} == {"collect", "gather", "taste"}
    assert_killed_run_is_the_same(curriculum, undisturbed, tmp_path)
