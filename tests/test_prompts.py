"""What the model is given, to the character and the token; and the same again from a chat template."""

from __future__ import annotations

from datetime import datetime

import pytest
from transformers import AutoTokenizer
from transformers.utils import chat_template_utils

from logic_rl.errors import UsageError
from logic_rl.prompts import INSTRUCTION, PROBLEM_INSTRUCTION, prompt_maker, prompt_text
from logic_rl.prompts.format import DATE
from logic_rl.prompts.jinja import instruction_place, jinja_of
from logic_rl.prompts.opening import opening_of
from logic_rl.resources import model_path
from logic_rl.seeding import stream
from logic_rl.types import Problem
from puzzles import PuzzleSpec, sample_puzzle
from tests.built_tokenizers import BEGIN, CHATS, END, byte_level, sentence_piece

PUZZLE = sample_puzzle(PuzzleSpec(2), stream(0, "prompt"))
QUESTIONS = (
    PUZZLE,
    sample_puzzle(PuzzleSpec(4, language="zh"), stream(0, "prompt")),
    Problem("1", 'What is "1 {{ + }} 1"?\\n\n  Say {% it %} in \\boxed{}.', "2"),
)
ODD_WORDS = "Say 'é' \"😀\" \\n {{ x }} {% y %} {# z #}\n\tand 'stop'"
TOKENIZERS = {
    "none": lambda chat: byte_level("", chat),
    "begin": lambda chat: byte_level("begin", chat),
    "begin and end": lambda chat: byte_level("begin end", chat),
    "normaliser": lambda chat: sentence_piece("normaliser", "begin", chat),
    "first": lambda chat: sentence_piece("first", "begin end", chat),
    "always": lambda chat: sentence_piece("always", "begin", chat),
    "never": lambda chat: sentence_piece("never", "begin", chat),
}


def render(tokenizer, *messages: tuple[str, str], template: str | None = None, generate: bool = True) -> str:
    """By transformers alone; `messages` are (role, content)."""
    turns = [{"role": role, "content": content} for role, content in messages]
    return tokenizer.apply_chat_template(
        turns, chat_template=template, tokenize=False, add_generation_prompt=generate
    )


def test_plain() -> None:
    assert prompt_text(PUZZLE, "plain", False) == PUZZLE.text + "\n"
    assert prompt_text(PUZZLE, "plain", True) == PUZZLE.text + "\n<think>"


def test_r1_zero_ends_where_the_assistant_speaks() -> None:
    text = prompt_text(PUZZLE, "r1-zero", True)
    assert text.endswith(f"User: {PUZZLE.text}\nAssistant: <think>")
    assert not text.startswith("<think>")


def test_the_instruction_is_that_of_the_question_or_the_one_given() -> None:
    assert f" {INSTRUCTION}\nUser:" in prompt_text(PUZZLE, "r1-zero", False)
    assert f" {PROBLEM_INSTRUCTION}\nUser:" in prompt_text(QUESTIONS[2], "r1-zero", False)
    assert " Count.\nUser:" in prompt_text(PUZZLE, "r1-zero", False, instruction="Count.")
    tokenizer = byte_level(chat="turns")
    for question, words in ((PUZZLE, INSTRUCTION), (QUESTIONS[2], PROBLEM_INSTRUCTION)):
        assert f"<|turn|>system\n{words}<|end|>" in prompt_text(question, "chat", False, tokenizer)
    assert "<|turn|>system\nCount.<|end|>" in prompt_text(PUZZLE, "chat", False, tokenizer, "Count.")
    assert "system" not in prompt_text(PUZZLE, "chat", False, tokenizer, "")


@pytest.mark.parametrize("kind", TOKENIZERS)
@pytest.mark.parametrize("template", ["plain", "r1-zero"])
def test_a_prompt_begins_as_the_tokenizer_begins_any_text_and_ends_without_an_end(kind: str, template: str) -> None:
    tokenizer = TOKENIZERS[kind](None)
    bare = PUZZLE.text + "\n" if template == "plain" else prompt_text(PUZZLE, template, False)
    whole = tokenizer(bare)["input_ids"]
    expected = whole[:-1] if whole[-1] == END else whole
    prompt = prompt_maker(template, False, tokenizer)(PUZZLE)
    assert list(prompt.token_ids) == expected
    assert prompt.token_ids.count(BEGIN) == (kind != "none")
    assert prompt.text.removeprefix("<|begin|>").lstrip() == bare


