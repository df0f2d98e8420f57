"""Templates: what the model is given, to the character."""

from __future__ import annotations

import pytest

from logic_rl.errors import UsageError
from logic_rl.prompts import prompt_maker, prompt_text
from logic_rl.seeding import stream
from puzzles import PuzzleSpec, sample_puzzle

PUZZLE = sample_puzzle(PuzzleSpec(2), stream(0, "prompt"))


class Tokenizer:
    """Counts how often the chat template is applied."""

    chat_template = "yes"
    calls = 0

    def apply_chat_template(self, messages, tokenize, add_generation_prompt) -> str:
        self.calls += 1
        assert not tokenize and add_generation_prompt
        return "".join(f"<{m['role']}>{m['content']}" for m in messages) + "<assistant>"

    def __call__(self, text: str, add_special_tokens: bool) -> dict:
        assert not add_special_tokens
        return {"input_ids": [ord(character) for character in text]}


def test_plain() -> None:
    assert prompt_text(PUZZLE, "plain", False) == PUZZLE.text + "\n"
    assert prompt_text(PUZZLE, "plain", True) == PUZZLE.text + "\n<think>"


def test_r1_zero_ends_where_the_assistant_speaks() -> None:
    text = prompt_text(PUZZLE, "r1-zero", True)
    assert text.endswith(f"User: {PUZZLE.text}\nAssistant: <think>")
    assert not text.startswith("<think>")


def test_chat_template_is_applied_exactly_once() -> None:
    tokenizer = Tokenizer()
    prompt = prompt_maker("chat", True, tokenizer)(PUZZLE)
    assert tokenizer.calls == 1
    assert prompt.text.count("<assistant>") == 1 and prompt.opened_think
    assert bytes(prompt.token_ids).decode() == prompt.text


def test_mistakes() -> None:
    with pytest.raises(UsageError, match="choose one of plain"):
        prompt_text(PUZZLE, "fancy", False)
    with pytest.raises(UsageError, match="chat template"):
        prompt_text(PUZZLE, "chat", False, object())
