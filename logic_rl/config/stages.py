"""The stages of a run: what an entry of `phases` may hold.

Another kind is a class here (`rl` is in `phase`) and a line in `KINDS`, and a line in `stage_checks.STAGE_CHECKS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

from logic_rl.config.phase import PhaseConfig
from logic_rl.config.values import STRICT, Number, Whole

Filter = Literal["right", "distinct", "one_language", "short_paragraphs", "no_code", "summary", "verified"]
FILTERS: tuple[str, ...] = get_args(Filter)


@dataclass(frozen=True, slots=True)
class SampleStage:
    """Mass rollout: sample a model, and keep the rows that pass the filters; makes no model. `kind: sample`.

    Attributes:
        name, start_from, people, reward, task_options: as in a phase of `kind: rl`.
        model: another model to sample, a teacher of any size and tokenizer, asked as its own `logicrl.json` says. A
            packaged name, a folder, or a hub id; null samples the run's own, as `from` says. The torch engine of the
            trainer's process samples it; for a large one give rows of `logicrl sample` to the fine-tuning.
        instruction: what the model is told to do here, in words, instead of the task's own, where the template says it
            (r1-zero, chat). It does not stand in the rows.
        shots: worked examples that stand before every question, written by program; they do not stand in the rows.
        prompts: questions in all.
        group_size: samples per question.
        filters: what a reply must be to be kept: right; distinct (from those kept before it for the same question);
            one_language; short_paragraphs; no_code; summary (words for the reader between thinking and answer);
            verified (right, and earned by its steps). All of those named.
        per_prompt: replies kept per question at most; null keeps all.
        keep: which ones, the first or the shortest.
        add_summary: put a sentence that says the answer between thinking and answer of well-formed replies that have
            none, by program, before the filters look: how the outputs of a Zero run become readable rows.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = False
    leaves_rows: ClassVar[bool] = True

    name: str
    model: str | None = None
    instruction: str | None = None
    shots: Whole = 0
    people: dict[Whole, Number] = field(default_factory=dict)
    prompts: Whole = 200
    group_size: Whole = 8
    temperature: Number = 1.0
    filters: tuple[Filter, ...] = ("right",)
    per_prompt: Whole | None = None
    keep: Literal["first", "shortest"] = "first"
    add_summary: bool = False
    kind: Literal["sample"] = "sample"
    start_from: str = "previous"
    reward: dict[str, Any] = field(default_factory=dict)
    task_options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProofStage:
    """Proofs written by program, for a cold start, as `logicrl traces` writes them; makes no model. `kind: proofs`.

    Attributes:
        name, start_from, people, task_options: as in a phase of `kind: rl`, but people are 2 to 4 where none are named.
            No model is asked, and puzzles come from the train split.
        count: proofs in all.
        style: search, case_analysis, contradiction, truth_table → relative weight.
        mistakes, hesitation, summary, paths: share of the proofs, from 0 to 1, with a wrong turn that is noticed and
            mended, with a doubt, with a sum on the way, with the other cases gone through too.
        closing: share that holds the solution against every statement at the end; null is 0 for search, else 1.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = False
    leaves_rows: ClassVar[bool] = True

    name: str
    people: dict[Whole, Number] = field(default_factory=lambda: {2: 1.0, 3: 1.0, 4: 1.0})
    count: Whole = 1000
    style: dict[str, Number] = field(default_factory=lambda: {"search": 1.0})
    mistakes: Number = 0.0
    hesitation: Number = 0.0
    summary: Number = 0.0
    paths: Number = 0.0
    closing: Number | None = None
    kind: Literal["proofs"] = "proofs"
    start_from: str = "previous"
    task_options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SftStage:
    """Supervised fine-tuning on response rows: `kind: sft`.

    Attributes:
        name, start_from, reward: as in a phase of `kind: rl`.
        sources: stage of `kind: sample` or `proofs`, or a file of response rows → weight: 1 takes each of its rows
            once, 2.5 twice and half of them once more. None means the rows of the last such stage before it.
        epochs: passes over the rows.
        batch_size: rows per update.
        learning_rate: of AdamW.
        max_tokens: rows of more tokens than this, prompt and reply, are left out.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = True
    leaves_rows: ClassVar[bool] = False

    name: str
    sources: dict[str, Number] = field(default_factory=dict)
    epochs: Whole = 1
    batch_size: Whole = 32
    learning_rate: Number = 1e-5
    max_tokens: Whole = 4096
    kind: Literal["sft"] = "sft"
    start_from: str = "previous"
    reward: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DpoStage:
    """Direct preference optimisation on pairs of replies to one question: `kind: dpo`.

    The reference is the model that the stage starts from.

    Attributes:
        name, start_from, reward: as in a phase of `kind: rl`.
        sources: stages of `kind: sample`, of which kept and dropped replies count, or files of scored response rows.
            None means the last such stage before it.
        better: what makes the better reply of a pair: "right" against wrong, or "verified" (right, and earned by its
            steps) against all others.
        pairs: of each question at most; every reply is in one pair at most.
        beta: how much a nat of log-ratio to the reference is worth.
        smoothing: share of the pairs that are taken to be the wrong way round.
        epochs: passes over the pairs.
        batch_size: pairs per update.
        learning_rate: of AdamW.
        max_tokens: replies longer than this with their prompt are left out.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = True
    leaves_rows: ClassVar[bool] = False

    name: str
    sources: tuple[str, ...] = ()
    better: Literal["right", "verified"] = "right"
    pairs: Whole = 2
    beta: Number = 0.1
    smoothing: Number = 0.0
    epochs: Whole = 1
    batch_size: Whole = 16
    learning_rate: Number = 1e-6
    max_tokens: Whole = 4096
    kind: Literal["dpo"] = "dpo"
    start_from: str = "previous"
    reward: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreferenceStage:
    """A preference head learnt from pairs of summaries, for the reward of a later stage; makes no model.

    `kind: preference`. The better summaries are those of well-formed rows in one language; the worse ones are made of
    them by program (left out, mixed with words of the other language, the end of the thinking instead), or are those of
    other rows of the same question. `reward: {preference: 0.5, preference_head: NAME}` of a stage after it uses it.

    Attributes:
        name: as in a phase of `kind: rl`.
        sources: stages of `kind: sample`, of which kept and dropped replies count, or files of response rows. None
            means the last such stage before it.
        held_out: share of the questions on whose pairs the head is measured, not fitted.
        decay: of the weights, as in ridge regression.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = False
    leaves_rows: ClassVar[bool] = False

    name: str
    sources: tuple[str, ...] = ()
    held_out: Number = 0.2
    decay: Number = 0.01
    kind: Literal["preference"] = "preference"
    start_from: str = "previous"


