"""A model folder asks as training did, wherever it lies and whoever loads it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
import yaml
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

from logic_rl.cli.main import main
from logic_rl.config.reading import read_config
from logic_rl.errors import UsageError
from logic_rl.prompts import INSTRUCTION, PromptFormat, maker_of, prompt_maker, read_prompt_format
from logic_rl.prompts.format import DATE
from logic_rl.record import RunFolder
from logic_rl.resources import curriculum_path, model_path
from logic_rl.rows import read_rows
from logic_rl.seeding import stream
from logic_rl.training.learning.card import CardFacts, card_text, front_matter
from logic_rl.training.learning.checkpoint import damage
from logic_rl.training.learning.model_folder import load_tokenizer, recorded, write_prompt_format
from logic_rl.training.model_files import ModelFiles, format_of_run, kinds_of_training
from puzzles import PuzzleSpec, sample_puzzle
from tests.built_tokenizers import CHATS, byte_level, sentence_piece

PUZZLES = [sample_puzzle(PuzzleSpec(size), stream(size, "prompt")) for size in (2, 3, 5)]
FORMATS = [
    PromptFormat("plain", max_new_tokens=7),
    PromptFormat("plain", open_think=True),
    PromptFormat("r1-zero", open_think=True, max_new_tokens=900),
    PromptFormat("r1-zero", instruction='Say "why" {{ not }} how.\n', task="countdown", task_options={"largest": 9}),
    PromptFormat("chat", max_new_tokens=640),
    PromptFormat("chat", open_think=True, instruction="Répondez 😀.", task="my_module:Task"),
]


def asked(tokenizer, question) -> tuple[int, ...]:
    """As any program asks that knows of chat templates."""
    message = {"role": "user", "content": question.text}
    return tuple(tokenizer.apply_chat_template([message], add_generation_prompt=True)["input_ids"])


def files(folder: Path) -> dict[str, bytes]:
    """All but what `transformers` notes about a tokenizer that it has loaded from a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "tokenizer_config.json"}


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: f"{fmt.template}-{fmt.open_think}")
@pytest.mark.parametrize("chat", ["turns", "raises", "drops", "opens_think", "dated"])
@pytest.mark.parametrize("make", [byte_level, lambda chat: sentence_piece("first", chat=chat)], ids=["bytes", "words"])
def test_a_saved_tokenizer_asks_as_training_did_again_and_again(tmp_path: Path, make, chat: str, fmt) -> None:
    tokenizer = make(chat=chat)
    make_prompt = maker_of(fmt, tokenizer)
    expected = [make_prompt(puzzle).token_ids for puzzle in PUZZLES]
    write_prompt_format(tmp_path / "first", tokenizer, fmt)
    assert tokenizer.chat_template == CHATS[chat]  # training goes on with it
    saved = AutoTokenizer.from_pretrained(tmp_path / "first")
    assert [asked(saved, puzzle) for puzzle in PUZZLES] == expected

    moved = tmp_path / "elsewhere" / "copy"
    shutil.copytree(tmp_path / "first", moved)
    again, read = load_tokenizer(str(moved)), read_prompt_format(moved)
    assert again.chat_template == CHATS[chat] and read == recorded(fmt, tokenizer)
    assert [maker_of(read, again)(puzzle).token_ids for puzzle in PUZZLES] == expected
    write_prompt_format(tmp_path / "second", again, read)
    assert files(tmp_path / "second") == files(tmp_path / "first")


def test_what_is_recorded_is_what_the_prompt_has() -> None:
    expected = {
        ("plain", "turns"): (None, None, None),
        ("r1-zero", "dated"): (INSTRUCTION, None, None),
        ("chat", "turns"): (INSTRUCTION, "system", None),
        ("chat", "raises"): (INSTRUCTION, "user", None),
        ("chat", "drops"): (INSTRUCTION, "user", None),
        ("chat", "dated"): (INSTRUCTION, "system", DATE),
    }
    for (template, chat), values in expected.items():
        fmt = recorded(PromptFormat(template, True, 20), byte_level(chat=chat))
        assert (fmt.instruction, fmt.instruction_in, fmt.date) == values
        assert fmt.chat_template_original == CHATS[chat]
    told = recorded(PromptFormat("chat", date="2031-01-02", instruction="Count."), byte_level(chat="dated"))
    assert (told.date, told.instruction) == ("2031-01-02", "Count.")