def test_the_packaged_base_has_no_mark_and_keeps_its_ids() -> None:
    tokenizer = AutoTokenizer.from_pretrained(model_path("tiny-base"))
    assert opening_of(tokenizer) == ""
    assert list(prompt_maker("plain", False, tokenizer)(PUZZLE).token_ids) == tokenizer(PUZZLE.text + "\n")["input_ids"]


@pytest.mark.parametrize("kind", TOKENIZERS)
@pytest.mark.parametrize("chat", ["turns", "no_bos", "in_user_turn"])
def test_chat_is_the_tokenizers_own_template_and_its_beginning_is_not_doubled(kind: str, chat: str) -> None:
    tokenizer = TOKENIZERS[kind](chat)
    prompt = prompt_maker("chat", False, tokenizer)(PUZZLE)
    assert prompt.text == render(tokenizer, ("system", INSTRUCTION), ("user", PUZZLE.text))
    assert prompt.token_ids.count(BEGIN) == (chat != "no_bos")
    assert list(prompt.token_ids) == tokenizer(prompt.text, add_special_tokens=False)["input_ids"]


@pytest.mark.parametrize("chat", ["raises", "drops"])
def test_without_a_system_role_the_instruction_stands_before_the_question(chat: str) -> None:
    tokenizer = byte_level(chat=chat)
    text = prompt_text(PUZZLE, "chat", False, tokenizer)
    assert text == render(tokenizer, ("user", f"{INSTRUCTION}\n\n{PUZZLE.text}"))
    assert text.count(INSTRUCTION) == 1 and instruction_place(tokenizer) == "user"


def test_the_place_of_the_instruction() -> None:
    places = {chat: instruction_place(byte_level(chat=chat)) for chat in CHATS}
    in_user = {"raises", "drops"}
    assert places == {chat: "user" if chat in in_user else "system" for chat in CHATS}


@pytest.mark.parametrize("open_think", [False, True])
@pytest.mark.parametrize("chat", CHATS)
def test_think_is_opened_once_and_only_when_asked(chat: str, open_think: bool) -> None:
    tokenizer = byte_level(chat=chat)
    bare = prompt_maker("chat", False, tokenizer, "Count.")(PUZZLE)
    prompt = prompt_maker("chat", open_think, tokenizer, "Count.")(PUZZLE)
    begins = chat == "opens_think"
    assert bare.opened_think == begins and prompt.opened_think == (open_think or begins)
    assert prompt.text.startswith(bare.text) and prompt.text.count("<think>") == int(open_think or begins)
    assert prompt.text[len(bare.text) :] in ("", "<think>", " <think>")


@pytest.mark.parametrize("open_think", [False, True])
@pytest.mark.parametrize(
    ("template", "kind"),
    [*((name, kind) for name in ("plain", "r1-zero") for kind in TOKENIZERS), *((chat, "begin") for chat in CHATS)]
    + [("turns", "none"), ("turns", "first"), ("raises", "normaliser"), ("dated", "always")],
)
def test_a_chat_template_gives_the_ids_of_training(template: str, kind: str, open_think: bool) -> None:
    chat = template if template in CHATS else None
    name, tokenizer = "chat" if chat else template, TOKENIZERS[kind](chat)
    for question, instruction in zip(QUESTIONS, (INSTRUCTION, "", ODD_WORDS), strict=True):
        prompt = prompt_maker(name, open_think, tokenizer, instruction)(question)
        jinja = jinja_of(name, open_think, tokenizer, instruction, DATE)
        asked = [{"role": "user", "content": question.text}]
        ids = tokenizer.apply_chat_template(asked, chat_template=jinja, add_generation_prompt=True)["input_ids"]
        assert tuple(ids) == prompt.token_ids
        assert prompt.text == prompt_text(question, name, open_think, tokenizer, instruction)


def test_a_callers_own_system_message_takes_the_place_of_the_instruction() -> None:
    question, system = ("user", PUZZLE.text), ("system", "Be brief.")
    for chat in ("turns", "in_user_turn"):
        tokenizer = byte_level(chat=chat)
        jinja = jinja_of("chat", False, tokenizer, INSTRUCTION, DATE)
        assert render(tokenizer, system, question, template=jinja) == render(tokenizer, system, question)
    tokenizer = byte_level()
    jinja = jinja_of("r1-zero", False, tokenizer, INSTRUCTION, DATE)
    expected = prompt_text(PUZZLE, "r1-zero", False, tokenizer, "Be brief.")
    assert render(tokenizer, system, question, template=jinja) == expected


