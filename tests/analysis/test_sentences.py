"""Sections and sentences keep exact offsets, also on broken output."""

from __future__ import annotations

import random

import pytest

from logic_rl.text.sentences import sections, segment, without_loops


def pieces(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 3.14. Good! Is it? Yes.", ["It is 3.14.", "Good!", "Is it?", "Yes."]),
        ("Wait, no. It is.", ["Wait, no.", "It is."]),
        ("1. Zoey is a knight. 2 lie.\n2) Mia\n- a. b", ["1. Zoey is a knight.", "2 lie.", "2) Mia", "- a. b"]),
        ("Some, e.g. Mia, lie. See cf. that, etc. Done.", ["Some, e.g. Mia, lie.", "See cf. that, etc.", "Done."]),
        ("甲是骑士。等等！不对？好；行", ["甲是骑士。", "等等！", "不对？", "好；", "行"]),
        ("Wait... maybe not. Wait... That is wrong.", ["Wait... maybe not.", "Wait...", "That is wrong."]),
        ('He says "I lie." Then so.', ['He says "I lie."', "Then so."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>a</think> <answer>b</answer>", [("think", "a"), ("outside", " "), ("answer", "b")]),
        ("a</think><answer>b", [("think", "a"), ("answer", "b")]),
        ("<think>a<answer>b", [("think", "a"), ("answer", "b")]),
        (
            "<think>a <answer>x</answer> c</think>d",
            [("think", "a "), ("answer", "x"), ("think", " c"), ("outside", "d")],
        ),
        ("<answer>b</answer>c<answer>d", [("answer", "b"), ("outside", "c"), ("answer", "d")]),
        ("</answer></think>", []),
        ("a<|im_end|>b<think>c", [("outside", "a")]),
        ("plain", [("outside", "plain")]),
    ],
)
def test_sections(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(s.name, text[s.start : s.end]) for s in sections(text)] == expected


def test_every_visible_character_is_in_exactly_one_sentence() -> None:
    rng = random.Random(5)
    parts = [
        "Wait",
        ". ",
        "! ",
        "? ",
        "\n",
        " ",
        "3.5",
        "e.g. ",
        "。",
        "等等",
        "1. ",
        '"',
        "...",
        "x",
        "- ",
        "…",
        "**",
        "\t",
    ]
    for _ in range(400):
        text = "".join(rng.choice(parts) for _ in range(rng.randrange(30)))
        found = segment(text)
        assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
        covered = "".join(text[s.start : s.end] for s in found)
        assert "".join(covered.split()) == "".join(text.split())
        assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in found)


@pytest.mark.parametrize(("repeats", "kept"), [(3, 7), (4, 3), (500, 3)])
def test_a_loop_counts_once(repeats: int, kept: int) -> None:
    text = "Start. " + "Wait, no. Check it. " * repeats
    assert len(without_loops(text, segment(text))) == kept


def test_random_tags_never_raise() -> None:
    rng = random.Random(6)
    parts = ["<think>", "</think>", "<answer>", "</answer>", "<|im_end|>", "a. ", "<", ">", "\n"]
    for _ in range(300):
        text = "".join(rng.choice(parts) for _ in range(rng.randrange(12)))
        ends = [0, *(edge for s in sections(text) for edge in (s.start, s.end))]
        assert ends == sorted(ends)
