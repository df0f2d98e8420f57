"""`logicrl.json`: what a model folder says about how its model was asked."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from logic_rl.adapters import holds_adapter
from logic_rl.config.run import TEMPLATES
from logic_rl.errors import UsageError
from logic_rl.hub import require_reachable
from logic_rl.resources import model_path
from puzzles.spelling import choose_from

FORMAT_FILE = "logicrl.json"
DATE = "2024-07-26"  # the day that Llama 3's own template names where there is no clock


@dataclass(frozen=True, slots=True)
class PromptFormat:
    """How a model is asked.

    Example: `PromptFormat("chat", open_think=True, max_new_tokens=640)`.

    Attributes:
        template: "plain", "r1-zero" or "chat".
        open_think: the prompt ends with an open <think>.
        max_new_tokens: cap on a reply, in tokens; None where none was set.
        task, task_options: what the questions are of, as `logic_rl.tasks` makes it.
        instruction: what is to be done, in words; None is the usual one for the kind of question.
        instruction_in: where it stands in `chat`, "system" or "user"; the chat template decides.
        date: `YYYY-MM-DD`, the day for chat templates that name one; None is `DATE`. With the day of the clock the
            same settings would give other numbers tomorrow.
        chat_template_original: the tokenizer's own chat template, one or by name; None where it has none.
        examples: questions and replies that stand before every question, as earlier turns of one conversation. No model
            folder says so: it is a way of asking once, not how a model was trained.
    """

    template: str = "plain"
    open_think: bool = False
    max_new_tokens: int | None = None
    task: str = "knights"
    task_options: dict = field(default_factory=dict)
    instruction: str | None = None
    instruction_in: str | None = None
    date: str | None = None
    chat_template_original: str | dict[str, str] | None = None
    examples: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        kept = {key: value for key, value in dataclasses.asdict(self).items() if key != "examples"}
        values = {key: value for key, value in kept.items() if value is not None}
        return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def read_prompt_format(model: str | Path) -> PromptFormat | None:
    """What the folder of a model says; None if it says nothing.

    Args:
        model: packaged name, folder or hub id.

    Raises:
        UsageError: no such model, or its file is not one of these.
    """
    path = _file_of(model)
    if path is None:
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("it must hold keys and values")
        known = {f.name for f in dataclasses.fields(PromptFormat)} - {"examples"}  # a later version may write more
        result = PromptFormat(**{key: value for key, value in values.items() if key in known})
        _check(result)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} does not say how a model is asked ({error}); mend it, or remove it") from None
    return result


def chosen_prompt(
    base: PromptFormat | None, template: str | None, open_think: bool, otherwise: str = "plain"
) -> tuple[str, bool]:
    """Template and open tag: what was asked for, else as the model was asked before, else `otherwise`.

    A template asked for says what its think tag does, so it does not take the model's `open_think`.
    """
    if template or base is None:
        return template or otherwise, open_think
    return base.template, open_think or base.open_think


def _check(fmt: PromptFormat) -> None:
    kinds = {
        "template": str,
        "open_think": bool,
        "max_new_tokens": int | None,
        "task": str,
        "task_options": dict,
        "instruction": str | None,
        "instruction_in": str | None,
        "date": str | None,
        "chat_template_original": str | dict | None,
    }
    for name, kind in kinds.items():
        value = getattr(fmt, name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ValueError(f"{name}: {value!r} is of the wrong kind")
    if fmt.template not in TEMPLATES:
        raise ValueError(f"template {fmt.template!r}: {choose_from(fmt.template, TEMPLATES)}")
    if fmt.max_new_tokens is not None and fmt.max_new_tokens < 1:
        raise ValueError("max_new_tokens: must be at least 1")
    Date.fromisoformat(fmt.date or DATE)


def _file_of(model: str | Path) -> Path | None:
    own = Path(model).expanduser()
    if holds_adapter(own) and (own / FORMAT_FILE).is_file():  # that to mend, and not its copy in the cache
        return own / FORMAT_FILE
    path = Path(model_path(model))
    if path.is_dir():
        return path / FORMAT_FILE if (path / FORMAT_FILE).is_file() else None
    require_reachable(str(model))
    try:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError
    except ImportError:  # comes with transformers, without which no model is loaded
        return None
    try:
        return Path(hf_hub_download(str(model), FORMAT_FILE))
    except (OSError, ValueError, EntryNotFoundError, HfHubHTTPError):  # no such file, or out of reach and not kept
        return None
