"""The shortcut never hides a rule that would fire."""

from __future__ import annotations

import json
import re
from functools import reduce
from operator import or_
from pathlib import Path

import pytest

from logic_rl.analysis.behaviours.cues import RULES
from logic_rl.analysis.behaviours.firing import lower
from logic_rl.analysis.behaviours.triggers import Triggers, needed
from logic_rl.analysis.text.sentences import segment
from logic_rl.analysis.text.units import clauses
from logic_rl.analysis.text.words import tokens_of
from tests.analysis.test_behaviours import TINY, test_positive, test_traps


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"\bwait\b", {"=wait"}),
        (r"re-?check\w*", {"check", "recheck"}),
        (r"(?:let me|i) (?:verify|confirm)\b", {"=verify", "=confirm"}),
        (r"\w+ holds?", {"hold", "holds"}),
        (r"(?:\w+ )?x*", None),
        (r"a|\d", None),
        (r"等等|不对", {"等", "不"}),
    ],
)
def test_what_a_pattern_needs(pattern: str, pieces: set[str] | None) -> None:
    assert needed(re.compile(pattern, re.IGNORECASE)) == pieces


def missed(text: str) -> list[str]:
    triggers = Triggers(RULES)
    pieces = [lower(text[u.start : u.end][:1600]) for u in clauses(text, segment(text))]
    tried = [triggers.rules_of(reduce(or_, map(triggers.bits, tokens_of(piece)), triggers.always)) for piece in pieces]
    return [
        f"{rule.name}: {piece}"
        for piece, rules in zip(pieces, tried, strict=True)
        for rule in set(RULES) - set(rules)
        if rule.pattern.search(piece)
    ]


def test_nothing_is_missed() -> None:
    examples = [mark.args[1] for test in (test_positive, test_traps) for mark in test.pytestmark]
    texts = [TINY, *(case[0] if isinstance(case, tuple) else case for cases in examples for case in cases)]
    assert [hidden for text in texts for hidden in missed(text)] == []


def test_nothing_is_missed_in_real_text(shared_data: Path) -> None:
    with (shared_data / "responses" / "kk_reasoning_gym.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["response"] for line in list(file)[::25]]
    assert [hidden for text in texts for hidden in missed(text)] == []


def test_every_rule_but_few_has_a_shortcut() -> None:
    assert sum(needed(rule.pattern) is None for rule in RULES) == 0
