"""Whether a model can be saved is settled before anything is trained: what is learnt must not be lost at a save."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from transformers import GenerationConfig, PreTrainedModel

from logic_rl.errors import UsageError

SAMPLING = ("temperature", "top_p", "top_k", "min_p", "top_h", "typical_p", "epsilon_cutoff", "eta_cutoff")
BEAMS = ("early_stopping", "length_penalty")
TOKENS = ("bos_token_id", "eos_token_id", "pad_token_id")


def settle_generation(model: PreTrainedModel) -> str | None:
    """Mend generation defaults that `transformers` loads and refuses to save; returns what was done, None if nothing.

    Settings that take no effect go first: those of sampling where the default is greedy, those of beams where there is
    one. If that does not help, only the ids of special tokens stay.
    """
    config = model.generation_config
    if config is None or (reason := _refused(config)) is None:
        return None
    idle = [*(BEAMS if config.num_beams in (None, 1) else ()), *(() if config.do_sample else SAMPLING)]
    dropped = [name for name in idle if getattr(config, name, None) is not None]
    for name in dropped:
        setattr(config, name, None)
    if _refused(config) is None:
        return f"its generation_config.json sets {', '.join(dropped)} to no effect: left out of what is saved"
    ids = {name: value for name in TOKENS if _is_token(value := getattr(config, name, None))}
    model.generation_config = GenerationConfig(**ids)
    return f"its generation_config.json is not valid ({reason}): only its token ids are kept"


def _refused(config: GenerationConfig) -> str | None:
    """The first reason why it would not be saved."""
    try:
        config.validate(strict=True)
    except (ValueError, TypeError) as error:
        return " ".join(str(error).split())[:160]
    return None


def _is_token(value: object) -> bool:
    return all(isinstance(one, int) and one >= 0 for one in (value if isinstance(value, list) else [value]))


def rehearse_save(model: PreTrainedModel, tokenizer: Any) -> None:
    """Write all of a checkpoint but its tensors into a folder that goes away again, and look for shared tensors.

    Args:
        tokenizer: or whatever else has `save_pretrained(folder)`.

    Raises:
        UsageError: something would be refused at the first checkpoint.
    """
    from transformers.modeling_utils import remove_tied_weights_from_state_dict

    with tempfile.TemporaryDirectory(prefix="logicrl-save-") as folder:
        try:
            remove_tied_weights_from_state_dict(dict(model.state_dict()), model)
            model.save_pretrained(folder, state_dict={})
            tokenizer.save_pretrained(Path(folder))
        except (UsageError, OSError):  # that there is no room for temporary files says nothing of the model
            raise
        except Exception as error:  # a model's own code may raise anything
            first = " ".join(str(error).split())[:200]
            raise UsageError(
                f"this model could not be saved ({type(error).__name__}: {first}): mend its files before it is trained"
            ) from None
