"""`python -m logic_rl.training.learning.merging ADAPTER BASE FOLDER`: the model folder that both make, in float32."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel, get_peft_model_state_dict
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel

from logic_rl.adapters import WEIGHTS
from logic_rl.loadable import TOKENIZERS
from logic_rl.tensor_files import tensor_shapes
from logic_rl.training.learning.adapter_folder import ASKING, copy_files
from logic_rl.training.learning.savable import settle_generation


def write_merged(adapter: Path, base: str, folder: Path) -> None:
    """Raises what `transformers` and `peft` do, and ValueError where an adapter's layer or tensor is left over."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, use_safetensors=True)
    settle_generation(model)
    was_tied = _untie(model)
    adapted = PeftModel.from_pretrained(model, str(adapter), torch_device="cpu")
    _require_all(adapter, adapted)
    merged = adapted.merge_and_unload(safe_merge=True)
    if was_tied:
        _tie_if_same(merged)
    merged.save_pretrained(folder)
    brings_tokenizer = any((adapter / name).is_file() for name in TOKENIZERS)
    AutoTokenizer.from_pretrained(str(adapter) if brings_tokenizer else base).save_pretrained(folder)
    brings_template = any((adapter / name).exists() for name in ASKING)
    for source in (adapter,) if brings_tokenizer or brings_template else (Path(base),):
        copy_files(source, folder, ASKING)


def _untie(model: PreTrainedModel) -> bool:
    """Whether input and output embeddings were one: then an adapter of the one would be merged into the other too."""
    source: Any = model.get_input_embeddings()
    target: Any = model.get_output_embeddings()
    were_one = target is not None and target.weight is source.weight
    if were_one:
        target.weight = torch.nn.Parameter(source.weight.detach().clone())
    return were_one


def _tie_if_same(model: PreTrainedModel) -> None:
    """Make them one again; peft says that they are not, whatever they hold."""
    source: Any = model.get_input_embeddings()
    target: Any = model.get_output_embeddings()
    same = torch.equal(source.weight, target.weight)
    model.config.tie_word_embeddings = model.config.get_text_config().tie_word_embeddings = same
    if same:
        model.tie_weights()


def _require_all(adapter: Path, adapted: PeftModel) -> None:
    """peft only warns of layers without weights, and says nothing of weights without layers."""
    stored = {name for name in tensor_shapes(adapter / WEIGHTS) if ".lora_" in name}
    layers = get_peft_model_state_dict(adapted, save_embedding_layers=False)
    own = {name for name in layers if ".lora_" in name}
    if idle := sorted(stored - own):
        raise ValueError(f"{len(idle)} tensors are for no layer there, such as {idle[0]}")
    if bare := sorted(own - stored):
        raise ValueError(f"{len(bare)} tensors are missing, such as {bare[0]}")


if __name__ == "__main__":
    try:
        write_merged(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    except Exception as error:
        first_line = " ".join(str(error).split())[:200]
        sys.exit(f"{type(error).__name__}: {first_line}")