def test_the_file_says_what_others_read(tmp_path: Path) -> None:
    write_prompt_format(tmp_path, byte_level(), PromptFormat("r1-zero", True, 12, "countdown", {"numbers": [3, 4]}))
    values = json.loads((tmp_path / "logicrl.json").read_text())
    keys = ("template", "open_think", "max_new_tokens", "task", "task_options")
    assert [values[key] for key in keys] == ["r1-zero", True, 12, "countdown", {"numbers": [3, 4]}]
    assert "chat_template_original" not in values


def test_a_base_without_a_chat_template_has_none_again_and_others_of_several_are_kept(tmp_path: Path) -> None:
    write_prompt_format(tmp_path / "a", byte_level(), PromptFormat("plain"))
    assert load_tokenizer(str(tmp_path / "a")).chat_template is None
    tokenizer = byte_level()
    tokenizer.chat_template = several = {"default": CHATS["turns"], "tool_use": "tools: {{ messages }}"}
    write_prompt_format(tmp_path / "b", tokenizer, PromptFormat("chat"))
    saved = AutoTokenizer.from_pretrained(tmp_path / "b")
    assert asked(saved, PUZZLES[0]) == prompt_maker("chat", False, tokenizer)(PUZZLES[0]).token_ids
    assert saved.chat_template["tool_use"] == several["tool_use"]
    assert load_tokenizer(str(tmp_path / "b")).chat_template == several


def test_a_chat_template_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    byte_level(chat="turns").save_pretrained(tmp_path)
    (tmp_path / "logicrl.json").write_text('{"template": "chat", "from_the_future": 1}')
    assert load_tokenizer(str(tmp_path)).chat_template == CHATS["turns"]
    assert read_prompt_format(tmp_path) == PromptFormat("chat")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting"),
        ("[]", "keys and values"),
        ('{"template": "fancy"}', "choose from plain, r1-zero, chat"),
        ('{"open_think": 1}', "open_think"),
        ('{"max_new_tokens": 0}', "at least 1"),
        ('{"max_new_tokens": true}', "max_new_tokens"),
        ('{"task_options": []}', "task_options"),
        ('{"date": "today"}', "today"),
        ('{"chat_template_original": 3}', "chat_template_original"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "logicrl.json").write_text(text)
    with pytest.raises(UsageError, match=message) as raised:
        read_prompt_format(tmp_path)
    assert "logicrl.json" in str(raised.value) and "\n" not in str(raised.value)


def test_the_packaged_base_says_how_it_was_asked() -> None:
    folder = Path(model_path("tiny-base"))
    assert read_prompt_format("tiny-base") == PromptFormat("plain", max_new_tokens=640)
    saved = AutoTokenizer.from_pretrained(folder)
    for puzzle in PUZZLES:
        assert list(asked(saved, puzzle)) == saved(puzzle.text + "\n")["input_ids"]
    assert load_tokenizer(str(folder)).chat_template is None


