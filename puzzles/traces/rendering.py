"""Rendering: a derivation as sentences, one line a step."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from puzzles.statements import Statement
from puzzles.traces.language import language_named
from puzzles.traces.steps import Candidate, Check, Derivation, Inspect
from puzzles.traces.wording_search import WordingOf

# A table reads better when its rows are worded alike.
STEADY = ("try", "check_fits", "check_fails", "reject")


def render(
    derivation: Derivation,
    statements: Sequence[Statement],
    names: Sequence[str],
    roles: tuple[str, str],
    language: str,
    rng: random.Random,
    said: Mapping[int, str] | None = None,
) -> list[str]:
    """One text a step, worded by `rng`; no phrasing comes twice running where there is another.

    Args:
        names: what the people are called; `names[k]` says statement k.
        roles: the words for truth-teller and liar.
        language: `en` or `zh`.
        said: what some people say in other words than those for their statements, by person.

    Raises:
        TraceError: no such language.
    """
    tongue = language_named(language)
    wording = WordingOf(derivation, statements, names, roles, tongue, said)
    phrases = _Phrases(tongue.moulds, rng)
    texts, previous = [], None
    for step in derivation:
        text = phrases.pick(wording.key(step, previous)).format_map(wording.slots(step))
        if isinstance(step, Check) and isinstance(previous, Candidate):
            text = phrases.pick("begin_checks") + tongue.space + text
        if isinstance(step, Inspect) and step.fits:
            text += tongue.space + phrases.pick("inspect_fits")
        texts.append(text)
        previous = step
    return texts


class _Phrases:
    """Draws moulds: steadily the same for some keys, never the same twice running for the others."""

    def __init__(self, moulds: Mapping[str, tuple[str, ...]], rng: random.Random) -> None:
        self.moulds, self.rng = moulds, rng
        self.last: dict[str, str] = {}

    def pick(self, key: str) -> str:
        last = self.last.get(key)
        if last is None or key not in STEADY:
            fresh = [mould for mould in self.moulds[key] if mould != last]
            self.last[key] = self.rng.choice(fresh or self.moulds[key])
        return self.last[key]
