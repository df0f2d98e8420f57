"""Where learned rewards lie: a file or folder of that name, or what a stage of the run has left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from logic_rl.config.reward import RewardConfig
from logic_rl.rewards.preference import head_file


def located(reward: RewardConfig, samples: Path) -> RewardConfig:
    """The reward with the places of its preference head and its process reward model.

    Args:
        samples: the folder of a run where its stages leave them.
    """
    head, model = reward.preference_head, reward.process_model
    if reward.preference and head is not None and not Path(head).is_file():
        reward = replace(reward, preference_head=str(head_file(samples, head)))
    if reward.process and model is not None and not Path(model).is_dir():
        reward = replace(reward, process_model=str(model_folder(samples, model)))
    return reward


def model_folder(samples: Path, stage: str) -> Path:
    """Where a stage of `kind: process` leaves its model."""
    return samples / stage
