"""The text of a reply: special tokens are text, what ends or pads it is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from logic_rl.end_marks import is_end_mark, without_end_marks
from logic_rl.resources import model_path
from logic_rl.rewards.format import split_blocks
from logic_rl.rollout.text import ReplyText

THOUGHT = "<think>If Ada were a knave, Ben would be lying, and so she is not.</think>"
REPLY = f"{THOUGHT} <answer>Ada is a knight</answer>"
MARKS = (
    "<|im_end|>", "<|endoftext|>", "<end_of_turn>", "<eos>", "<pad>", "</s>", "<|eot_id|>", "<|end_of_text|>",
    "<|END_OF_TURN_TOKEN|>", "<｜end▁of▁sentence｜>", "<|end▁of▁sentence|>", "<|return|>", "<|end|>", "[|endofturn|]",
    "<seed:eos>", "[EOS]", "[e~[", "<turn|>",
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_families_are_layout(mark: str) -> None:
    assert is_end_mark(mark)
    for end in (mark, mark * 300, f"\n{mark}\n", f" {mark} <|endoftext|>"):
        assert without_end_marks(REPLY + end) == REPLY
        assert split_blocks(REPLY + end, opened_think=False) == split_blocks(REPLY, opened_think=False)
        assert split_blocks("Ada is a knight" + end, opened_think=False, layout="free").answer == "Ada is a knight"


@pytest.mark.parametrize("text", ["<think>", "</answer>", "<b>", "<knight>", "a<b", "[1]", "", "<|", "</sup>"])
def test_other_text_at_the_end_is_text(text: str) -> None:
    assert not is_end_mark(text) and without_end_marks(REPLY + text) == REPLY + text


def test_words_after_a_mark_are_words() -> None:
    after = REPLY + "<end_of_turn>\nBen is a knave"
    assert without_end_marks(after) == after
    assert "text after </answer>" in split_blocks(after, opened_think=False).fault


def special_base(folder: Path):
    """The packaged base with its thinking tags counted as special."""
    shutil.copytree(model_path("tiny-base"), folder, dirs_exist_ok=True)
    data = json.loads((folder / "tokenizer.json").read_text())
    for token in data["added_tokens"]:
        token["special"] |= "think" in token["content"]
    (folder / "tokenizer.json").write_text(json.dumps(data))
    return AutoTokenizer.from_pretrained(folder)


def test_tags_that_are_special_tokens_stay(tmp_path: Path) -> None:
    plain = AutoTokenizer.from_pretrained(model_path("tiny-base"))
    special = special_base(tmp_path)
    ids = plain(REPLY, add_special_tokens=False)["input_ids"]
    assert "<think>" not in special.decode(ids, skip_special_tokens=True)  # what it was about
    for tokenizer in (plain, special):
        for end in ([], [tokenizer.eos_token_id], [tokenizer.eos_token_id] + 3 * [tokenizer.pad_token_id]):
            assert ReplyText(tokenizer)([*ids, *end]) == plain.decode(ids, skip_special_tokens=True)


def test_an_end_within_a_reply_is_text_and_configured_ends_are_none() -> None:
    tokenizer = AutoTokenizer.from_pretrained(model_path("tiny-base"))
    ids, end = tokenizer("a b", add_special_tokens=False)["input_ids"], tokenizer.eos_token_id
    assert ReplyText(tokenizer)([*ids, end, *ids]) == "a b" + tokenizer.eos_token + "a b"
    assert ReplyText(tokenizer, [ids[-1]])(ids) == tokenizer.decode(ids[:-1])
    assert ReplyText(tokenizer)([]) == ReplyText(tokenizer)([end]) == ""