@pytest.mark.parametrize("template", ["plain", "r1-zero", "chat"])
def test_the_chat_pipeline_of_transformers_asks_the_same(tmp_path: Path, toy_model: Path, template: str) -> None:
    tokenizer = load_tokenizer(str(toy_model))
    tokenizer.chat_template = CHATS["turns"].replace("{{ bos_token }}", "")
    fmt = PromptFormat(template, open_think=True)
    AutoModelForCausalLM.from_pretrained(toy_model).save_pretrained(tmp_path)
    write_prompt_format(tmp_path, tokenizer, fmt)
    ask = pipeline("text-generation", model=str(tmp_path), device="cpu")
    seen: list[list[int]] = []
    hook = ask.model.register_forward_pre_hook(
        lambda module, args, kwargs: seen.append(kwargs["input_ids"][0].tolist()), with_kwargs=True
    )
    for puzzle in PUZZLES:
        seen.clear()
        ask([{"role": "user", "content": puzzle.text}], max_new_tokens=2, min_new_tokens=2)
        assert tuple(seen[0]) == maker_of(fmt, tokenizer)(puzzle).token_ids
    hook.remove()


def run_files(folder: Path, model: str, *settings: str, say=print) -> ModelFiles:
    config = read_config(curriculum_path("smoke"), settings, model=model)
    return ModelFiles(config, RunFolder(folder), byte_level(chat="turns"), format_of_run(config, say))


def test_the_card_has_the_numbers_of_its_point_in_the_run(tmp_path: Path) -> None:
    files_of_run = run_files(tmp_path, "tiny-base", "prompt.template=r1-zero", "prompt.open_think=true")
    record = files_of_run.folder
    record.append_metrics({"step": 1, "phase": "warmup"})
    people = {"2": {"accuracy": 0.75, "num_puzzles": 2, "num_samples": 8}}
    record.write_evaluation("base", {"label": "base", "step": 0, "accuracy": 0.0, "num_samples": 8}, [])
    summary = {"label": "warmup", "step": 2, "accuracy": 0.75, "num_samples": 8, "people": people}
    record.write_evaluation("warmup", summary, [])
    files_of_run.at(1).save_pretrained(tmp_path / "one")
    record.append_metrics({"step": 2, "phase": "warmup"})
    files_of_run.at(2).save_pretrained(tmp_path / "two")
    one, two = ((tmp_path / name / "README.md").read_text() for name in ("one", "two"))
    assert "| Point in the run | step 1, stage `warmup` |" in one and "held-out" not in one
    assert "| Right on held-out questions | 0.750 (6 of 8 replies; by people 2: 0.750) |" in two
    assert "| Trained from | `tiny-base` |" in two and "template `r1-zero`, `<think>` open" in two
    head = front_matter(str(tmp_path / "two"))
    assert head["license"] == "apache-2.0" and head["tags"] == ["logic-rl", "reinforcement-learning", "grpo"]
    assert "base_model" not in head and head["pipeline_tag"] == "text-generation"


STAGES = """
phases:
  - {name: first, steps: 1, people: {2: 1}}
  - {name: rows, kind: sample, people: {2: 1}, prompts: 2}
  - {name: cold, kind: sft, from: base, sources: {rows: 1}}
  - {name: last, steps: 1, people: {2: 1}}
  - {name: longer, steps: 1, people: {2: 1}}
"""


