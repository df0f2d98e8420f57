"""Aha by content: an own error is admitted, and somebody's role is concluded differently after it than before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from logic_rl.analysis.behaviours.firing import Readings, is_denied
from logic_rl.analysis.behaviours.guards import ADMISSION, ASSUMED
from logic_rl.analysis.behaviours.spans import Span
from logic_rl.text.sentences import Sentence

_CLAIM = re.compile(r"\b([A-Z]\w{0,40}) is (?:indeed |actually |therefore |really )?an? (\w+)")
_REACH = 12  # clauses before and after an admitted error in which the conclusion must change; assumed


def changed_minds(
    response: str,
    masked: str,
    units: Sequence[Sentence],
    readings: Readings,
    names: Sequence[str],
    roles: Sequence[str],
) -> list[Span]:
    """The admissions after which a role changed; `masked` is the response without quoted speech."""
    spans, known, words = [], set(names), {role.lower() for role in roles}
    for index, (unit, fired) in enumerate(zip(units, readings.rules, strict=True)):
        if not any(rule.behaviour == "reflection" for rule, _, _ in fired):
            continue
        match = ADMISSION.search(masked, unit.start, unit.end)
        if not match or is_denied(masked[unit.start : unit.end], match.start() - unit.start):
            continue
        before = _claims(masked, units[max(0, index - _REACH) : index + 1], known, words)
        after = _claims(masked, units[index + 1 : index + 1 + _REACH], known, words)
        if any(before[name] != role for name, role in after.items() if name in before):
            cue = response[match.start() : match.end()]
            spans.append(Span(unit.start, unit.end, "aha", cue, "admitted_and_changed", unit.section))
    return spans


def _claims(masked: str, units: Sequence[Sentence], names: set[str], roles: set[str]) -> dict[str, str]:
    """The last role claimed of each person in these clauses; assumptions ("if …") do not count."""
    claims = {}
    for unit in units:
        for match in _CLAIM.finditer(masked, unit.start, unit.end):
            name, role = match[1], match[2].lower()
            known = (not names or name in names) and (not roles or role in roles)
            if known and not ASSUMED.search(masked, unit.start, match.start()):
                claims[name] = role
    return claims