@pytest.mark.parametrize("template", ["plain", "r1-zero"])
def test_a_conversation_reads_as_fine_tuning_writes_it(template: str) -> None:
    tokenizer = byte_level()
    jinja = jinja_of(template, True, tokenizer, INSTRUCTION, DATE)
    prompt = prompt_text(PUZZLE, template, False, tokenizer)
    first = [("user", PUZZLE.text), ("assistant", " It is so.")]
    assert render(tokenizer, *first, template=jinja, generate=False) == f"{prompt} It is so.<|end|>"
    more = render(tokenizer, *first, ("user", "Sure?"), template=jinja)
    rest = "Sure?\n<think>" if template == "plain" else "\nUser: Sure?\nAssistant: <think>"
    assert more == f"{prompt} It is so.<|end|>{rest}"


def test_a_chat_template_is_left_as_it_is_where_nothing_is_added() -> None:
    for chat in set(CHATS) - {"dated"}:
        assert jinja_of("chat", False, byte_level(chat=chat), "", DATE) == CHATS[chat]


def test_the_day_stands_still(monkeypatch) -> None:
    tokenizer = byte_level(chat="dated")
    texts = []
    for day in (1, 2):
        moment = type("Moment", (datetime,), {"now": classmethod(lambda cls, day=day: datetime(2031, 5, day))})
        monkeypatch.setattr(chat_template_utils, "datetime", moment)
        assert f"0{day} May 2031" in render(tokenizer, ("user", "x"))  # the clock of the template itself
        texts.append(prompt_text(PUZZLE, "chat", False, tokenizer))
    assert texts[0] == texts[1] and "Today is 26 July 2024, 26/07/24 00:00 Fri, 100%% %d." in texts[0]
    other = prompt_text(PUZZLE, "chat", False, tokenizer, date="2027-01-05")
    assert "Today is 05 January 2027, 5/01/27 00:00 Tue, 100%% %d." in other


def test_a_stopped_clock_says_what_the_clock_would() -> None:
    formats = "%Y-%m-%d|%A %-d. %B %y|%j %U %w %H%M%S|%c|%x %X %p|%%Y 100%"
    tokenizer = byte_level()
    tokenizer.chat_template = "{{ strftime_now(" + repr(formats) + ") }}{{ messages[-1]['content'] }}"
    for date in ("2024-02-29", "2030-12-01", "1999-01-09"):
        text = prompt_text(PUZZLE, "chat", False, tokenizer, "", date)
        assert text == datetime.fromisoformat(date).strftime(formats) + PUZZLE.text


def test_one_of_several_chat_templates_is_the_default() -> None:
    tokenizer = byte_level()
    tokenizer.chat_template = {"default": CHATS["turns"], "tool_use": "{{ raise_exception('no tools') }}"}
    assert prompt_text(PUZZLE, "chat", True, tokenizer) == prompt_text(PUZZLE, "chat", True, byte_level(chat="turns"))


@pytest.mark.parametrize(
    ("chat", "message"),
    [
        (None, "needs a tokenizer with a chat template"),
        ({"tool_use": CHATS["turns"]}, "needs a tokenizer with a chat template"),
        ("{{ raise_exception('only on Sundays') }}", r"cannot be used \(only on Sundays\): use 'r1-zero'"),
        ("{% for", "cannot be used"),
        ("Hello.", "leaves a user's message out"),
    ],
)
def test_a_chat_template_that_cannot_be_used_is_told_of(chat, message: str) -> None:
    tokenizer = byte_level()
    tokenizer.chat_template = chat
    with pytest.raises(UsageError, match=message):
        prompt_text(PUZZLE, "chat", False, tokenizer)
    with pytest.raises(UsageError, match=message):
        prompt_maker("chat", False, tokenizer)(PUZZLE)


def test_mistakes() -> None:
    with pytest.raises(UsageError, match="choose one of plain"):
        prompt_text(PUZZLE, "fancy", False)
    with pytest.raises(UsageError, match="chat template"):
        prompt_text(PUZZLE, "chat", False, object())
