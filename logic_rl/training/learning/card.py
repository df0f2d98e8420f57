"""The card of a trained model, `README.md` of its folder: where it comes from, what was measured, how it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
import transformers
import yaml

import logic_rl
from logic_rl.adapters import holds_adapter
from logic_rl.gguf import PIP_MODELS
from logic_rl.prompts import PromptFormat
from logic_rl.resources import model_path
from logic_rl.training.learning.model_folder import CARD_FILE
from logic_rl.training.learning.stacking import stacked_on

HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)

CARD = """---
{front}---
# {name}

Trained on the task `{task}` by {method}, with logic-rl.

| | |
|---|---|
{rows}

{asking}
Made for one kind of question and measured on no other.
"""

ASKING = """## Asking it

A chat message is asked as in training (`logicrl.json`; template `{template}`): the saved tokenizer's chat template
does it.

```python
from transformers import pipeline

ask = pipeline("text-generation", model="FOLDER OR HUB ID OF THIS MODEL")
print(ask([{{"role": "user", "content": "QUESTION"}}], max_new_tokens={cap})[0]["generated_text"][-1]["content"])
```
"""

ASKING_ADAPTER = """## Asking it

This folder holds a low-rank adapter alone. `--model THIS FOLDER` of logic-rl merges it into its base (`{base}`) and
asks as in training (`logicrl.json`; template `{template}`). With peft:

```python
from pathlib import Path

from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

base, adapter = "{weights}", "THIS FOLDER"
tokenizer = AutoTokenizer.from_pretrained(base)
tokenizer.chat_template = Path(adapter, "chat_template.jinja").read_text()
model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), adapter).merge_and_unload()
ask = pipeline("text-generation", model=model, tokenizer=tokenizer)
print(ask([{{"role": "user", "content": "QUESTION"}}], max_new_tokens={cap})[0]["generated_text"][-1]["content"])
```
{remark}"""

QUANTISED = """
`{weights}` is the original of `{base}`, whose four-bit weights this adapter was trained on; those lie in the folder
that `python -c "from logic_rl.resources import model_path; print(model_path('{base}'))"` prints.
"""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says.

    Attributes:
        name: of the model, a title.
        base: what training started from: packaged name, folder or hub id.
        method: "reinforcement learning (grpo)".
        tags: for the hub.
        rows: more to say, as (name, value).
        measured: an evaluation on held-out questions, as `evaluation/LABEL.json` has it; None if there is none.
    """

    name: str
    base: str
    method: str
    fmt: PromptFormat
    tags: tuple[str, ...] = ()
    rows: Mapping[str, object] = field(default_factory=dict)
    measured: Mapping | None = None


def card_text(facts: CardFacts, of_adapter: bool = False) -> str:
    """Markdown with a YAML head as the hub reads it; the license is told only where the base's own card tells it.

    Args:
        of_adapter: the card of a folder that holds the adapter alone.
    """
    told = front_matter(facts.base)
    head: dict[str, object] = {"library_name": "peft" if of_adapter else "transformers"}
    head["pipeline_tag"] = "text-generation"
    head |= {key: told[key] for key in ("license", "base_model") if told.get(key)}
    base = stacked_on(facts.base) if of_adapter else facts.base
    if hub_id := _hub_id(base):
        head["base_model"] = hub_id
    head["tags"] = ["logic-rl", *facts.tags, *(("lora",) if of_adapter else ())]
    fmt = facts.fmt
    rows: dict[str, object] = {"Trained from": f"`{_base_name(facts.base)}`", **facts.rows}
    if facts.measured:
        of_split = " of the valid split, by which models are chosen" if facts.measured.get("split") == "valid" else ""
        rows[f"Right on held-out questions{of_split}"] = _accuracy(facts.measured)
        if "verified" in facts.measured:
            rows["Verified: right, and by its own steps"] = f"{facts.measured['verified']:.3f}"
    rows["Prompt"] = f"template `{fmt.template}`" + (", `<think>` open at its end" if fmt.open_think else "")
    rows["Longest reply"] = f"{fmt.max_new_tokens} tokens" if fmt.max_new_tokens else "not set"
    rows["Made with"] = (
        f"logic-rl {logic_rl.__version__}, transformers {transformers.__version__}, torch {torch.__version__}"
    )
    return CARD.format(
        front=yaml.safe_dump(head, sort_keys=False, allow_unicode=True),
        name=facts.name,
        task=fmt.task,
        method=facts.method,
        rows="\n".join(_row(name, value) for name, value in rows.items()),
        asking=_asking(facts, of_adapter),
    )


def _asking(facts: CardFacts, of_adapter: bool) -> str:
    words = {"template": facts.fmt.template, "cap": facts.fmt.max_new_tokens or 640}
    if not of_adapter:
        return ASKING.format(**words)
    base = stacked_on(facts.base)
    words |= {"base": _base_name(base), "weights": _hub_id(base) or "FOLDER OF THE BASE"}
    remark = QUANTISED.format(**words) if base in PIP_MODELS else ""
    return ASKING_ADAPTER.format(remark=remark, **words)


def front_matter(model: str) -> dict:
    """The YAML head of the card in a model's folder; empty where there is none, or none that can be read."""
    folder = Path(model).expanduser()
    path = (folder if holds_adapter(folder) else Path(model_path(model))) / CARD_FILE
    if not path.is_file():
        return {}
    match = FRONT.match(path.read_text(encoding="utf-8", errors="replace"))
    try:
        head = yaml.safe_load(match[1]) if match else None
    except yaml.YAMLError:
        return {}
    return head if isinstance(head, dict) else {}


def _base_name(base: str) -> str:
    """A hub id or packaged name as it is; of a folder no more than tells it from others of the same project."""
    path = Path(base)
    if not path.is_dir():
        return base
    parts = path.resolve().parts
    return "/".join(parts[-3:] if parts[-2:-1] == ("checkpoints",) else parts[-1:])


def _hub_id(base: str) -> str | None:
    """Under which the hub has a base, or the original of one that pip brings."""
    if Path(base).exists():
        return None
    return PIP_MODELS[base].hub if base in PIP_MODELS else base if HUB_ID.fullmatch(base) else None


def _accuracy(measured: Mapping) -> str:
    """ "0.981 (471 of 480 replies)": every question has the same number of replies."""
    accuracy, count = measured["accuracy"], measured["num_samples"]
    sizes: Iterable[tuple[str, Mapping]] = (measured.get("people") or measured.get("levels") or {}).items()
    by_size = ", ".join(f"{size}: {entry['accuracy']:.3f}" for size, entry in sizes)
    word = "people" if "people" in measured else "level"
    of_sizes = f"; by {word} {by_size}" if by_size else ""
    return f"{accuracy:.3f} ({round(accuracy * count)} of {count} replies{of_sizes})"


def _row(name: str, value: object) -> str:
    text = " ".join(str(value).split()).replace("|", "\\|")
    return f"| {name} | {text} |"
