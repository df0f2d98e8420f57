"""Folders with an adapter alone: made into a model once, and what is wrong with one is told in a line."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from logic_rl import model_cache, resources
from logic_rl.adapters import BASE, CONFIG, WEIGHTS, base_of, holds_adapter, require_fitting
from logic_rl.errors import UsageError
from logic_rl.gguf import PIP_MODELS
from logic_rl.resources import model_path

IDS = [[5, 9, 2, 30, 17, 8, 41]]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


def foreign(base: Path, folder: Path, **settings) -> Path:
    """What peft itself writes for a model of the given base whose adapters are random; its logits are kept beside."""
    peft, torch = pytest.importorskip("peft"), pytest.importorskip("torch")
    from transformers import AutoModelForCausalLM

    torch.manual_seed(7)
    config = peft.LoraConfig(
        **{"r": 3, "lora_alpha": 6, "target_modules": "all-linear", "init_lora_weights": False} | settings
    )
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(base), config).eval()
    model.save_pretrained(folder)
    torch.save(model(torch.tensor(IDS)).logits.detach(), folder.with_suffix(".pt"))
    return folder


@pytest.fixture(scope="module")
def adapter(tmp_path_factory, toy_model: Path) -> Path:
    return foreign(toy_model, tmp_path_factory.mktemp("adapters") / "plain")


def copied(adapter: Path, place: Path, **changes) -> Path:
    """The same adapter with other settings."""
    shutil.copytree(adapter, place)
    if changes:
        change(place, **changes)
    return place


def change(folder: Path, **changes) -> None:
    values = json.loads((folder / CONFIG).read_text()) | changes
    (folder / CONFIG).write_text(json.dumps({key: value for key, value in values.items() if value is not ...}))


def logits_of(model: str | Path):
    import torch

    from logic_rl.training.learning.models import load_model

    return load_model(str(model), device="cpu")[0](torch.tensor(IDS)).logits


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"target_modules": ["q_proj", "down_proj"], "use_rslora": True},
        {"use_dora": True, "rank_pattern": {"v_proj": 5}},
        {"target_modules": ["v_proj"], "layers_to_transform": [1]},
        # Input and output embeddings are one in the base, and in the last of these also afterwards.
        {"target_modules": ["v_proj"], "modules_to_save": ["embed_tokens"]},
        {"target_modules": ["embed_tokens", "o_proj"]},
        {"target_modules": ["embed_tokens", "o_proj"], "ensure_weight_tying": True},
    ],
    ids=str,
)
def test_what_peft_wrote_computes_the_same_as_a_model(toy_model: Path, tmp_path: Path, settings: dict) -> None:
    import torch

    folder = foreign(toy_model, tmp_path / "adapter", **settings)
    expected = torch.load(tmp_path / "adapter.pt")
    assert torch.allclose(logits_of(folder), expected, atol=1e-4)
    assert not torch.allclose(logits_of(toy_model), expected, atol=1e-2)
    merged = Path(resources.model_path(str(folder)))
    is_one = json.loads((merged / "config.json").read_text())["tie_word_embeddings"]
    moved = "embed_tokens" in settings.get("target_modules", ())  # what is only saved was never trained
    assert is_one == (not moved or "ensure_weight_tying" in settings)
    sizes = [(place / "model.safetensors").stat().st_size for place in (merged, toy_model)]
    assert (sizes[0] < 1.02 * sizes[1]) == is_one, "what was one matrix is not written twice"


def test_it_is_merged_once_wherever_it_lies(
    adapter: Path, toy_model: Path, tmp_path: Path, cache: Path, capsys
) -> None:
    folder = model_path(adapter)
    assert Path(folder).parent == cache and f"merging the adapter {adapter}" in capsys.readouterr().err
    assert model_path(adapter) == folder and capsys.readouterr().err == ""
    import torch

    assert torch.allclose(logits_of(folder), torch.load(adapter.with_suffix(".pt")), atol=1e-4)
    # The same files on the same base are the same, though the base is named from the adapter's folder.
    (tmp_path / "beside").symlink_to(toy_model)
    beside = copied(adapter, tmp_path / "elsewhere")
    assert model_path(beside) == folder
    change(beside, **{BASE: "../beside"})
    assert base_of(beside) == str(toy_model.resolve())
    # Trainers differ in what they write besides: the base's settings, states to go on from.
    shutil.copy(toy_model / "config.json", beside)
    (beside / "optimizer.pt").write_bytes(b"\x80")
    (beside / "checkpoint-10").mkdir()
    assert holds_adapter(beside)
    shutil.copy(toy_model / "model.safetensors", beside)
    assert not holds_adapter(beside) and model_path(beside) == str(beside)


def test_a_packaged_adapter_is_a_model_by_its_name(adapter: Path, tmp_path: Path, monkeypatch) -> None:
    copied(adapter, tmp_path / "models" / "knower")
    (tmp_path / "models" / "half").mkdir()
    monkeypatch.setattr(resources, "MODELS", tmp_path / "models")
    assert resources.model_names() == sorted(["knower", *PIP_MODELS])
    assert model_path("knower") == model_path(adapter)
    with pytest.raises(UsageError, match="Did you mean 'knower'"):
        model_path("knowr")


def test_other_weights_or_another_base_are_another_model(adapter: Path, toy_model: Path, tmp_path: Path) -> None:
    from logic_rl.adapters import _digest

    own = copied(adapter, tmp_path / "own")
    known = {_digest(own, str(toy_model))}
    base = shutil.copytree(toy_model, tmp_path / "base")
    known.add(_digest(own, str(base)))
    (base / "model.safetensors").touch()
    known.add(_digest(own, str(base)))
    change(own, lora_alpha=7)
    known.add(_digest(own, str(base)))
    (own / "chat_template.jinja").write_text("{{ messages }}")
    known.add(_digest(own, str(base)))
    assert len(known) == 5
    (own / "README.md").write_text("another word about it")
    assert _digest(own, str(base)) in known


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def shape_of_base(folder: Path, **changes) -> None:
    """A base beside the adapter whose header tells other shapes than it has."""
    import torch
    from safetensors.torch import load_file, save_file

    base = Path(base_of(folder))
    beside = shutil.copytree(base, folder.parent / "other-base")
    weights = load_file(base / "model.safetensors")
    layer, width = changes.get("without", "no such"), changes.get("width")
    weights = {name: value for name, value in weights.items() if layer not in name}
    if width:
        weights["model.layers.0.self_attn.q_proj.weight"] = torch.zeros(width, width)
    save_file(weights, beside / "model.safetensors")
    change(folder, **{BASE: "../other-base"})


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no base": (lambda a: change(a, **{BASE: ...}), f"does not say of which model: set '{BASE}'"),
    "base is null": (lambda a: change(a, **{BASE: None}), "does not say of which model"),
    "base is a list": (lambda a: change(a, **{BASE: ["tiny-base"]}), "does not say of which model"),
    "settings are a list": (lambda a: (a / CONFIG).write_text("[1]"), "does not say of which model"),
    "settings are cut": (lambda a: cut(a / CONFIG), "cannot be read .*download the adapter again"),
    "base is gone": (lambda a: change(a, **{BASE: "/nowhere/at/all"}), "not to be had: no model '/nowhere/at/all'"),
    "base is misspelt": (lambda a: change(a, **{BASE: "tiny-bse"}), "Did you mean 'tiny-base'"),
    "base is itself": (lambda a: change(a, **{BASE: "."}), "adapter of itself"),
    "base is a run": (lambda a: ((a / "checkpoints").mkdir(), change(a, **{BASE: "checkpoints"})), "no checkpoint"),
    "base is no model": (lambda a: change(a, **{BASE: ".."}), r"no model folder \(no config\.json\); set"),
    "base is of another width": (lambda a: shape_of_base(a, width=48), "is 48 x 48 there, and .* adapter_config"),
    "base has fewer layers": (lambda a: shape_of_base(a, without="layers.1."), "no model.layers.1 there"),
    "another kind": (lambda a: change(a, peft_type="PREFIX_TUNING"), "peft_type 'PREFIX_TUNING' is not read"),
    "no weights": (lambda a: (a / WEIGHTS).unlink(), f"has no {WEIGHTS}$"),
    "pickled": (lambda a: (a / WEIGHTS).rename(a / "adapter_model.bin"), "safe_serialization=True"),
    "weights cut": (lambda a: cut(a / WEIGHTS), "damaged .*instead of"),
    "weights are text": (lambda a: (a / WEIGHTS).write_text("version https://git-lfs"), "damaged"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_before_anything_is_made(adapter: Path, tmp_path: Path, cache: Path, fault: str) -> None:
    broken = copied(adapter, tmp_path / "broken")
    spoil, message = FAULTS[fault]
    spoil(broken)
    with pytest.raises(UsageError, match=message) as told:
        model_path(broken)
    assert "broken" in str(told.value) and "\n" not in str(told.value) and not cache.exists()


def test_adapters_of_each_other_are_refused(adapter: Path, tmp_path: Path) -> None:
    first, second = (copied(adapter, tmp_path / name) for name in ("first", "second"))
    change(first, **{BASE: "../second"})
    change(second, **{BASE: "../first"})
    with pytest.raises(UsageError, match="is an adapter of itself"):
        model_path(first)


@pytest.mark.parametrize("missing", ["peft", "torch"])
def test_what_is_not_installed_is_named(adapter: Path, monkeypatch, cache: Path, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    extra = {"peft": "lora", "torch": "train"}[missing]
    with pytest.raises(UsageError, match=rf"needs {missing}, not installed here: pip install 'logic-rl\[{extra}\]'"):
        model_path(adapter)
    assert not cache.exists()


def test_a_base_on_the_hub_that_is_out_of_reach(adapter: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.hub.silence", lambda endpoint: "no network")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    far = copied(adapter, tmp_path / "far", **{BASE: "someone/nowhere-1b"})
    with pytest.raises(UsageError, match=r"far cannot be merged into someone/nowhere-1b .*no network.*adapter_config"):
        model_path(far)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("targets", "message"),
    [(["q_proj"], "24 tensors are for no layer there"), ("all-linear", "6 tensors are missing")],
)
def test_adapters_and_layers_that_are_not_one_to_one(
    adapter: Path, tmp_path: Path, cache: Path, targets: list | str, message: str
) -> None:
    """Settings that speak of other layers than the file: peft itself would leave some out without a word."""
    from safetensors.torch import load_file, save_file

    odd = copied(adapter, tmp_path / "odd", target_modules=targets)
    if targets == "all-linear":
        weights = load_file(odd / WEIGHTS)
        save_file({name: value for name, value in weights.items() if ".0.mlp." not in name}, odd / WEIGHTS)
    with pytest.raises(UsageError, match=message):
        model_path(odd)
    assert not list(cache.iterdir())


def test_layers_that_files_name_otherwise_are_left_to_peft(adapter: Path, tmp_path: Path) -> None:
    """In memory some models name layers as no file does: names that are not found say nothing."""
    from safetensors.torch import load_file, save_file

    base = tmp_path / "renamed"
    base.mkdir()
    (base / "config.json").write_text("{}")
    weights = load_file(Path(base_of(adapter)) / "model.safetensors")
    weights = {name.replace("self_attn", "attention"): value for name, value in weights.items()}
    save_file(weights, base / "model.safetensors")
    require_fitting(adapter, str(base))
    require_fitting(adapter, "someone/on-the-hub")
