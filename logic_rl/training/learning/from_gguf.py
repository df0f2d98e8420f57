"""`python -m logic_rl.training.learning.from_gguf FILE FOLDER`: a model folder of a `.gguf` file, weights in float32.

A model that was read from such a file refuses to be saved: its weights go into one of the same config that knows
nothing of quantising.
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def write_folder(file: Path, folder: Path) -> None:
    """Raises KeyError, ValueError, struct.error and more, as the readers do."""
    place, name = str(file.parent), file.name
    tokenizer = AutoTokenizer.from_pretrained(place, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(place, gguf_file=name, dtype=torch.float32)
    config = copy.deepcopy(model.config)
    del config.quantization_config
    plain = type(model)(config)
    plain.load_state_dict(model.state_dict())
    plain.generation_config = model.generation_config
    plain.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    try:
        write_folder(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception as error:
        first_line = " ".join(str(error).split())[:160]
        sys.exit(f"{type(error).__name__}: {first_line}")
