"""A language: its words for steps, and the few bits of grammar that differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from puzzles.traces.errors import TraceError


@dataclass(frozen=True, slots=True)
class Language:
    """What a renderer needs of a language.

    Attributes:
        moulds: sentences by key, with `{slots}`; `puzzles.traces.wording` says which key gets which slots.
        describe: a statement as a clause, from (statement, names, roles).
        noun: a role word as it stands after "is": `a knight`.
        listing: several clauses as one: `a, b and c`.
        truth: the words for false and true, as in "this is true".
        space: what stands between two sentences of a paragraph.
    """

    moulds: Mapping[str, tuple[str, ...]]
    describe: Callable[..., str]
    noun: Callable[[str], str]
    listing: Callable[[Sequence[str]], str]
    truth: tuple[str, str]
    space: str


def language_named(name: str) -> Language:
    """The language called `en` or `zh`, loaded on first use.

    Raises:
        TraceError: no such language.
    """
    if name not in LANGUAGES:
        raise TraceError(f"no traces in language {name!r}: choose from {', '.join(LANGUAGES)}")
    return LANGUAGES[name]()


@cache
def _english() -> Language:
    from puzzles.prose.english import article, describe, listing
    from puzzles.traces import moulds_en, moulds_search_en

    return Language(moulds_en.MOULDS | moulds_search_en.MOULDS, describe, article, listing, ("false", "true"), " ")


@cache
def _chinese() -> Language:
    from puzzles.prose.chinese import describe
    from puzzles.traces import moulds_search_zh, moulds_zh

    return Language(moulds_zh.MOULDS | moulds_search_zh.MOULDS, describe, str, "，".join, ("假话", "真话"), "")


LANGUAGES: dict[str, Callable[[], Language]] = {"en": _english, "zh": _chinese}
