"""The token ids of a served prompt are those of training, whatever the template."""

from __future__ import annotations

import pytest

from logic_rl.errors import UsageError
from logic_rl.prompts import INSTRUCTION, PromptFormat, maker_of
from logic_rl.serving.conversation import Conversation
from logic_rl.serving.protocol import Message
from puzzles import Puzzle
from puzzles.statements import Is
from tests.built_tokenizers import CHATS, byte_level, sentence_piece

PUZZLE = Puzzle(("Zoey", "Mia"), (Is(1, False), Is(0, True)), (True, False), "Zoey says that Mia is a knave.\nWho?")
WAYS = [("plain", None), ("r1-zero", None), *(("chat", chat) for chat in CHATS)]


@pytest.mark.parametrize("open_think", [False, True])
@pytest.mark.parametrize("make", [byte_level, lambda **named: sentence_piece("first", **named)])
@pytest.mark.parametrize(("template", "chat"), WAYS)
def test_a_question_is_asked_as_in_training(template: str, chat: str | None, make, open_think: bool) -> None:
    tokenizer = make(chat=chat)
    asking = PromptFormat(template, open_think, instruction=INSTRUCTION)
    prompt = maker_of(asking, tokenizer)(PUZZLE)
    message = Message(role="user", content=PUZZLE.text)
    assert Conversation(asking, tokenizer)([message.to_turn()]) == (prompt.token_ids, prompt.opened_think)


def test_a_reply_stands_in_a_conversation_as_the_model_wrote_it() -> None:
    tokenizer = byte_level(chat="turns")
    conversation = Conversation(PromptFormat("chat", instruction="Count."), tokenizer)
    told = Message(role="assistant", reasoning=" One, two. ", content=" Two.")
    asked = [Message(role="user", content="How many?"), told, Message(role="user", content="Sure?")]
    text = tokenizer.decode(conversation([one.to_turn() for one in asked]).token_ids)
    assert "<think> One, two. </think> Two.<|end|>" in text and text.index("Count.") < text.index("How many?")


def test_parts_are_joined_and_developers_are_the_system() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert Message(role="user", content=parts).to_turn() == {"role": "user", "content": "ab"}
    assert Message(role="developer", content="x").to_turn() == {"role": "system", "content": "x"}


def test_what_the_chat_template_refuses_is_told() -> None:
    conversation = Conversation(PromptFormat("chat", instruction=""), byte_level(chat="raises"))
    with pytest.raises(UsageError, match="System role not supported"):
        conversation([{"role": "system", "content": "x"}, {"role": "user", "content": "y"}])
