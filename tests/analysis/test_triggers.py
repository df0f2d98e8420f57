"""The shortcut never hides a rule that would fire."""

from __future__ import annotations

import json
import re
from functools import reduce
from operator import or_
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logic_rl.analysis.behaviours.cues import RULES
from logic_rl.analysis.behaviours.firing import lower
from logic_rl.analysis.behaviours.triggers import Triggers, needed
from logic_rl.text.sentences import segment
from logic_rl.text.units import clauses
from logic_rl.text.words import tokens_of
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


def test_patterns_are_read_as_the_interpreter_reads_them() -> None:
    """The pieces on record were taken from the parse trees of Python 3.11's own parser, which is not public."""
    recorded = json.loads((Path(__file__).parent / "pieces_of_patterns.json").read_text(encoding="utf-8"))
    assert len(recorded) > 60
    read = {pattern: needed(re.compile(pattern)) for pattern in recorded}
    assert {pattern: sorted(pieces) for pattern, pieces in read.items() if pieces} == recorded


NOT_READ = (r"(?i)wait", r"(wait)\1", r"(?>wait)", r"(?P<a>x)(?P=a)", r"wait[^]x]", r"\N{EM DASH}wait")


@pytest.mark.parametrize("pattern", NOT_READ)
def test_what_is_not_read_is_always_tried(pattern: str) -> None:
    assert needed(re.compile(pattern)) is None


def test_a_pattern_with_comments_is_not_read() -> None:
    assert needed(re.compile("wait # or look", re.VERBOSE)) is None


READ = (
    r"\b(?:wait|hold on)\b(?! for)", r"re-?(?:do|check)\w*(?<!able)", r"(?:ab|cd){2,3}e?", r"[ab]{1,2}x(?:y|[zw])+",
    r"(?P<who>mia|zoey)(?:'s| is)? (?:(?:a|the) )?\w{3}", r"no\.|so\b.{0,3}", r"\u7b49(?:\u7b49|x*+)",
    r"^a$|[,;]? b", r"[w-z]ait", r"x\Bwait\b",
)  # fmt: skip
MATCHES = {pattern: st.from_regex(re.compile(pattern, re.IGNORECASE)) for pattern in READ}


@settings(max_examples=60, deadline=None)
@given(st.data())
@pytest.mark.parametrize("pattern", READ)
def test_every_match_holds_a_piece(pattern: str, data: st.DataObject) -> None:
    """Matches are made from the pattern; each must hold one of the pieces, as a word where it is marked as one."""
    compiled = re.compile(pattern, re.IGNORECASE)
    text = data.draw(MATCHES[pattern])
    pieces = needed(compiled)
    assert pieces
    for match in compiled.finditer(text):
        around = lower(text[max(0, match.start() - 1) : match.end() + 1])
        assert any(
            re.search(rf"(?<![a-z]){piece[1:]}(?![a-z])" if piece[0] == "=" else re.escape(piece), around)
            for piece in pieces
        )


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


def test_nothing_reads_private_names_of_re(repository: Path) -> None:
    private = re.compile(r"\bsre_\w+|\bre\._\w+|from re import _|import_module\(.re\._")
    files = [path for room in ("logic_rl", "puzzles") for path in (repository / room).rglob("*.py")]
    assert len(files) > 200 and [path for path in files if private.search(path.read_text("utf-8"))] == []
