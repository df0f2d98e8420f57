"""Talking in a terminal: what is shown is what was written, and only models with a chat template remember."""

from __future__ import annotations

import io
import shutil
from contextlib import closing

import pytest
from click.testing import CliRunner
from rich.console import Console

import logic_rl
from logic_rl.cli.main import main
from logic_rl.cli.shared.replies import Unrolled
from logic_rl.errors import UsageError
from logic_rl.evaluation.asking import puzzle_of
from logic_rl.prompts import PromptFormat
from logic_rl.serving.served import Opening, opened_model
from logic_rl.serving.talk import Talk, written
from logic_rl.serving.worker import Piece
from tests.built_tokenizers import CHATS

PUZZLE = (
    "On an island, every knight always tells the truth and every knave always lies. There are two people: Alice and "
    "Bob. Alice says that Bob is a knave. Bob says that Alice and Bob are knaves. So who is a knight and who is a "
    "knave?"
)


def test_each_line_is_a_turn_and_a_puzzle_is_checked() -> None:
    arguments = ["chat", "tiny-base", "--temperature", "0.3", "--max-new-tokens", "60"]
    told = CliRunner().invoke(main, arguments, input=f"{PUZZLE}\n\n/help\nWho are you?\n/quit\nnever\n")
    assert told.exit_code == 0, told.output
    [reply] = logic_rl.ask("tiny-base", PUZZLE, temperature=0.3, max_new_tokens=60)["replies"]
    assert reply["response"].strip() in " ".join(told.stdout.split("\n"))
    assert "logic: Alice is a knight and Bob is a knave." in told.stdout and told.stdout.count("logic:") == 1
    assert told.stderr.count("each turn is asked alone") == 1 and "/new forgets" in told.stderr


@pytest.mark.parametrize(("arguments", "words"), [
    (["nowhere"], "nowhere"), (["tiny-base", "--template", "chat"], "chat template"),
    (["tiny-base", "--max-new-tokens", "5000"], "2048 positions"), (["tiny-base", "--temperature", "nan"], "nan"),
])  # fmt: skip
def test_what_cannot_be_talked_with_is_one_line(arguments, words) -> None:
    told = CliRunner().invoke(main, ["chat", *arguments], input="x\n")
    assert told.exit_code == 2 and words in told.stderr.splitlines()[-1]


@pytest.fixture
def chatty(toy_model, tmp_path):
    """The toy with a chat template."""
    from logic_rl.training.learning.model_folder import load_tokenizer, write_prompt_format

    folder = tmp_path / "chatty"
    shutil.copytree(toy_model, folder)
    tokenizer = load_tokenizer(str(folder))
    tokenizer.chat_template = CHATS["no_bos"]
    write_prompt_format(folder, tokenizer, PromptFormat("chat", max_new_tokens=12))
    served = opened_model(str(folder), Opening(slots=1), queue=1)
    with closing(served.worker):
        yield served


def test_a_model_with_a_chat_template_remembers_until_told_to_forget(chatty) -> None:
    talk, asked = Talk(chatty, 1.0, seed=3), []
    chatty.conversation, make = lambda turns: asked.append(list(turns)) or make(turns), chatty.conversation
    chatty.conversation.is_chat = make.is_chat
    first = "".join(piece.content for piece in talk.say("one"))
    assert talk.remembers and first
    list(talk.say("two"))
    assert [turn["role"] for turn in asked[1]] == ["user", "assistant", "user"]
    assert asked[1][1]["content"] == first
    talk.forget()
    reply = talk.say("three")
    next(reply)
    reply.close()  # left in the middle: it is forgotten
    list(talk.say("four"))
    assert asked[-1] == [{"role": "user", "content": "four"}]
    with pytest.raises(UsageError, match="/new begins another"):
        list(talk.say("word " * 3000))


def test_parts_are_put_together_as_they_were_written() -> None:
    assert written(Piece(content="a")) == "a"
    assert written(Piece(" a ", "b", thought=True)) == "<think> a </think>b"
    assert written(Piece(" a", thought=True)) == "<think> a" and written(Piece(" a", thought=True), True) == " a"


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_what_is_shown_in_sentences_is_the_whole_with_colours(size: int) -> None:
    response = ("<think> Suppose Alice is a knave. Wait, let me check.\nAlice says that Bob is a knave: false. 好。"
                "</think> <answer> Alice is a knight, Bob is a knave. </answer>")  # fmt: skip
    out = io.StringIO()
    shown = Unrolled(Console(file=out, force_terminal=True, width=40, color_system="standard"), puzzle_of(PUZZLE))
    for end in range(size, len(response) + size, size):
        shown.show(response[:end], is_whole=end >= len(response))
    plain = out.getvalue()
    for code in ("\x1b[4m", "\x1b[0m", "\x1b[32m", "\x1b[1;31m", "\x1b[2m", "\x1b[4;32m", "\x1b[1;4;31m", "\x1b[2;4m"):
        plain = plain.replace(code, "")
    assert plain == response + "\n" and "\x1b[4m" in out.getvalue()
