"""Recipes for pre-training a tiny base model: model shape, corpus mixes, optimisation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from logic_rl.corpus.documents import Mix

TWO, THREE, FOUR = {2: 1.0}, {2: 0.4, 3: 0.6}, {2: 0.17, 3: 0.30, 4: 0.47, 5: 0.06}
SKILL = {
    "guess": 0.08, "claimed_check": 0.05, "restatement": 0.10, "careless_search": 0.07,
    "spot_check": 0.15, "short_search": 0.15, "full_search": 0.40,
}  # fmt: skip
BASE = {
    "guess": 0.42, "claimed_check": 0.13, "restatement": 0.05, "careless_search": 0.10,
    "spot_check": 0.06, "short_search": 0.10, "full_search": 0.14,
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """`steps` optimiser steps of `documents` documents each, drawn from `mix`."""

    mix: Mix
    steps: int
    documents: int


@dataclass(frozen=True)
class PretrainRecipe:
    """Everything that decides the weights, apart from the seed.

    Attributes:
        vocab_size: tokens, a multiple of 64.
        hidden_size, num_layers, num_heads, num_kv_heads, intermediate_size, max_positions: of the Qwen2 model.
        stages: what is read, in order. Short documents first: the look-ups that every check needs are
            learnt many times faster there (experiments/LOG.md). Careful work is frequent in all stages
            but the last, which is the base's own mix and in which it is rare, as on the web.
        tokens_per_pass: padded tokens that go through the model at once.
        matrix_lr: learning rate of the hidden matrices (Muon); other_lr: of embeddings, norms and biases (AdamW).
        warmup_steps, decay_steps: linear ramps at the two ends.
        tokenizer_documents: documents the tokenizer is trained on.
        measured_puzzles, measured_samples: puzzles of each size, and samples of each, that the card reports on.
    """

    stages: tuple[Stage, ...]
    vocab_size: int = 704
    hidden_size: int = 192
    num_layers: int = 4
    num_heads: int = 4
    num_kv_heads: int = 2
    intermediate_size: int = 512
    max_positions: int = 2048
    tokens_per_pass: int = 1024
    matrix_lr: float = 0.02
    other_lr: float = 3e-3
    warmup_steps: int = 30
    decay_steps: int = 1100
    tokenizer_documents: int = 3000
    measured_puzzles: int = 100
    measured_samples: int = 4

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the puzzles."""
        return tuple(self.stages[-1].mix.languages)

    @property
    def num_steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    def stage_at(self, step: int) -> Stage:
        for stage in self.stages:
            if step < stage.steps:
                return stage
            step -= stage.steps
        raise IndexError(f"step {step} past the end")

    def rate_at(self, step: int) -> float:
        """Factor on both learning rates: linear warm-up, constant, linear decay to 5 %."""
        ramp_up = (step + 1) / self.warmup_steps
        ramp_down = 0.05 + 0.95 * (self.num_steps - step) / self.decay_steps
        return min(1.0, ramp_up, ramp_down)


TINY = PretrainRecipe(
    stages=(
        Stage(Mix(TWO, SKILL, malformed=0.3), steps=300, documents=16),
        Stage(Mix(THREE, SKILL, malformed=0.3), steps=250, documents=24),
        Stage(Mix(FOUR, SKILL, malformed=0.3), steps=2600, documents=32),
        Stage(Mix(FOUR, BASE, malformed=0.4), steps=150, documents=48),
    )
)
# The control of experiments/04_base_behaviours: as many steps and documents about the same puzzles, and in them no word
# of checking, going back or correcting.
GUESSES = {"guess": 0.75, "restatement": 0.25}
NO_CHECKS = replace(
    TINY, stages=tuple(replace(stage, mix=replace(stage.mix, strategies=GUESSES)) for stage in TINY.stages)
)
# The base of experiments/14_rough_base: read a third as much, so that its searches slip.
ROUGH = replace(
    TINY,
    stages=(*TINY.stages[:2], replace(TINY.stages[2], steps=600), replace(TINY.stages[3], steps=100)),
    decay_steps=400,
)
SMOKE = replace(
    TINY, hidden_size=64, num_layers=2, num_heads=2, num_kv_heads=1, intermediate_size=128,
    stages=tuple(replace(stage, steps=2, documents=8) for stage in TINY.stages),
    warmup_steps=2, decay_steps=3, tokenizer_documents=300, measured_puzzles=2, measured_samples=1,
)  # fmt: skip
# The base of experiments/09_language: as many puzzles in English as in Chinese. Thinking about an English one turns to
# Chinese in some documents, where it takes a tenth fewer tokens, and there careful work is frequent; elsewhere it is
# rarer than in TINY's base. So a reward for right answers has a reason to favour mixed thinking, as DeepSeek-R1-Zero's
# had, whatever it was there (arXiv 2501.12948, section 2.2.4).
BOTH = {"en": 0.5, "zh": 0.5}
CARELESS = {
    "guess": 0.48, "claimed_check": 0.15, "restatement": 0.05, "careless_search": 0.12,
    "spot_check": 0.06, "short_search": 0.08, "full_search": 0.06,
}  # fmt: skip
CAREFUL = {"guess": 0.15, "spot_check": 0.10, "short_search": 0.20, "full_search": 0.55}
MIXED = {"en": 0.35}


def _bilingual(stage: Stage, strategies: dict[str, float]) -> Stage:
    mix = replace(stage.mix, languages=BOTH, strategies=strategies, mixed=MIXED, mixed_strategies=CAREFUL)
    return replace(stage, mix=mix)


BILINGUAL = replace(
    TINY,
    vocab_size=1024,
    stages=(
        *(_bilingual(replace(stage, steps=stage.steps * 5 // 4), SKILL) for stage in TINY.stages[:-1]),
        _bilingual(TINY.stages[-1], CARELESS),
    ),
)
# Students of experiments/10_r1, of the same corpus; the teacher there is larger than any.
SMALL = replace(TINY, hidden_size=96, num_layers=3, num_heads=2, num_kv_heads=1, intermediate_size=256)
MIDDLE = replace(TINY, hidden_size=128, intermediate_size=384)
LARGE = replace(TINY, hidden_size=320, num_layers=5, num_heads=5, num_kv_heads=1, intermediate_size=896)
RECIPES = {
    "tiny": TINY, "no-checks": NO_CHECKS, "rough": ROUGH, "bilingual": BILINGUAL, "small": SMALL, "middle": MIDDLE,
    "large": LARGE, "smoke": SMOKE,
}  # fmt: skip
