"""The claim reader on searches: every look is read, and the first false one stands where the mistake was made."""

from __future__ import annotations

from collections import Counter

import pytest

from logic_rl import analyze
from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import reply
from logic_rl.tasks import make_task
from puzzles import PuzzleSpec
from puzzles.traces.steps import Inspect

STEPS = ("quotation", "lookup", "mark", "verdict", "fits", "all_hold", "contradiction")
PAIRS = {"en": (("knave", "knight"), ("saint", "sinner")), "zh": (("无赖", "骑士"), ("老实人", "骗子"))}


def proofs(language: str, count: int, **shares: float):
    spec = PuzzleSpec(2, language=language, style="varied", role_choice=PAIRS[language])
    request = ProofRequest([2, 3, 4], count, seed=7, shares=Shares(**shares), spec=spec)
    task = make_task("knights", {"language": language})
    for number in range(count):
        proof = proof_number(request, number)
        text, at = reply(proof)
        yield proof, at, task.check(proof.puzzle, text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sound_search_is_read_whole_and_found_true(language: str) -> None:
    kinds: Counter = Counter()
    for proof, _, claims in proofs(language, 45, closing=0.5, summary=0.5, hesitation=0.5, paths=0.3):
        looks = [line.step for line in proof.trace.lines if isinstance(line.step, Inspect)]
        told = Counter(claim.kind for claim in claims)
        assert told["quotation"] == told["verdict"] == len(looks)
        assert told["lookup"] == sum(len(look.kinds) + 1 for look in looks), "each leaf, and the speaker"
        several = [len(look.kinds) for look in looks if len(look.kinds) > 1]
        assert told["mark"] == sum(several) + len(several) + len(looks), (
            "each of several leaves, all of them in the statement's form, and whether the speaker lies"
        )
        assert told["fits"] == sum(look.fits for look in looks)
        unread = [claim for claim in claims if claim.truth == "unreadable" and claim.kind in STEPS]
        assert not unread, unread
        assert not [claim for claim in claims if claim.truth == "false" and claim.kind != "assumption"]
        kinds += told
    assert kinds["all_hold"] >= 15 and kinds["contradiction"] > 30 and kinds["answer"] == 45


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_false_claim_is_the_mistake(language: str) -> None:
    seen = 0
    for proof, at, claims in proofs(language, 60, mistakes=1.0):
        spans = proof.trace.spans()
        false = [claim for claim in claims if claim.truth == "false" and claim.kind != "assumption"]
        start, end = spans[proof.trace.first_error]
        assert at + start <= false[0].start < at + end
        wrong = [spans[k] for k, label in enumerate(proof.trace.labels) if not label]
        for claim in false:
            assert any(at + start <= claim.start < at + end for start, end in wrong), claim
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_analysis_sees_what_was_asked_for(language: str) -> None:
    """Going back and checking, in all proofs that do; doubts and summaries in most."""
    rows = []
    for proof, _, _ in proofs(language, 30, mistakes=1.0, closing=1.0, hesitation=1.0):
        rows.append({"names": list(proof.puzzle.names), "roles": list(proof.puzzle.roles), "response": reply(proof)[0]})
    counts = [row["counts"] for row in analyze(rows)]
    for behaviour in ("backtracking", "reflection", "verification"):
        assert all(one[behaviour] for one in counts), behaviour
    assert sum(one["hesitation"] > 0 for one in counts) > 15
