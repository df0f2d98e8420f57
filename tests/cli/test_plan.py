"""`logicrl plan`: numbers checked against published parameter counts, files and hand arithmetic."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner

from logic_rl.cli.plan import plan
from logic_rl.config.run import LoraConfig
from logic_rl.errors import UsageError
from logic_rl.planning.estimate import KNOWN, Shape, shape_of
from logic_rl.resources import MODELS


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("Qwen/Qwen2.5-0.5B", 494_032_768),
        ("Qwen/Qwen2.5-1.5B", 1_543_714_304),
        ("Qwen/Qwen2.5-3B", 3_085_938_688),
        ("Qwen/Qwen2.5-7B", 7_615_616_512),
    ],
)
def test_parameter_counts_are_those_on_the_hub(name: str, parameters: int) -> None:
    assert KNOWN[name].parameters == parameters
    assert shape_of(f"{name}-Instruct") == KNOWN[name]


def test_the_packaged_model_is_counted_as_its_file_holds() -> None:
    with (MODELS / "tiny-base" / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    held = sum(math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__")
    assert shape_of("tiny-base").parameters == held


def test_key_value_memory_of_one_token() -> None:
    shape = Shape(2, 64, 128, 4, 2, 16, 100, tied=True)
    assert shape.kv_bytes_per_token(4) == 2 * 2 * (2 * 16) * 4  # keys and values, layers, heads, bytes


def test_adapters_are_counted_layer_by_layer() -> None:
    with (MODELS / "tiny-base" / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    linear = [entry["shape"] for name, entry in header.items() if name.endswith("proj.weight")]
    shape = shape_of("tiny-base")
    assert shape.adapter_parameters(LoraConfig(rank=8)) == 8 * sum(map(sum, linear))
    queries = [entry["shape"] for name, entry in header.items() if name.endswith("q_proj.weight")]
    assert shape.adapter_parameters(LoraConfig(rank=3, targets=("q_proj",))) == 3 * sum(map(sum, queries))
    assert shape.adapter_parameters(LoraConfig()) == 0


def test_adapters_leave_the_weights_frozen() -> None:
    model = ("--curriculum", "three_phase", "--model", "Qwen/Qwen2.5-7B")
    whole, low = (told(*model, *more)[0]["trainer_gib"] for more in ((), ("--set", "lora.rank=16")))
    name = "adapters of rank 16, gradients, Adam (float32)"
    assert low[name] < 1 and low["frozen weights (float32)"] == pytest.approx(7_615_616_512 * 4 / 2**30, rel=1e-3)
    assert whole["weights, gradients, Adam (float32)"] == pytest.approx(7_615_616_512 * 16 / 2**30, rel=1e-3)


def told(*args: str) -> tuple[dict, int]:
    run = CliRunner().invoke(plan, ["--json", *args])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return json.loads(run.output), run.exit_code


def test_batches_and_hours() -> None:
    result, code = told(
        "--curriculum", "three_phase", "--reply-tokens", "100", "--sample-rate", "192", "--train-rate", "384"
    )
    assert code == 0
    warmup = result["phases"][0]
    assert warmup["samples_per_step"] == 24 * 8
    assert warmup["tokens_per_step"] == 19200
    # 100 s sampling and 50 s training a step
    assert warmup["hours"] == round(warmup["steps"] * 150 / 3600, 2)


def test_a_pipelined_run_takes_the_longer_of_both_and_room_for_its_copies() -> None:
    options = ("--curriculum", "three_phase", "--reply-tokens", "100", "--sample-rate", "192", "--train-rate", "384")
    result, _ = told(*options, "--set", "rollout.mode=pipelined", "--set", "rollout.max_staleness=2")
    warmup = result["phases"][0]
    assert warmup["hours"] == round(warmup["steps"] * 100 / 3600, 2)
    expected = 3 * 4 * result["parameters"] / 2**30
    assert result["trainer_gib"]["frozen copies to sample ahead with (float32)"] == pytest.approx(expected, abs=0.01)


def test_what_does_not_fit_is_said() -> None:
    result, code = told("--model", "Qwen/Qwen2.5-7B", "--memory", "80")
    assert (result["fits"], code) == (False, 1)
    assert result["trainer_gib"]["weights, gradients, Adam (float32)"] == pytest.approx(16 * 7.6156 / 1.0737, abs=0.1)
    assert told("--model", "Qwen/Qwen2.5-0.5B", "--memory", "80")[1] == 0


def test_learners_divide_what_the_trainer_holds_but_not_a_pass() -> None:
    options = ("--curriculum", "qwen7b_three_phase", "--set", "optimiser.tokens_per_pass=4096")
    one, four = (told(*options, "--set", f"learners={count}")[0]["trainer_gib"] for count in (0, 4))
    for name, size in one.items():
        assert four[name] == pytest.approx(size if name.startswith("one pass") else size / 4, abs=0.01)
    assert told("--curriculum", "qwen7b_three_phase", "--memory", "80")[0]["fits"]


def test_one_card_holds_the_trainer_and_what_vllm_takes() -> None:
    options = ("--curriculum", "qwen_lora_one_gpu", "--cards", "1")
    result, code = told(*options, "--memory", "22")
    assert (result["placement"], code) == ("shared", 0)
    assert result["largest_gib"] == pytest.approx(sum(result["trainer_gib"].values()) + 0.4 * 22, abs=0.02)
    assert told(*options, "--memory", "11")[1] == 1  # 7.3 GiB and 4.4 GiB, but vLLM needs 6.3 of them
    assert told("--curriculum", "qwen_lora_one_gpu", "--memory", "11", "--cards", "2")[0]["placement"] == "apart"


def test_too_few_cards_are_refused() -> None:
    run = CliRunner().invoke(plan, ["--curriculum", "qwen7b_three_phase", "--cards", "4"])
    assert isinstance(run.exception, UsageError) and "take 8" in str(run.exception)


def test_logits_are_made_in_parts_and_layers_can_be_computed_again() -> None:
    shape = KNOWN["Qwen/Qwen2.5-7B"]
    whole, again = (shape.pass_bytes(5120, checkpointing) for checkpointing in (False, True))
    logits = 3 * 4 * 2**25
    per_layer = 2 * (8 * 3584 + 2 * 3584 + 3 * 18944)
    assert whole == 5120 * 28 * per_layer + logits
    assert again == 5120 * (per_layer + 28 * 2 * 3584) + logits


STAGES = """
model: tiny-base
phases:
  - {name: first, steps: 3, people: {2: 1}, prompts: 4, group_size: 2}
  - {name: gather, kind: sample, from: base, people: {2: 1}, prompts: 100, group_size: 8}
  - {name: tune, kind: sft, from: base, epochs: 2}
  - {name: last, steps: 5, people: {3: 1}, prompts: 6, group_size: 4}
"""


def test_stages_of_other_kinds_are_named_and_not_counted(tmp_path) -> None:
    (tmp_path / "stages.yaml").write_text(STAGES)
    result, _ = told("--curriculum", str(tmp_path / "stages.yaml"))
    assert [(phase["name"], phase["samples"]) for phase in result["phases"]] == [("first", 24), ("last", 120)]
    assert result["uncounted"] == [{"name": "gather", "kind": "sample"}, {"name": "tune", "kind": "sft"}]
    printed = CliRunner().invoke(plan, ["--curriculum", str(tmp_path / "stages.yaml")]).output
    assert "not counted here: gather (kind sample), tune (kind sft)" in printed


def test_a_table_for_people() -> None:
    run = CliRunner().invoke(plan, ["--memory", "16"])
    assert run.exit_code == 0
    assert "of 16 GiB at one place: fits" in run.output
    assert "--sample-rate" in run.output


def test_an_unknown_shape_is_one_clear_error() -> None:
    with pytest.raises(UsageError, match="not known here.*Qwen2.5-7B"):
        shape_of("somebody/something")
