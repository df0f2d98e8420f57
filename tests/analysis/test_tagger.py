"""The learned part: features are what they say, fitting finds the minimum, weights load without pickle."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from logic_rl.analysis.behaviours.firing import read_units
from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS, bucket_of, mix
from logic_rl.analysis.behaviours.learned.features import Features, featurize
from logic_rl.analysis.behaviours.learned.fitting import fit, rarity, stacked
from logic_rl.analysis.behaviours.learned.strongest import cue_of, strongest
from logic_rl.analysis.behaviours.learned.tagger import LABELS, WEIGHTS, Tagger
from logic_rl.analysis.behaviours.spans import LEARNED
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.behaviours.vocabulary import look_up
from logic_rl.text.sentences import segment
from logic_rl.text.units import clauses
from logic_rl.text.words import tokens_of

PROSE = (
    "Okay, so the rod has length three and a mass at its end. The torque is the force times the arm. I get 12 for "
    "the first term, but I'm not entirely sure about the sign. Then the second term gives 7. Adding them gives 19. "
    "Hmm, that seems too large for such a small rod. I should double-check the arm. The arm is 2, so the torque is 8. "
    "Alternatively, maybe I can use energy instead of torque. The energy is the product of both. That makes sense. "
    "The final value is 15."
)


def features_of(text: str) -> Features:
    units = clauses(text, segment(text))
    return featurize(text, units, read_units(text, units), range(len(units)))


def test_general_reasoning_is_tagged_by_the_learned_part() -> None:
    found = {(span.behaviour, PROSE[span.start : span.end]) for span in tag(PROSE) if span.behaviour in LABELS}
    assert ("reflection", "but I'm not entirely sure about the sign.") in found
    assert ("verification", "I should double-check the arm.") in found
    assert any(span.rule == LEARNED and 0 < span.confidence < 1 for span in tag(PROSE))
    assert all(span.rule != LEARNED for span in tag(PROSE, learned=False))


def test_maybe_alone_is_no_hesitation_in_general_reasoning() -> None:
    text = PROSE.replace("maybe I can use", "maybe the second term can be found by")
    assert not any(span.cue == "maybe" and span.behaviour == "hesitation" for span in tag(text))


def test_the_same_features_in_every_process() -> None:
    code = "from tests.analysis.test_tagger import *; f = features_of(PROSE); print(int(f.bucket_E.sum()), f.num_rows)"
    here = features_of(PROSE)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert out.stdout.split() == [str(int(here.bucket_E.sum())), str(here.num_rows)]


def test_own_words_have_length_one_whatever_their_number() -> None:
    made = features_of("Wait, this is a long sentence about nothing at all but words. No.")
    squares = np.bincount(made.row_E, made.value_E**2)
    # own words 1, opening 0.7², nine facts of layout 0.3² each, rules on top: 0.25² each, 0.15² those beside
    assert squares == pytest.approx([1 + 0.49 + 9 * 0.09 + 2 * 0.25**2, 1 + 0.49 + 9 * 0.09 + 2 * 0.15**2])


def test_scores_are_sums_over_entries() -> None:
    made = features_of(PROSE)
    weights = np.random.default_rng(0).normal(size=(2, NUM_BUCKETS))
    slow = np.zeros((made.num_rows, 2))
    for row, bucket, value in zip(made.row_E, made.bucket_E, made.value_E, strict=True):
        slow[row] += weights[:, bucket] * value
    assert made.times(weights) == pytest.approx(slow)


def test_fitted_weights_are_the_minimum() -> None:
    """No step along any weight or the bias makes the loss, added up row by row, smaller."""
    parts = [features_of(text) for text in ("Hmm, that is odd. So it is 3.", "Wait, I see. It is so.", "So be it.")]
    rows, strength = stacked(parts), 2.0
    labels, counts = np.arange(rows.num_rows) % 2, 1.0 + np.arange(rows.num_rows)
    weights_K, bias = fit(rows, labels, counts, strength)
    scale_K = rarity(rows)
    used_K = np.flatnonzero(scale_K)

    def loss(inner_K: np.ndarray, bias: float) -> float:
        """`inner_K` are the weights of scaled features, those that are kept small."""
        scores_R = rows.times((inner_K * scale_K)[None])[:, 0] + bias
        fits_R = np.where(labels == 1, scores_R, -scores_R)
        return counts @ np.log1p(np.exp(-fits_R)) + (inner_K @ inner_K + bias**2) / (2 * strength)

    inner_K = np.divide(weights_K, scale_K, out=np.zeros_like(weights_K), where=scale_K > 0)
    least = loss(inner_K, bias)
    for place in used_K[::5]:
        for step in (-0.01, 0.01):
            moved_K = inner_K.copy()
            moved_K[place] += step
            assert loss(moved_K, bias) > least
    assert min(loss(inner_K, bias - 0.01), loss(inner_K, bias + 0.01)) > least


def test_fitting_learns_which_word_tells() -> None:
    yes, no = "Hmm, that is odd, number {}.", "So the sum is {}."
    parts = [features_of((yes if k % 2 else no).format(k)) for k in range(40)]
    labels = np.array([k % 2 for k in range(40)])
    weights_K, bias = fit(stacked(parts), labels, np.ones(40), strength=10.0)
    scores = [part.times(weights_K[None])[0, 0] + bias for part in parts]
    assert ((np.array(scores) > 0) == labels).all()


def test_the_strongest_words_by_brute_force() -> None:
    units = clauses(PROSE, segment(PROSE))
    readings, weights_HK = read_units(PROSE, units), np.random.default_rng(3).normal(size=(2, NUM_BUCKETS))
    heads_R = np.arange(len(units)) % 2
    found = strongest(readings, np.arange(len(units)), heads_R, weights_HK)
    for unit, head, (first, last) in zip(units, heads_R, found, strict=True):
        piece = PROSE[unit.start : unit.end]
        words = look_up(tokens_of(piece)).word_T
        best: dict[tuple[int, int], float] = {}
        for at in range(len(words)):
            gram, gain = words[at : at + 1], 0.0
            for size in range(1, min(3, len(words) - at) + 1):
                gram = gram if size == 1 else mix(gram, words[at + size - 1 : at + size])
                gain += weights_HK[head][bucket_of(gram, size)][0]
                best[at, at + size - 1] = gain
        assert max(best, key=best.__getitem__) == (first, last)
        begin, end = cue_of(piece, first, last)
        assert tokens_of(piece[begin:end]) == tokens_of(piece)[first : last + 1]


def test_saved_weights_come_back(tmp_path: Path) -> None:
    weights = np.zeros((4, NUM_BUCKETS))
    weights[2, 77] = 0.5
    Tagger(weights, np.arange(4.0), -0.25, -1.5).save(tmp_path / "w.npz", {"data": "none"})
    loaded = Tagger.load(tmp_path / "w.npz")
    assert (loaded.weights_HK == weights).all()
    assert loaded.gate == -0.25 and loaded.return_gate == -1.5 and list(loaded.bias_H) == [0, 1, 2, 3]


def test_shipped_weights_are_small_and_say_where_they_come_from() -> None:
    assert WEIGHTS.stat().st_size < 1_500_000
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert "reasoningflow" in json.loads(bytes(file["about"]).decode())["data"]
    assert Tagger.load().weights_HK.shape == (1 + len(LABELS), NUM_BUCKETS)
