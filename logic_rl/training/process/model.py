"""A process reward model: a causal language model's body, and at the end of each step the chance that it is right.

It is a token classifier of two classes as `transformers` has it, and reads what TRL's PRMTrainer lets one read: the
question, then each step and a separator after it, where it judges. So a folder of ours loads there, and one of TRL's
here. Shapes: S steps, T tokens, H hidden size.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError
from transformers import AutoModelForTokenClassification, PreTrainedModel

from logic_rl.algorithms.process import chance_right
from logic_rl.errors import UsageError
from logic_rl.rewards.process import CLASSES, RECORD, require_process_model, separator_of
from logic_rl.rows import write_json
from logic_rl.training.learning.batch import by_length, length_buckets
from logic_rl.training.learning.full_disk import room_for
from logic_rl.training.learning.model_folder import load_tokenizer
from logic_rl.training.learning.models import default_device, load_model, pad_id

SEPARATOR = "\n"
TOKENS_PER_PASS = 8192  # padded, of a pass without gradients


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question and steps as tokens; `ends` are the places after each step where it is judged. `len` counts tokens."""

    token_ids: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.token_ids)


class ProcessModel:
    """Judges steps.

    Args:
        model: a token classifier of two classes, wrong and right.
        separator: what stands after each step.
    """

    def __init__(self, model: PreTrainedModel, tokenizer: Any, separator: str = SEPARATOR):
        self.model, self.tokenizer, self.separator = model.eval(), tokenizer, separator
        self.pad_id = pad_id(tokenizer)

    @property
    def max_tokens(self) -> int:
        """Tokens that the model can read."""
        return int(getattr(self.model.config.get_text_config(), "max_position_embeddings", 2**31))

    def encoded(self, prompt: str, steps: Sequence[str], max_tokens: int) -> Encoded:
        """As many whole steps as fit, in the layout of TRL: the mark before every text, if any, question, steps."""
        ids = self._ids(prompt)
        if self.tokenizer.bos_token_id is not None:
            ids = [self.tokenizer.bos_token_id, *ids]
        after, ends = self._ids(self.separator), []
        for step in steps:
            own = [*self._ids(step), *after]
            if len(ids) + len(own) > max_tokens:
                break
            ids = [*ids, *own]
            ends.append(len(ids) - 1)
        return Encoded(tuple(ids), tuple(ends))

    def probabilities(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        """For each (question, steps) the chance that each step is right; 0 for steps beyond what the model can read."""
        most, nothing = self.max_tokens, Encoded((), ())
        encoded = [self.encoded(prompt, steps, most) if steps else nothing for prompt, steps in asked]
        judged = [one for one in encoded if one.ends]
        flat: list[list[float]] = []
        with torch.no_grad():
            for bucket in length_buckets(judged, TOKENS_PER_PASS):
                chances = chance_right(step_logits(self.model, bucket, self.pad_id)).tolist()
                for one in bucket:
                    flat.append(chances[: len(one.ends)])
                    del chances[: len(one.ends)]
        in_order = iter(row for _, row in sorted(zip(by_length(judged), flat, strict=True), key=lambda pair: pair[0]))
        rows = [next(in_order) if one.ends else [] for one in encoded]
        return [row + [0.0] * (len(steps) - len(row)) for row, (_, steps) in zip(rows, asked, strict=True)]

    def save(self, folder: Path, facts: dict) -> None:
        """Write model, tokenizer and `process.json` with these facts; the whole folder or none of it.

        Raises:
            RunFailed: the disk is full.
        """
        temporary = folder.with_name(f".{folder.name}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        with room_for(folder, temporary):
            temporary.mkdir(parents=True)
            self.model.save_pretrained(temporary)
            self.tokenizer.save_pretrained(temporary)
            write_json(temporary / RECORD, {"kind": "process reward model", "separator": self.separator, **facts})
            shutil.rmtree(folder, ignore_errors=True)
            temporary.rename(folder)

    def _ids(self, text: str) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]


def step_logits(model: PreTrainedModel, encoded: Sequence[Encoded], pad: int) -> torch.Tensor:
    """Logits of wrong and right at the end of every step, row by row, `[S, 2]`.

    Padding is on the right, where causal attention never sees it.
    """
    ids_BT = torch.full((len(encoded), max(map(len, encoded))), pad)
    rows: list[int] = []
    places: list[int] = []
    for row, one in enumerate(encoded):
        ids_BT[row, : len(one)] = torch.tensor(one.token_ids)
        rows += [row] * len(one.ends)
        places += one.ends
    logits_BT2 = model(input_ids=ids_BT.to(model.device), use_cache=False).logits
    return logits_BT2[torch.tensor(rows), torch.tensor(places)]


def new_process_model(name: str, say: Callable[[str], None] = lambda line: None) -> ProcessModel:
    """The body of a causal language model with a head of zeros, whose first judgement of every step is .5.

    Raises:
        UsageError: the model cannot be loaded, or `transformers` has no token classifier of its kind.
    """
    policy, tokenizer = load_model(name, say=say)
    config = copy.deepcopy(policy.config)
    config.num_labels, config.classifier_dropout = CLASSES, 0.0
    config.id2label, config.label2id = {0: "wrong", 1: "right"}, {"wrong": 0, "right": 1}
    try:
        model = AutoModelForTokenClassification.from_config(config)
    except ValueError:
        kind = policy.config.model_type
        raise UsageError(f"{name}: transformers has no token classifier for models of type {kind}") from None
    model.base_model.load_state_dict(policy.base_model.state_dict())
    for parameter in head_of(model).parameters():
        torch.nn.init.zeros_(parameter)
    return ProcessModel(model.to(policy.device), tokenizer)


def load_process_model(folder: str | Path) -> ProcessModel:
    """The model of a folder of ours, or of one that TRL's PRMTrainer has written.

    Raises:
        UsageError: the folder holds none, or is damaged.
    """
    require_process_model(folder)
    try:
        tokenizer = load_tokenizer(str(folder))
        model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32, use_safetensors=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        first = " ".join(str(error).split())[:200]
        raise UsageError(f"reward.process_model: {folder} cannot be loaded ({first}); train it anew") from None
    torch.nn.Module.to(model, default_device())
    return ProcessModel(model, tokenizer, separator_of(folder))


def head_of(model: PreTrainedModel) -> torch.nn.Module:
    """The layer that makes the two logits of a hidden state."""
    head: Any = getattr(model, "score", None)
    return head if isinstance(head, torch.nn.Module) else cast(torch.nn.Module, model.classifier)