def test_a_card_tells_what_the_model_went_through_from_the_base_on(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text(STAGES)
    config = read_config(tmp_path / "stages.yaml")
    expected = {"first": ("rl",), "cold": ("sft",), "last": ("sft", "rl"), "longer": ("sft", "rl")}
    assert {name: kinds_of_training(config, name) for name in expected} == expected
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.append_metrics({"step": 7, "phase": "longer"})
    files_of_run = ModelFiles(config, folder, byte_level(), format_of_run(config, print))
    files_of_run.at(7).save_pretrained(tmp_path / "model")
    text = (tmp_path / "model" / "README.md").read_text()
    assert "by supervised fine-tuning, then reinforcement learning (grpo), with" in text
    assert front_matter(str(tmp_path / "model"))["tags"] == ["logic-rl", "sft", "reinforcement-learning", "grpo"]


def test_the_head_of_a_card_names_a_base_of_the_hub_through_any_number_of_trainings(tmp_path: Path) -> None:
    facts = CardFacts("x", "Org/Model-1.5B", "supervised fine-tuning", PromptFormat(max_new_tokens=9), ("sft",))
    head = yaml.safe_load(card_text(facts).split("---\n")[1])
    assert head["base_model"] == "Org/Model-1.5B" and "license" not in head
    (tmp_path / "README.md").write_text(card_text(facts))
    later = dataclasses.replace(facts, base=str(tmp_path))
    assert yaml.safe_load(card_text(later).split("---\n")[1])["base_model"] == "Org/Model-1.5B"
    (tmp_path / "README.md").write_text("---\na: [\n---\n# Broken\n")
    assert front_matter(str(tmp_path)) == {} == front_matter("Org/Model-1.5B")


def test_a_card_names_a_folder_and_not_where_it_lies(tmp_path: Path) -> None:
    for name, shown in (("plain-model", "plain-model"), ("a/checkpoints/anneal", "a/checkpoints/anneal")):
        (tmp_path / name).mkdir(parents=True)
        text = card_text(CardFacts("x", str(tmp_path / name), "sft", PromptFormat()))
        assert f"| Trained from | `{shown}` |" in text and str(tmp_path) not in text


def test_a_run_says_when_its_base_was_asked_in_another_way_and_keeps_its_day(tmp_path: Path) -> None:
    said: list[str] = []
    write_prompt_format(tmp_path, byte_level(chat="dated"), PromptFormat("chat", date="2030-03-04"))
    (tmp_path / "config.json").write_text("{}")
    fmt = run_files(tmp_path / "run", str(tmp_path), "prompt.template=chat", say=said.append).fmt
    assert not said and fmt.date == "2030-03-04" and fmt.max_new_tokens == 48 and fmt.task == "knights"
    fmt = run_files(tmp_path / "run", str(tmp_path), "prompt.open_think=true", say=said.append).fmt
    assert said == [
        f"note: {tmp_path} was asked with template chat, this run asks with template plain and <think> open"
    ]
    assert (fmt.template, fmt.open_think) == ("plain", True)


@pytest.mark.slow
def test_every_checkpoint_of_a_run_asks_as_the_run_did_and_evaluates_the_same_elsewhere(
    tmp_path: Path, toy_model: Path
) -> None:
    def logicrl(*arguments: object) -> None:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        assert ended.value.code == 0

    prompt = ("--set", "prompt.template=r1-zero", "--set", "prompt.open_think=true")
    logicrl("train", "--curriculum", "smoke", "--model", toy_model, *prompt, "--out", tmp_path / "run")
    tokenizer = load_tokenizer(str(toy_model))
    expected = [prompt_maker("r1-zero", True, tokenizer)(puzzle).token_ids for puzzle in PUZZLES]
    checkpoints = sorted((tmp_path / "run" / "checkpoints").iterdir())
    assert {"best", "warmup", "rollout", "anneal", "step_000005"} <= {path.name for path in checkpoints}
    for path in checkpoints:
        saved = AutoTokenizer.from_pretrained(path)
        assert [asked(saved, puzzle) for puzzle in PUZZLES] == expected and damage(path) is None
        assert "by reinforcement learning (grpo)" in (path / "README.md").read_text()

    puzzles = tmp_path / "puzzles.jsonl"
    puzzles.write_text("".join(json.dumps(puzzle.to_row()) + "\n" for puzzle in PUZZLES))
    shutil.copytree(tmp_path / "run" / "checkpoints" / "best", tmp_path / "elsewhere")
    rows = []
    for place, model in enumerate((tmp_path / "run" / "checkpoints" / "best", tmp_path / "elsewhere")):
        logicrl("evaluate", "--model", model, "--puzzles", puzzles, "--samples", 2, "--out", tmp_path / str(place))
        rows.append(list(read_rows(tmp_path / str(place) / "evaluation" / "model.jsonl.gz")))
    assert rows[0] == rows[1] and len(rows[0]) == 6 and {row["num_tokens"] for row in rows[0]} <= set(range(1, 49))