@dataclass(frozen=True, slots=True)
class ProcessStage:
    """A process reward model, which says how likely each step of a reply is right; makes no policy. `kind: process`.

    Its labels come from logic: a sentence is wrong if a claim in it is false (of replies, which the
    task must be able to check), or as a row says itself (program-written proofs, rows in TRL's stepwise format).
    With `labels: outcome` every sentence has that of its reply, right or wrong in the end: what is learnt estimates
    the chance that a reply which begins so ends right, as a critic does.
    `reward: {process: 1.0, process_model: NAME}` of a stage after it uses it.

    Attributes:
        name: as in a phase of `kind: rl`; `samples/NAME/` holds the model, `samples/NAME.json` what was measured of it.
        start_from: whose body the model begins with: "base", "previous" or an earlier stage that makes a model.
        model: another model to begin with: a packaged name, a folder, or a hub id; null goes by `from`.
        sources: stages of `kind: sample`, of which kept and dropped replies count, or `proofs`, or files of response
            rows or of rows `{prompt, completions, labels}`. None means the last such stage before it.
        labels: "steps", or "outcome".
        held_out: share of the questions on whose steps the model is measured, not fitted.
        label_noise: share of the fitted labels that are turned around, to see what wrong labels do. What is measured
            is measured with the right ones.
        epochs: passes over the rows.
        batch_size: replies per update.
        learning_rate: of AdamW.
        max_tokens: the question and the steps up to here; later steps of a reply are left out.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = False
    leaves_rows: ClassVar[bool] = False

    name: str
    sources: tuple[str, ...] = ()
    model: str | None = None
    labels: Literal["steps", "outcome"] = "steps"
    held_out: Number = 0.1
    label_noise: Number = 0.0
    epochs: Whole = 1
    batch_size: Whole = 16
    learning_rate: Number = 3e-4
    max_tokens: Whole = 2048
    kind: Literal["process"] = "process"
    start_from: str = "base"


@dataclass(frozen=True, slots=True)
class DistilStage:
    """Distillation from a teacher whose distribution over every token is learnt: `kind: distil`.

    The teacher must have the student's tokenizer. Replies of any other teacher are learnt as they are (hard labels): by
    a stage of `kind: sample` with `model`, and `kind: sft` after it.

    Attributes:
        name, start_from, people, reward, task_options: as in a phase of `kind: rl`.
        teacher: a packaged name, a folder, or a hub id.
        mode: "soft" learns the teacher's distributions along the rows of `sources`, "on-policy" along the student's own
            replies, KL(student || teacher).
        learning_rate: of AdamW.
        max_tokens: soft: rows longer than this with their prompt are left out.
        sources, epochs, batch_size: soft: as in a stage of `kind: sft`.
        alpha: soft: weight of the teacher's distribution; the rest is that of the token that stands there. 0 is `sft`.
        softening: soft: temperature of both distributions.
        top_k: soft: tokens of the teacher's distribution that count, made to sum to 1; 0 for all.
        steps, prompts, group_size, temperature: on-policy: steps, and what each samples.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = True
    leaves_rows: ClassVar[bool] = False

    name: str
    teacher: str
    mode: Literal["soft", "on-policy"] = "soft"
    learning_rate: Number = 1e-5
    sources: dict[str, Number] = field(default_factory=dict)
    epochs: Whole = 1
    batch_size: Whole = 32
    max_tokens: Whole = 4096
    alpha: Number = 1.0
    softening: Number = 1.0
    top_k: Whole = 0
    steps: Whole = 100
    people: dict[Whole, Number] = field(default_factory=dict)
    prompts: Whole = 32
    group_size: Whole = 1
    temperature: Number = 1.0
    kind: Literal["distil"] = "distil"
    start_from: str = "previous"
    reward: dict[str, Any] = field(default_factory=dict)
    task_options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_on_policy(self) -> bool:
        return self.mode == "on-policy"


Stage = PhaseConfig | SampleStage | ProofStage | SftStage | DpoStage | PreferenceStage | ProcessStage | DistilStage
KINDS: dict[str, type[Stage]] = {
    "rl": PhaseConfig, "sample": SampleStage, "proofs": ProofStage, "sft": SftStage, "dpo": DpoStage,
    "preference": PreferenceStage, "process": ProcessStage, "distil": DistilStage,
}  # fmt: skip
