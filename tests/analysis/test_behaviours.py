"""Tags: golden spans to the character, and the traps of proofs by cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.analysis.behaviours.cues import BEHAVIOURS, RULES
from logic_rl.analysis.behaviours.spans import counts
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.text.sentences import Loop, loops

TINY = (
    "<think> Let me try: Zoey is a knight, Oliver is a knave. Check. Oliver says Zoey is a knave: false; Oliver is a "
    "knight. Wait, that is a contradiction. Let's go back. Try: Zoey is a knave, Oliver is a knight. Good. All "
    "statements hold. </think> <answer> Wait, let me check. Zoey is a knave, Oliver is a knight. </answer>"
)


def found(text: str, **puzzle) -> list[tuple[str, str]]:
    return [(span.behaviour, text[span.start : span.end]) for span in tag(text, **puzzle)]


def behaviours(text: str) -> set[str]:
    return {span.behaviour for span in tag(text)}


def test_the_prose_of_the_tiny_model() -> None:
    assert found(TINY, names=["Zoey", "Oliver"], roles=["knight", "knave"]) == [
        ("exploration", "Let me try: Zoey is a knight, Oliver is a knave."),
        ("verification", "Check."),
        ("reflection", "Wait, that is a contradiction."),
        ("backtracking", "Let's go back."),
        ("exploration", "Try: Zoey is a knave, Oliver is a knight."),
        ("verification", "All statements hold."),
    ]


def test_offsets_cue_and_rule() -> None:
    span = next(span for span in tag(TINY) if span.behaviour == "backtracking")
    assert (span.start, span.end) == (TINY.index("Let's go back."), TINY.index(" Try:"))
    assert (span.cue, span.rule) == ("Let's go back", "go_back")
    assert span.to_row() == {
        "start": span.start, "end": span.end, "behaviour": "backtracking", "cue": span.cue, "rule": "go_back",
        "section": "think", "polarity": None, "executed": None, "confidence": None,
    }  # fmt: skip


def test_superficial_prose() -> None:
    assert found("Hmm, maybe Zoey is a knight. I am not sure. Let me verify. It all fits.") == [
        ("hesitation", "Hmm, maybe Zoey is a knight."),
        ("hesitation", "I am not sure."),
        ("verification", "Let me verify."),
        ("verification", "It all fits."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wait, let me reconsider this.", {"reflection", "backtracking"}),
        ("Let me try again.", {"backtracking"}),
        ("We start over.", {"backtracking"}),
        ("Go back. Suppose Mia lies.", {"backtracking", "exploration"}),
        ("Let me try a different approach.", {"backtracking"}),
        ("## Step 7: Verify with Mia's statement", {"verification"}),
        ("This satisfies all the statements.", {"verification"}),
        ("I checked and it works.", {"verification"}),
        ("Case 2: suppose Mia is a knave.", {"exploration"}),
        ("Let's check if Mia is a knight.", {"exploration"}),
        ("What about: Mia is a knave.", {"exploration"}),
        ("I made a mistake.", {"reflection"}),
        ("Aha, I see now!", {"aha"}),
        ("In conclusion, Mia is a knight.", {"summary"}),
        ("等等，不对。让我重新考虑。", {"reflection", "backtracking"}),
    ],
)
def test_positive(text: str, expected: set[str]) -> None:
    assert behaviours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "That is a contradiction, so Mia is a knave.",
        "But Zoey lies, however Mia does not.",
        "There is no need to check this.",
        "I don't need to go back.",
        "Without checking again, Mia is a knave.",
        'Zoey says: "Wait, I made a mistake. Let me verify that."',
        "Zoey says: wait, let me check.",
        "“Let's go back,” said Mia.",
        "If we checked again, Mia would lie.",
        "If all statements hold, Mia is a knight.",
        "Mia must wait for Zoey.",
        "This leads to a contradiction because altruists can't lie.",
        "Both cannot be true, which contradicts our assumption that Mia is a saint.",
    ],
)
def test_traps(text: str) -> None:
    assert not behaviours(text) & {"verification", "backtracking", "reflection", "aha"}


def test_an_admitted_mistake_is_an_aha_only_if_the_conclusion_changes() -> None:
    names, roles = ["Zoey", "Mia"], ["knight", "knave"]
    changed = "Zoey is a knight. Wait, I made a mistake. So Zoey is a knave."
    assert ("aha", "Wait, I made a mistake.") in found(changed, names=names, roles=roles)
    same = "Zoey is a knight. Wait, I made a mistake. So Zoey is a knight."
    assert "aha" not in {name for name, _ in found(same, names=names, roles=roles)}
    supposed = "Zoey is a knight. Wait, I made a mistake. If Zoey is a knave, so be it."
    assert "aha" not in {name for name, _ in found(supposed, names=names, roles=roles)}


def test_language_switches() -> None:
    assert found("Zoey is a knight, 所以 Mia is a knave.") == [("language_switch", "所以")]
    assert found("张三是骑士 and so it follows that 李四是骗子，因为他说谎，他说的话不成立。") == [
        ("language_switch", "and so it follows that")
    ]
    assert found("Alice 说李四是骗子。", names=["Alice"]) == []


def test_a_loop_is_one_reflection() -> None:
    text = "Mia lies. " + "Wait, no. " * 1000
    assert counts(tag(text))["reflection"] == 1
    assert loops(text) == [Loop(10, len(text) - 1, 1000)] and not loops(TINY)


def test_every_behaviour_but_the_script_based_one_has_rules() -> None:
    assert {rule.behaviour for rule in RULES} == set(BEHAVIOURS) - {"language_switch"}


@pytest.mark.parametrize(
    "text", ["", "<think>", "</answer>", "\x00" * 50, "wait" * 5000, '"' * 999, "。" * 999, "\ud800 x"]
)
def test_odd_text_never_raises(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in tag(text))


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def f1(pairs: list[tuple[bool, bool]]) -> float:
    """Of (gold, predicted) pairs."""
    return 2 * sum(g and p for g, p in pairs) / max(1, sum(g + p for g, p in pairs))


GOLD = {"verification": "verification_start", "backtracking": "backtracking_start", "reflection": "reflection"}


def test_against_human_labels(shared_data: Path) -> None:
    docs = {row["doc_id"]: row["response"] for row in rows(shared_data / "behaviours" / "reasoningflow_docs.jsonl")}
    nodes = rows(shared_data / "behaviours" / "reasoningflow_nodes.jsonl")
    nodes = [node for node in nodes if node["annotator"] == "human_D"]
    # The learned part was fitted on these; experiments/behaviour_tagger/cross_validate.py measures it.
    tags = {doc: tag(docs[doc], learned=False) for doc in {node["doc_id"] for node in nodes}}
    pairs: dict[str, list[tuple[bool, bool]]] = {"any": [], **{name: [] for name in GOLD}}
    for node in nodes:
        spans = tags[node["doc_id"]]
        hit = {s.behaviour for s in spans if node["start"] <= docs[node["doc_id"]].find(s.cue, s.start) < node["end"]}
        gold = {name for name, label in GOLD.items() if label in node["behaviours"]}
        pairs["any"].append((bool(gold), bool(hit & set(GOLD))))
        for name in GOLD:
            pairs[name].append((name in gold, name in hit))
    scores = {name: round(f1(values), 3) for name, values in pairs.items()}
    print(f"F1 on {len(nodes)} human_D nodes: {scores}")
    assert scores["any"] >= 0.55 and scores["verification"] >= 0.5


def test_against_labelled_puzzle_sentences(shared_data: Path) -> None:
    probe = rows(shared_data / "behaviours" / "kk_marker_sentences.jsonl")
    pairs = {name: [] for name in GOLD}
    for row in probe:
        hit = behaviours(row["text"])
        for name in GOLD:
            pairs[name].append((name in row["labels"], name in hit))
    scores = {name: round(f1(values), 3) for name, values in pairs.items()}
    print(f"F1 on {len(probe)} K&K sentences: {scores}")
    assert min(scores.values()) >= 0.85


def test_spans_of_real_responses_are_inside_the_text(shared_data: Path) -> None:
    for row in rows(shared_data / "responses" / "kk_reasoning_gym.jsonl")[::5]:
        for span in tag(row["response"]):
            assert 0 <= span.start < span.end <= len(row["response"])
            assert span.cue and span.cue in row["response"][span.start : span.end]
