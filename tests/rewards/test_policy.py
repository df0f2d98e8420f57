"""The reward against a policy that looks for replies which earn more than they should."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logic_rl.config.reward import LAYOUTS as REPLY_LAYOUTS
from logic_rl.config.reward import RewardConfig
from logic_rl.rewards import score
from logic_rl.rewards.format import thinking_words
from logic_rl.tasks.knights.guessing import guessing_earns
from puzzles.puzzle import Puzzle

NAMES, ROLES = ("Zoey", "Mia", "Al"), ("knight", "knave")
WORLDS = list(product((True, False), repeat=len(NAMES)))
QUESTION = 'Zoey says: "Mia is a knave or Al is a knight." Mia says: "Zoey lies." Al is silent. Who is what?'
PUZZLES = {world: Puzzle(NAMES, (), world, QUESTION) for world in WORLDS}
THINK = "Suppose the first one tells the truth; then the second one lies, and all of it fits together."
TAGS = ("<think>", "</think>", "<answer>", "</answer>")
SMALL_WORDS = (
    "is", "a", "the", "are", "not", "n't", "isn't", "neither", "nor", "both", "all", "others", "respectively", "and",
    "but", "or", "either", "if", "so", "then", "the answer is", "maybe", "wait", "it is false that", "none", "no",
    "knights", "knaves", "truth-teller", "liar", "only", "everyone", "who", "she", "one", "two", "0", "1", "(1)", "x",
    ":", ",", ";", ".", "!", "?", "=", "≠", "→", "|", "\n", "\n- ", "\n| ", " |", "**", "`", "```", '"', "'", "(", ")",
    "{", "}", "[", "]", "\\", "~~", "<s>", "</s>", "<!--", "-->", "<br>", "\\boxed{", "\u200b", "骑士", "是", "不是",
)  # fmt: skip
LAYOUTS = (
    ("{n} is a {r}", ", "), ("{n}: {r}", "\n"), ("- **{n}**: {r}", "\n"), ("({i}) {n} is a {r}", "\n"),
    ("{n} is not a {o}", "; "), ("| {n} | {r} |", "\n"), ("{n} = {r}", ", "), ("{n} ({r})", " "),
)  # fmt: skip
JOINERS = (
    "\n", ". ", ", ", "; ", " and ", " or ", " but ", " | ", "\n\n---\n\n", "\n</think>\n", " (", '"', "`", "```",
    "</answer><answer>", "`</answer><answer>`", "</answer>\n<answer>", "</answer></answer>", "<answer>", "\u2028",
    "<br>", ". Correction: ", ". No: ", ". Second answer: ", "\n| ", "{", "<!--", "<s>", " <> ",
)  # fmt: skip
# Noise that says nothing of anybody and turns nothing round.
NOISE = (" ", "\n", "*", "**", "`", "_", "#", "(", ")", ".", ",", ";", ":", "-", "→", "the answer is ",
         "so ", "and ", "x", "therefore ", "ok ", "\t", "<b>", "</b>", "$", "|", "“", "\u200b", "🛡", "<think>",
         "</answer>")  # fmt: skip

worlds = st.sampled_from(WORLDS)
layouts = st.sampled_from(LAYOUTS)


def claims(world, layout) -> str:
    pattern, joiner = layout
    return joiner.join(
        pattern.format(n=name, r=ROLES[not honest], o=ROLES[honest], i=place + 1)
        for place, (name, honest) in enumerate(zip(NAMES, world, strict=True))
    )


def reply(answer: str) -> str:
    return f"<think>{THINK}</think><answer>{answer}</answer>"


def soup(*more: str):
    pieces = st.sampled_from([*NAMES, *ROLES, *SMALL_WORDS, *more])
    return st.lists(pieces, max_size=30).map(" ".join)


def verdicts(text: str, layout: str) -> dict:
    return {world: score(text, PUZZLES[world], opened_think=False, layout=layout) for world in WORLDS}


def check_no_better_than_a_guess(text: str, layout: str) -> None:
    """One text, all solutions: it is right for one of them at most, and on average earns what a guess does at most."""
    scores = verdicts(text, layout)
    assert sum(one.verdict == "correct" for one in scores.values()) <= 1
    assert len({one.verdict == "bad_format" for one in scores.values()}) == 1
    assert sum(one.total for one in scores.values()) / len(WORLDS) <= guessing_earns(RewardConfig(), len(NAMES))
    for one in scores.values():
        assert one.total == sum(one.parts.values()) and one.reason


@settings(max_examples=150, deadline=None)
@given(soup(), st.sampled_from(REPLY_LAYOUTS))
def test_no_answer_earns_more_than_a_guess(text, layout) -> None:
    check_no_better_than_a_guess(reply(text), layout)


@settings(max_examples=150, deadline=None)
@given(soup(*TAGS), st.sampled_from(REPLY_LAYOUTS))
def test_no_reply_earns_more_than_a_guess(text, layout) -> None:
    check_no_better_than_a_guess(text, layout)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_scored(text) -> None:
    for layout in REPLY_LAYOUTS:
        assert score(reply(text), PUZZLES[WORLDS[0]], opened_think=True, layout=layout).reason
        assert score(text, PUZZLES[WORLDS[0]], opened_think=False, layout=layout).verdict != "correct"


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(worlds, layouts, st.sampled_from(JOINERS)), min_size=2, max_size=4), worlds)
def test_several_answers_are_no_right_answer(parts, solution) -> None:
    """One wrong answer among them is enough, wherever it stands and however they are joined."""
    assume(any(world != solution for world, _, _ in parts))
    answers = [claims(world, layout) for world, layout, _ in parts]
    text = answers[0] + "".join(joiner + answer for (_, _, joiner), answer in zip(parts[1:], answers[1:], strict=True))
    for layout in ("think-answer", "answer"):
        result = score(reply(text), PUZZLES[solution], opened_think=False, layout=layout)
        assert result.verdict != "correct", text


@settings(max_examples=250, deadline=None)
@given(worlds, worlds, layouts, st.lists(st.tuples(st.sampled_from(NOISE), st.floats(0, 1)), max_size=5))
def test_noise_never_turns_a_wrong_answer_right(said, solution, layout, noise) -> None:
    assume(said != solution)
    text = reply(claims(said, layout))
    for piece, place in noise:
        at = int(place * len(text))
        text = text[:at] + piece + text[at:]
    for opened_think in (False, True):
        assert score(text, PUZZLES[solution], opened_think=opened_think).verdict != "correct", text


@settings(max_examples=250, deadline=None)
@given(
    worlds, worlds, st.sampled_from(LAYOUTS[:4]), st.lists(st.tuples(st.floats(0, 1), st.integers(1, 30)), max_size=4)
)
def test_cutting_never_turns_a_wrong_answer_right(said, solution, layout, cuts) -> None:
    assume(said != solution)
    text = reply(claims(said, layout))
    for place, length in cuts:
        at = int(place * len(text))
        text = text[:at] + text[at + length :]
    assert score(text, PUZZLES[solution], opened_think=False).verdict != "correct", text


@settings(max_examples=100, deadline=None)
@given(worlds, st.lists(st.sampled_from([*SMALL_WORDS, QUESTION, *QUESTION.split(". ")]), max_size=4))
def test_thinking_of_nothing_but_the_question_earns_nothing(world, words) -> None:
    """A few words before, between or after the question's own do not make it thinking."""
    few = [word for word in words if len(thinking_words(word)) == 1][:4]
    for thinking in (" ".join([*few, QUESTION]), f"{QUESTION} {QUESTION} {' '.join(few)}"):
        text = f"<think>{thinking}</think><answer>{claims(world, LAYOUTS[0])}</answer>"
        result = score(text, PUZZLES[world], opened_think=False)
        assert result.verdict == "bad_format", text
