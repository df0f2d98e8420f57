"""Tokens of the other language are told, those of tags and marks are not."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from logic_rl.config.reading import config_from_tree
from logic_rl.corpus.documents import documents
from logic_rl.errors import UsageError
from logic_rl.rollout.one_language import banned_tokens
from logic_rl.training.supervised.pretrain.pretrain import corpus_tokenizer
from logic_rl.training.supervised.pretrain.recipes import BILINGUAL

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def tokenizer():
    return corpus_tokenizer(replace(BILINGUAL, tokenizer_documents=400), 1)


def drawn(language: str, count: int = 60) -> list[str]:
    mix = replace(BILINGUAL.stages[-1].mix, languages={language: 1.0}, mixed={}, malformed=0.0)
    return [one.reply for one in itertools.islice(documents(mix, 3, "one language"), count)]


@pytest.mark.parametrize(("language", "other"), [("en", "zh"), ("zh", "en")])
def test_all_can_be_said_in_the_language_and_nothing_in_the_other(tokenizer, language: str, other: str) -> None:
    banned = {*banned_tokens(tokenizer, language)}
    for reply in drawn(language):
        assert not banned & {*tokenizer(reply)["input_ids"]}, reply
    for reply in drawn(other):
        thinking = re.sub(r"</?[a-z]+>", "", reply)
        words = HAN.findall(thinking) if other == "zh" else re.findall("[A-Za-z]{2,}", thinking)
        allowed = [token for token in tokenizer(thinking)["input_ids"] if token not in banned]
        left = tokenizer.decode(allowed)
        assert words and not (HAN.search(left) if other == "zh" else re.search("[A-Za-z]{2,}", left))


def test_any_language_bans_nothing(tokenizer) -> None:
    assert banned_tokens(tokenizer, "any") == ()


def test_vllm_is_told_at_once() -> None:
    phases = [{"name": "zero", "steps": 1, "people": {2: 1}}]
    with pytest.raises(UsageError, match="rollout.language: is of the torch engine"):
        config_from_tree({"phases": phases, "rollout": {"engine": "vllm", "language": "en"}}, "test")
