"""The settings of a curriculum file as Markdown, from the dataclasses that read it."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Iterator

from logic_rl.config.algorithm import CHOICES, CriticConfig
from logic_rl.config.phase import Band, Promotion, Ramp
from logic_rl.config.run import RunConfig
from logic_rl.config.stages import KINDS

ATTRIBUTE = re.compile(r"^(\w+(?:, \w+)*): (.*)$")
INNER = (
    *((f"an entry of `phases` with `kind: {kind}`", stage) for kind, stage in KINDS.items()),
    ("a ramp (`temperature`, `learning_rate`, `kl_weight`)", Ramp),
    ("`promote` of a phase", Promotion),
    ("`band` of a phase", Band),
    ("`algorithm.critic`", CriticConfig),
)


def settings() -> str:
    """A section for the file's top level, each group of keys in it, and what these hold in turn."""
    groups = [(f"`{one.name}`", one.default_factory) for one in dataclasses.fields(RunConfig) if _is_group(one)]
    return "\n".join(_section(title, kind) for title, kind in (("The top level", RunConfig), *groups, *INNER))


def _is_group(field: dataclasses.Field) -> bool:
    return dataclasses.is_dataclass(field.default_factory)


def _section(title: str, kind: type) -> str:
    hints = typing.get_type_hints(kind)
    rows = [f"| `{_key(one)}` | {_default(one)}{_choices(one, hints[one.name])} |" for one in dataclasses.fields(kind)]
    return "\n".join(
        [f"### {title[0].upper()}{title[1:]}", "", *_told(kind), "", "| key | default |", "|---|---|", *rows, ""]
    )


def _key(field: dataclasses.Field) -> str:
    return "from" if field.name == "start_from" else field.name


def _choices(field: dataclasses.Field, hint: object) -> str:
    """The words that a value, or an entry of a list, is one of."""
    words = CHOICES.get(field.name, ())
    for kind in (hint, *typing.get_args(hint)):
        if typing.get_origin(kind) is typing.Literal:
            words = typing.get_args(kind)
    return f", of {', '.join(words)}" if len(words) > 1 else ""


def _default(field: dataclasses.Field) -> str:
    if _is_group(field):
        return "a group of its own, below"
    value = field.default
    if field.default_factory is not dataclasses.MISSING:
        entries = (f"{key}: {weight:g}" for key, weight in field.default_factory().items())
        return f"`{{{', '.join(entries)}}}`"
    if value is dataclasses.MISSING:
        return "must be given"
    if isinstance(value, Ramp):
        return f"`{value.start:g}`"
    if dataclasses.is_dataclass(value):
        return "off; keys below"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return "`null`" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _told(kind: type) -> Iterator[str]:
    """The docstring: its text, and an item for each attribute it explains."""
    told = inspect.getdoc(kind).replace("<think>", "`<think>`")
    text, _, attributes = told.partition("Attributes:")
    if not text.startswith(f"{kind.__name__}("):  # what dataclasses write where nobody did
        yield " ".join(text.split())
    entries: list[str] = []
    for line in filter(None, map(str.strip, attributes.split("\n"))):
        if found := ATTRIBUTE.match(line):
            names = ", ".join(f"`{name}`" for name in found[1].split(", "))
            entries.append(f"- {names}: {found[2]}")
        else:
            entries[-1] += f" {line}"
    if entries:
        yield from ("", *entries)
