"""A stage that learns which summaries readers would rather have, for the reward of a later stage.

`samples/NAME.json` has the head, how many pairs it was fitted on, and of how many held-out pairs it tells the
better one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from logic_rl.algorithms.bradley_terry import fit
from logic_rl.config.run import PreferenceStage
from logic_rl.errors import RunFailed
from logic_rl.rewards.format import WITH_SUMMARY, split_blocks
from logic_rl.rewards.language import WORD
from logic_rl.rewards.preference import NUM_FEATURES, PreferenceHead, features, head_file
from logic_rl.rewards.readability import one_language, short_paragraphs
from logic_rl.rows import read_rows
from logic_rl.seeding import stream
from logic_rl.training.stages.sources import scored_paths
from puzzles.script import language_of

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer

MIXED = 0.4  # share of a summary's words that are exchanged for such of the other language
OTHER_WORDS = {
    "en": tuple("所以 答案 是 说 真话 的 人 一个 总是 就 因为 他 她 我们 这样 必须 谎话".split()),
    "zh": tuple("so the answer is that who tells truth one always then because we must lies".split()),
}


class Compared(NamedTuple):
    """Two summaries of replies to one question, the better first, and the question's names and role words."""

    better: str
    worse: str
    proper_words: tuple[str, ...]


def compare(trainer: Trainer, stage: PreferenceStage) -> None:
    """Learn the head unless it is there, and go on to the next stage; no model changes."""
    path = head_file(trainer.folder.samples, stage.name)
    if not path.is_file():
        rng = stream(trainer.config.seed, "preference", stage.name)
        head, facts = learnt(_rows(trainer, stage), stage.held_out, stage.decay, rng, f"stage {stage.name!r}")
        path.parent.mkdir(exist_ok=True)
        head.save(path, facts)
        told = f"{facts['held_out_right']:.2f} of {facts['held_out_pairs']} held-out pairs told right"
        trainer.display.say(f"stage {stage.name!r}: a head from {facts['pairs']} pairs, {told}")
    trainer.curriculum.next_stage()


def learnt(
    rows: Iterable[dict], held_out: float, decay: float, rng: Random, where: str
) -> tuple[PreferenceHead, dict[str, float]]:
    """A head fitted on the pairs of some questions, and what it makes of those of the others.

    Raises:
        RunFailed: fewer than two questions have a good summary.
    """
    questions = list(compared(rows, rng).values())
    if len(questions) < 2:
        raise RunFailed(
            f"{where}: {len(questions)} questions have a reply with a summary in one language; there must be two at "
            "least: let the stage that samples ask for the layout think-summary-answer, or set its add_summary"
        )
    rng.shuffle(questions)
    aside = min(max(round(held_out * len(questions)), 1), len(questions) - 1)
    tested, fitted = ([pair for own in part for pair in own] for part in (questions[:aside], questions[aside:]))
    differences = [_difference(pair) for pair in fitted]
    weights = tuple(fit(differences, NUM_FEATURES, decay))
    values = [PreferenceHead(weights, 0.0).value(text, pair.proper_words) for pair in fitted for text in pair[:2]]
    head = PreferenceHead(weights, sum(values) / len(values))
    told = [head.value(a, words) > head.value(b, words) for a, b, words in tested]
    return head, {"pairs": len(fitted), "held_out_pairs": len(tested), "held_out_right": sum(told) / len(told)}


def compared(rows: Iterable[dict], rng: Random) -> dict[str, list[Compared]]:
    """Question → pairs: of each good summary one for every way of making it worse, and one with a bad reply's."""
    good: dict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    bad: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        proper = (*row.get("names", ()), *row.get("roles", ()))
        blocks = split_blocks(row["response"], opened_think=row.get("opened_think", False), layout=WITH_SUMMARY)
        readable = {**row, "response": blocks.summary}
        if blocks.fault or not one_language(readable) or not short_paragraphs(readable):
            bad[row["puzzle_id"]].append(blocks.summary)
        else:
            good[row["puzzle_id"]].append((blocks.summary.strip(), blocks.thinking, proper))
    return {
        question: [
            Compared(summary, worse, proper)
            for summary, thinking, proper in summaries
            for worse in (*_worsened(summary, thinking, rng), *bad[question][:1])
        ]
        for question, summaries in good.items()
    }


def _worsened(summary: str, thinking: str, rng: Random) -> Iterator[str]:
    """Nothing, the same in mixed language, and the end of the thinking, three times as long."""
    yield ""
    others = OTHER_WORDS.get(language_of(summary), OTHER_WORDS["en"])
    yield WORD.sub(lambda word: f" {rng.choice(others)} " if rng.random() < MIXED else word[0], summary)
    words = re.findall(rf"{WORD.pattern}|\S", thinking)
    yield " ".join(words[-3 * max(len(WORD.findall(summary)), 1) :])


def _difference(pair: Compared) -> dict[int, float]:
    """x(better) - x(worse), what is not 0."""
    better, worse = (features(text, pair.proper_words) for text in pair[:2])
    return {place: better.get(place, 0.0) - worse.get(place, 0.0) for place in {*better, *worse}}


def _rows(trainer: Trainer, stage: PreferenceStage) -> Iterator[dict]:
    for source in trainer.config.sources(stage.name):
        for path in scored_paths(trainer, source):
            yield from read_rows(path)
