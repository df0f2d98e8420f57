"""A run is a list of stages: their kinds, names, where each starts from, and what it learns from."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
import yaml

from logic_rl.config.checks import check_rollout
from logic_rl.config.reading import config_from_tree
from logic_rl.config.run import PhaseConfig, Ramp, RolloutConfig, RunConfig, SampleStage, SftStage, to_yaml
from logic_rl.config.stages import FILTERS, KINDS
from logic_rl.errors import UsageError

PIPELINE = """
task: my_module:Colouring
task_options: {colours: 3, file: graphs.jsonl}
phases:
  - {name: zero, steps: 4, levels: {3: 1, 4: 2}, kl_weight: 0.001}
  - {name: gather, kind: sample, prompts: 10, group_size: 4, per_prompt: 2, filters: [right, distinct]}
  - {name: cold-start, kind: sft, from: base, epochs: 2, learning_rate: 1e-4}
  - {name: again_2, steps: 3, task_options: {colours: 4}}
  - {name: branch, kind: rl, steps: 1, from: zero}
"""


def read(text: str) -> RunConfig:
    return config_from_tree(yaml.safe_load(text), "here.yaml")


def test_a_pipeline_of_all_kinds() -> None:
    config = read(PIPELINE)
    zero, gather, cold, again, branch = config.phases
    assert [type(stage) for stage in config.phases] == [PhaseConfig, SampleStage, SftStage, PhaseConfig, PhaseConfig]
    assert config.rl_phases == (zero, again, branch) and config.needs_reference
    assert zero.people == {3: 1.0, 4: 2.0} and again.people == {}
    assert (gather.filters, gather.per_prompt, gather.temperature) == (("right", "distinct"), 2, 1.0)
    assert (cold.learning_rate, cold.epochs, cold.batch_size, cold.max_tokens) == (1e-4, 2, 32, 4096)
    origins = {"zero": "base", "gather": "zero", "cold-start": "base", "again_2": "cold-start", "branch": "zero"}
    assert {stage.name: config.origin(stage.name) for stage in config.phases} == origins
    assert config.sources("cold-start") == {"gather": 1.0}
    assert config.options("zero") == {"colours": 3, "file": "graphs.jsonl"}
    assert config.options("again_2") == {"colours": 4, "file": "graphs.jsonl"} == config.options("again_2")
    assert config.phase("branch") is branch and config.before("gather") == (zero,)


def test_it_survives_yaml_pickle_and_replacement() -> None:
    config = read(PIPELINE)
    assert read(to_yaml(config)) == config
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301  Ray sends it so
    longer = dataclasses.replace(config.phases[0], steps=9)
    assert dataclasses.replace(config, phases=(longer,)).rl_phases == (longer,)
    assert dataclasses.asdict(config)["phases"][1]["filters"] == ("right", "distinct")
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.task = "maths"


def test_the_yaml_of_a_stage_begins_with_what_it_is() -> None:
    written = yaml.safe_load(to_yaml(read(PIPELINE)))["phases"]
    assert [list(entry)[:3] for entry in written] == [["name", "kind", "from"]] * 5
    assert [entry["kind"] for entry in written] == ["rl", "sample", "sft", "rl", "rl"]
    assert all(kind in KINDS for kind in {entry["kind"] for entry in written})


@pytest.mark.parametrize("name", ["warmup", "anneal", "3_people", "R1-Zero", "_", "x" * 40, "baseline", "stepping"])
def test_any_good_file_name_is_a_name(name: str) -> None:
    assert read(f"phases: [{{name: {name}, steps: 1}}]").phases[0].name == name


@pytest.mark.parametrize("name", ["base", "best", "previous", "all", "step_3", "a b", "a/b", "-a", "", "..", "größe"])
def test_names_that_mean_something_else_or_are_no_file_names(name: str) -> None:
    with pytest.raises(UsageError, match="the name"):
        config_from_tree({"phases": [{"name": name, "steps": 1}]}, "here.yaml")


RL, SAMPLE = "{name: a, steps: 1}", "{name: s, kind: sample}"


@pytest.mark.parametrize(
    ("phases", "message"),
    [
        ("{name: a, kind: tune}", "phases.a.kind: 'tune' is not known; choose one of: rl, sample, proofs, sft, dpo"),
        ("{name: a, kind: dop}", "phases.a.kind: 'dop' is not known; did you mean 'dpo'?"),
        ("{name: d, kind: dpo}", "phases.d.sources: nothing to compare: name a file of scored response rows"),
        ("{name: p, kind: proofs}, {name: d, kind: dpo}", "phases.d.sources: nothing to compare"),
        ("{name: p, kind: proofs}, {name: d, kind: dpo, sources: [p]}", "stage 'p' leaves no scored replies"),
        (f"{SAMPLE}, {{name: d, kind: dpo, sources: {{s: 1}}}}", "phases.d.sources: expected a list, not {'s': 1}"),
        (f"{SAMPLE}, {{name: d, kind: dpo, beta: 0}}", "phases.d.beta: must be a positive number"),
        (f"{SAMPLE}, {{name: d, kind: dpo, smoothing: 0.5}}", "phases.d.smoothing: must be at least 0 and below 0.5"),
        (f"{SAMPLE}, {{name: d, kind: dpo, pairs: 0}}", "phases.d.pairs: must be at least 1, not 0"),
        (f"{SAMPLE}, {{name: d, kind: dpo, better: best}}", "phases.d.better: 'best' is not known; choose right or"),
        ("{name: a, kind: smaple}", "phases.a.kind: 'smaple' is not known; did you mean 'sample'?"),
        ("{name: a, kind: [rl]}", "phases.a.kind: ['rl'] is not known"),
        ("{name: a, kind: sft, steps: 3}", "phases.a: unknown key 'steps'"),
        ("{steps: 3}", "phases[0]: missing key 'name'"),
        ("{name: 5, steps: 3}", "phases[0].name: expected text, not 5"),
        ("5", "phases[0]: expected keys and values, not 5"),
        ("{name: a, steps: true}", "phases.a.steps: expected a whole number, not True"),
        ("{name: a, steps: 1.5}", "phases.a.steps: expected a whole number, not 1.5"),
        ("{name: a, steps: 1, learning_rate: fast}", "phases.a.learning_rate: expected a number, not 'fast'"),
        ("{name: a, steps: 1, learning_rate: {start: 1}}", "phases.a.learning_rate: missing key 'end'"),
        ("{name: a, steps: 1, learning_rate: {start: 1, end: 0, shape: steps}}", "'steps' is not known; choose linear"),
        ("{name: a, steps: 1, people: {2: 1}, levels: {2: 1}}", "is another name of a key that is given too"),
        ("{name: a, steps: 1, people: {two: 1}}", "phases.a.people.two: expected a whole number, not 'two'"),
        ("{name: a, steps: 1, people: {2: much}}", "phases.a.people[2]: expected a number, not 'much'"),
        ("{name: a, steps: 1, people: [2, 3]}", "phases.a.people: expected keys and values, not [2, 3]"),
        ("{name: a, steps: 1, band: {lo: 0.2}}", "phases.a.band: unknown key 'lo'; did you mean 'low'?"),
        ("{name: a, steps: 1, form: base}", "phases.a: unknown key 'form'; did you mean 'from'?"),
        ("{name: a, steps: 1, from: b}, {name: b, steps: 1}", "phases.a.from: 'b' is no earlier stage that makes"),
        (f"{RL}, {SAMPLE}, {{name: b, steps: 1, from: s}}", "phases.b.from: 's' is no earlier stage that makes"),
        (f"{RL}, {{name: b, steps: 1, from: previuos}}", "did you mean 'previous'?"),
        (f"{RL}, {{name: b, kind: sft}}", "phases.b.sources: nothing to learn from"),
        (f"{RL}, {{name: b, kind: sft}}, {SAMPLE}", "phases.b.sources: nothing to learn from"),
        (f"{RL}, {{name: b, kind: sft, sources: {{a: 1}}}}", "stage 'a' leaves no rows to learn from"),
        (f"{{name: b, kind: sft, sources: {{s: 1}}}}, {SAMPLE}", "stage 's' leaves no rows to learn from"),
        (f"{SAMPLE}, {{name: b, kind: sft, sources: {{s: 0}}}}", "phases.b.sources: weights must be"),
        (f"{SAMPLE}, {{name: b, kind: sft, epochs: 0}}", "phases.b.epochs: must be at least 1, not 0"),
        (f"{SAMPLE}, {{name: b, kind: sft, learning_rate: 0}}", "phases.b.learning_rate: must be a positive number"),
        ("{name: s, kind: sample, filters: [nice]}", f"phases.s.filters[0]: 'nice' is not known; choose {FILTERS[0]}"),
        ("{name: s, kind: sample, filters: right}", "phases.s.filters: expected a list, not 'right'"),
        ("{name: s, kind: sample, shots: -1}", "phases.s.shots: must not be negative"),
        ("{name: s, kind: sample, instruction: Think.}", "phases.s.instruction: the template plain says none"),
        ("{name: s, kind: sample, per_prompt: 0}", "phases.s.per_prompt: must be at least 1, or null"),
        ("{name: s, kind: sample, temperature: -1}", "phases.s.temperature: must not be negative"),
        ("{name: p, kind: proofs, count: 0}", "phases.p.count: must be at least 1, not 0"),
        ("{name: p, kind: proofs, mistakes: 1.5}", "phases.p.mistakes: must lie between 0 and 1, not 1.5"),
        ("{name: p, kind: proofs, closing: -1}", "phases.p.closing: must lie between 0 and 1, not -1"),
        ("{name: p, kind: proofs, style: {serch: 1}}", "phases.p.style: 'serch' is no style; did you mean 'search'?"),
        ("{name: p, kind: proofs, style: {search: 0}}", "phases.p.style: weights must be >= 0, one positive"),
        ("{name: p, kind: proofs, style: search}", "phases.p.style: expected keys and values, not 'search'"),
        ("{name: p, kind: proofs, people: {7: 1}}", "phases.p.people: search is for at most 6 people; case_analysis"),
        ("{name: p, kind: proofs, people: {1: 1}}", "phases.p.people: a puzzle has at least 2 people"),
        ("{name: p, kind: proofs, people: {}}", "phases.p.people: name the numbers of people"),
        ("{name: p, kind: proofs}, {name: a, steps: 1, from: p}", "phases.a.from: 'p' is no earlier stage that makes"),
        ("{name: a, steps: 1, reward: {langage: 1}}", "phases.a.reward: unknown key 'langage'; did you mean 'lang"),
        ("{name: a, steps: 1, reward: {language: much}}", "phases.a.reward.language: expected a number, not 'much'"),
        ("{name: a, steps: 1, reward: {layout: xml}}", "phases.a.reward.layout: 'xml' is not known"),
        ("{name: a, steps: 1, reward: {language: -1}}", "phases.a.reward.language: a weight must be a number"),
        (f"{RL}, {{name: b, steps: 1, reward: {{language: 9}}}}", "phases.b.reward: with these weights a wrong answer"),
        (f"{SAMPLE}, {{name: b, kind: sft, reward: {{gate: 5}}}}", "phases.b.reward.gate: expected true or false"),
        ("{name: s, kind: sample, group_size: 0}", "phases.s.group_size: must be at least 1, not 0"),
    ],
)
def test_mistakes_in_stages_are_named_in_one_line(phases: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(f"phases: [{phases}]")
    assert str(caught.value).startswith("here.yaml: phases") and "\n" not in str(caught.value)
    assert message in str(caught.value)


def test_an_sft_stage_may_learn_from_files_and_earlier_samples_in_any_mix() -> None:
    config = read(f"phases: [{SAMPLE}, {{name: b, kind: sft, sources: {{s: 1, good.jsonl: 3}}}}]")
    assert config.sources("b") == {"s": 1.0, "good.jsonl": 3.0}
    alone = read("phases: [{name: b, kind: sft, sources: {good.jsonl: 1}}]")
    assert alone.rl_phases == () and not alone.needs_reference and alone.origin("b") == "base"
    two = read(f"phases: [{SAMPLE}, {{name: t, kind: sample}}, {{name: b, kind: sft}}]")
    assert two.sources("b") == {"t": 1.0}
    proofs = read(f"phases: [{SAMPLE}, {{name: p, kind: proofs, people: {{7: 1}}, style: {{contradiction: 1}}}}, "
                  "{name: b, kind: sft}, {name: c, kind: sft, sources: {s: 1, p: 0.5}}]")  # fmt: skip
    assert proofs.sources("b") == {"p": 1.0} and proofs.sources("c") == {"s": 1.0, "p": 0.5}
    assert read(to_yaml(proofs)) == proofs


def test_proofs_are_of_knights_and_knaves_alone() -> None:
    with pytest.raises(UsageError, match="proofs are of the task knights, not countdown"):
        config_from_tree({"task": "countdown", "phases": [{"name": "p", "kind": "proofs"}]}, "here.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("track: [tensorbord]", "track[0]: 'tensorbord' is not known; choose tensorboard, trackio, wandb"),
        ("task: ''", "task: must name a task"),
        ("task_options: 3", "task_options: expected keys and values, not 3"),
        ("evaluation: {every: -1}", "evaluation.every: must be at least 1, or 0 for none"),
        ("evaluation: {levels: [2], people: [2]}", "evaluation.people: is another name"),
        ("evaluation: {people: [-2]}", "evaluation.people: sizes must not be negative"),
        ("evaluation: {shown: -1}", "evaluation.shown: must not be negative"),
        ("fixed_cast: 3", "fixed_cast: expected true or false, not 3"),
        ("fixed_cast: true\ntask_options: {fixed_cast: true}", "fixed_cast: give it once, under task_options"),
        ("reward: {function: ' '}", "reward.function: name one as my_module:my_reward"),
        ("reward: {function: 'm:f', answer: 0, function_weight: 0}", "reward.function_weight: must be positive"),
        ("reward: {function: 'm:f', function_weight: -1}", "reward.function_weight: a weight must be"),
        ("reward: {answer: 0}", "reward.answer: must be positive"),
        ("5: 3", "here.yaml: unknown key 5; known keys: phases, name, model, task"),
        ("rollout: {5: 3}", "here.yaml: rollout: unknown key 5; known keys: engine"),
        ("rollout: {null: 3}", "here.yaml: rollout: unknown key 'None'"),
        ("evaluation:", "evaluation: expected keys and values, not None"),
        ("seed: .inf", "seed: expected a whole number, not inf"),
        ("seed: 1.0e+30", "seed: expected a whole number"),
        ("name: 2026-01-01", "name: expected text"),
        ("sed: 3", "here.yaml: unknown key 'sed'; did you mean 'seed'?"),
        ("prompt: chat", "prompt: expected keys and values, not 'chat'"),
        ("rollout: {stop: [3]}", "rollout.stop[0]: expected text, not 3"),
        ("lora: {alpha: true}", "lora.alpha: expected a number, not True"),
        ("rollout: {compile: perhaps}", "rollout.compile: expected true or false, not 'perhaps'"),
    ],
)
def test_mistakes_in_the_rest(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(f"phases: [{RL}]\n{text}")
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_what_is_new_beside_the_stages() -> None:
    config = read(f"phases: [{RL}]\nevaluation: {{levels: [5, 6], every: 10}}\ntrack: wandb\nreward: {{function: m.f}}")
    assert (config.evaluation.people, config.evaluation.every, config.evaluation.shown) == ((5, 6), 10, 2)
    assert config.track == ("wandb",) and config.reward.function == "m.f" and config.reward.function_weight == 1
    alone = read(f"phases: [{RL}]\nreward: {{function: 'm:f', format: 0, answer: 0, language: 9}}").reward
    assert (alone.format, alone.answer) == (0, 0)
    plain = read(f"phases: [{RL}]")
    assert (plain.task, plain.task_options, plain.evaluation.people, plain.track) == ("knights", {}, (), ())


@pytest.mark.parametrize(("old", "options"), [("true", {"fixed_cast": True}), ("false", {})])
def test_run_folders_of_before_are_read(old: str, options: dict) -> None:
    text = f"fixed_cast: {old}\nphases: [{{name: warmup, steps: 2, people: {{2: 1.0}}}}]"
    config = read(text)
    assert config.task_options == options and read(to_yaml(config)) == config


@pytest.mark.parametrize("number", ["1e-4", "'1e-4'", "0.0001", "1.0e-4", "1E-4"])
def test_numbers_that_yaml_takes_for_text(number: str) -> None:
    config = read(f"phases: [{{name: a, steps: 1, learning_rate: {number}}}]\noptimiser: {{weight_decay: {number}}}")
    assert config.phases[0].learning_rate == Ramp(1e-4, 1e-4) and config.optimiser.weight_decay == 1e-4


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"engine": "vlm"}, "logicrl x: rollout.engine: 'vlm' is not known; choose torch or vllm"),
     ({"max_slots": "many"}, "rollout.max_slots: expected a whole number, not 'many'"),
     ({"workers": 2}, "rollout.workers: the torch engine runs in the trainer's own process")],
)  # fmt: skip
def test_rollout_settings_made_in_python_are_checked_too(settings: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check_rollout(RolloutConfig(**settings), "logicrl x")


def test_preferences_are_read_off_samples_and_not_off_proofs() -> None:
    config = read(f"phases: [{SAMPLE}, {{name: p, kind: proofs}}, {{name: d, kind: dpo}}, {{name: b, kind: sft}}]")
    assert config.sources("d") == {"s": 1.0} and config.sources("b") == {"p": 1.0}
    files = read("phases: [{name: d, kind: dpo, sources: [a.jsonl, b.jsonl]}]")
    assert files.sources("d") == {"a.jsonl": 1.0, "b.jsonl": 1.0}
