"""Pieces of a reply, joined, against the whole of it cut by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic_rl.rollout.text import ReplyText
from logic_rl.serving.pieces import Characters, Said, Stops, Thinking, Wording

TEXTS = ("Zoey is a knight.", "张三是骑士，李四是无赖。", "🙂 é ﷽ naïve — ✓",
         "<think> 嗯…… </think> <answer>张三</answer>", "tab\tand\n\nlines  ", "\ufffd a real one \ufffd")  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer():
    from logic_rl.resources import model_path
    from logic_rl.training.learning.model_folder import load_tokenizer

    return load_tokenizer(model_path("tiny-base"))


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_of_characters_join_to_the_text_and_are_never_half(text: str, tokenizer) -> None:
    ids = tokenizer(text, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    characters = Characters(ReplyText(tokenizer))
    pieces = [characters.add([token]) for token in ids]
    assert len(pieces) > len(text) / 8 and "".join([*pieces, characters.finish()]) == text == ReplyText(tokenizer)(ids)
    assert all(text.startswith("".join(pieces[:count])) for count in range(len(pieces)))


@pytest.mark.parametrize("most", [1, 3, 40])
def test_any_tokens_join_to_what_the_engine_says(most: int, tokenizer) -> None:
    rng = random.Random(0)
    for _ in range(200):  # broken characters and end marks in the middle, too
        ids = [rng.randrange(len(tokenizer)) for _ in range(rng.randrange(30))]
        characters = Characters(ReplyText(tokenizer))
        pieces = []
        while len(characters.ids) < len(ids):
            begin = len(characters.ids)
            pieces.append(characters.add(ids[begin : begin + rng.randint(1, most)]))
        assert "".join([*pieces, characters.finish()]) == ReplyText(tokenizer)(ids)


def cuts(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted({place % (len(text) + 1) for place in places}), len(text)]
    return [text[a:b] for a, b in zip(edges, edges[1:], strict=False)]


@given(
    st.text("ab</", max_size=30),
    st.lists(st.text("ab</", min_size=1, max_size=4), max_size=3),
    st.lists(st.integers(0, 40)),
)
def test_text_ends_before_the_first_stop_however_it_is_cut(text: str, stops: list[str], places: list[int]) -> None:
    filtered, told = Stops(stops), ""
    for piece in cuts(text, places):
        told += filtered.add(piece)
    told += filtered.finish()
    # Letter by letter: the first beginning of the text that ends with a stop, without the longest such stop.
    ended = next((text[:end] for end in range(len(text) + 1) if text[:end].endswith(tuple(stops))), None)
    expected = text if ended is None else ended[: -max(len(stop) for stop in stops if ended.endswith(stop))]
    assert told == expected and filtered.is_reached == (ended is not None)


@pytest.mark.parametrize(
    ("text", "is_open", "expected", "has_block"),
    [
        ("<think> a b </think> <answer>c</answer>", False, Said(" a b ", " <answer>c</answer>"), True),
        ("\n <think>a</think>", False, Said("a", ""), True),
        ("<think>never closed </thin", False, Said("never closed </thin", ""), True),
        ("<think></think>b", False, Said("", "b"), True),
        (" no thinking <think>a</think>", False, Said("", " no thinking <think>a</think>"), False),
        ("<thi", False, Said("", "<thi"), False),
        ("  ", False, Said("", "  "), False),
        ("", False, Said("", ""), False),
        (" a </think>b</think>", True, Said(" a ", "b</think>"), True),
        ("<think> a </think>b", True, Said(" a ", "b"), True),
        (" a", True, Said(" a", ""), True),
        ("", True, Said("", ""), True),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_thinking_stands_apart_however_it_is_cut(text, is_open, expected, has_block, size) -> None:
    thinking = Thinking(is_open)
    said = [thinking.add(text[start : start + size]) for start in range(0, len(text), size)] + [thinking.finish()]
    assert Said("".join(one.reasoning for one in said), "".join(one.content for one in said)) == expected
    assert thinking.has_begun == has_block


def test_tokens_become_thinking_and_answer_up_to_a_stop(tokenizer) -> None:
    text = "<think> Zoey lies. 李四 </think> <answer> Zoey is a knave. </answer> and more"
    wording = Wording(ReplyText(tokenizer), ("</answer>",), is_open=False)
    said = []
    for token in tokenizer(text, add_special_tokens=False)["input_ids"]:
        said.append(wording.add([token]))
        if wording.is_stopped:
            break
    said.append(wording.finish())
    assert "".join(one.reasoning for one in said) == " Zoey lies. 李四 "
    assert "".join(one.content for one in said) == " <answer> Zoey is a knave. "
