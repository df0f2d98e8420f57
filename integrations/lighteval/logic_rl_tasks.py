"""Custom tasks for lighteval: `--custom-tasks integrations/lighteval/logic_rl_tasks.py`. See README.md.

The questions are those of a folder that `logicrl generate --format reasoning-gym` has written; LOGIC_RL_DATA names it.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from lighteval.metrics.metrics_sample import SampleLevelComputation
from lighteval.metrics.utils.metric_utils import SampleLevelMetricGrouping
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc, SamplingMethod

from logic_rl import create_dataset

METRICS = ("acc", "well_formed", "reward")


class LogicScore(SampleLevelComputation):
    """Accuracy, format and reward of a reply, as `logicrl score` gives them."""

    def __init__(self, layout: str) -> None:
        self.layout = layout
        self.dataset = create_dataset("knights", reward={"layout": layout})

    def compute(self, doc: Doc, model_response: ModelResponse, **_: Any) -> dict[str, float]:
        """Of the text as it was written: lighteval may have taken the thinking out of the other one."""
        score = self.dataset.score_reply(model_response.text[0], doc.specific)
        values = (score.verdict == "correct", score.verdict != "bad_format", score.total)
        return dict(zip(METRICS, map(float, values), strict=True))


def asked(row: dict[str, Any], task_name: str) -> Doc:
    """An entry as lighteval asks it."""
    entry = {key: row[key] for key in ("question", "answer", "metadata")}
    return Doc(task_name=task_name, query=row["question"], choices=[row["answer"]], gold_index=0, specific=entry)


def _task(name: str, layout: str) -> LightevalTaskConfig:
    metric = SampleLevelMetricGrouping(
        metric_name=list(METRICS), higher_is_better=dict.fromkeys(METRICS, True), category=SamplingMethod.GENERATIVE,
        sample_level_fn=LogicScore(layout), corpus_level_fn=dict.fromkeys(METRICS, np.mean),
    )  # fmt: skip
    return LightevalTaskConfig(
        name=name, prompt_function=asked, hf_repo=os.environ.get("LOGIC_RL_DATA", "data/gym"), hf_subset="default",
        hf_avail_splits=["train", "validation", "test"], evaluation_splits=["test"], metrics=[metric],
        generation_size=4096, stop_sequence=[], version=1,
    )  # fmt: skip


TASKS_TABLE = [_task("logic_rl_knights", "think-answer"), _task("logic_rl_knights_free", "free")]
