"""Our DPO loss and its gradient beside those of TRL's DPOTrainer, on a small model that has moved from its reference.

    python experiments/10_r1/dpo_beside_trl.py        (pip install trl==1.16.0 datasets accelerate beside the package)
"""

from __future__ import annotations

import copy
import json
import tempfile

import torch
from datasets import Dataset
from transformers import Qwen2Config, Qwen2ForCausalLM
from trl import DPOConfig, DPOTrainer

from logic_rl.algorithms.dpo import dpo_loss
from logic_rl.resources import model_path
from logic_rl.training.learning.model_folder import load_tokenizer

BETA, PAIRS, PROMPT, VOCABULARY = 0.1, 6, 5, 400


def models() -> tuple[Qwen2ForCausalLM, Qwen2ForCausalLM]:
    """A policy and its reference, some steps apart; float64, so that only formulas can differ."""
    torch.manual_seed(0)
    config = Qwen2Config(vocab_size=VOCABULARY, hidden_size=64, intermediate_size=96, num_hidden_layers=3,
                         num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True)  # fmt: skip
    reference = Qwen2ForCausalLM(config).double().eval()
    policy = copy.deepcopy(reference)
    with torch.no_grad():
        for weight in policy.parameters():
            weight += 4 * weight.std() * torch.randn_like(weight) if weight.dim() > 1 else 0.0
    return policy, reference


def batch() -> dict[str, torch.Tensor]:
    """Prompts with a chosen reply each, then with a rejected one; replies of 3 to 14 tokens, padded."""
    lengths = torch.randint(3, 15, (2 * PAIRS,))
    width = PROMPT + int(lengths.max())
    ids = torch.randint(1, VOCABULARY, (2 * PAIRS, width))
    ids[PAIRS:, :PROMPT] = ids[:PAIRS, :PROMPT]
    places = torch.arange(width)
    real = places < PROMPT + lengths[:, None]
    return {"input_ids": ids.where(real, 0), "attention_mask": real.long(),
            "completion_mask": (real & (places >= PROMPT)).long()}  # fmt: skip


def ours(policy: Qwen2ForCausalLM, reference: Qwen2ForCausalLM, rows: dict[str, torch.Tensor]) -> torch.Tensor:
    """By our loss, from log-probabilities taken row by row without any padding."""

    def sums(model: Qwen2ForCausalLM) -> torch.Tensor:
        found = []
        for ids, real in zip(rows["input_ids"], rows["attention_mask"].bool(), strict=True):
            logprobs = model(ids[real][None]).logits[0, :-1].log_softmax(-1)
            found.append(logprobs.gather(1, ids[real][1:, None])[PROMPT - 1 :].sum())
        return torch.stack(found)

    with torch.no_grad():
        under_reference = sums(reference)
    ratios = sums(policy) - under_reference
    return dpo_loss(ratios[:PAIRS], ratios[PAIRS:], BETA).mean()


def theirs(policy: Qwen2ForCausalLM, reference: Qwen2ForCausalLM, rows: dict[str, torch.Tensor]) -> torch.Tensor:
    with tempfile.TemporaryDirectory() as folder:
        settings = DPOConfig(output_dir=folder, beta=BETA, use_cpu=True, report_to=[], bf16=False)
        data = Dataset.from_list([{"prompt": "a", "chosen": "b", "rejected": "c"}])
        trainer = DPOTrainer(policy, reference, settings, train_dataset=data,
                             processing_class=load_tokenizer(model_path("tiny-base")))  # fmt: skip
        policy.eval()
        return trainer._compute_loss(policy, dict(rows), return_outputs=False)


def main() -> None:
    policy, reference = models()
    rows, found = batch(), {}
    for name, loss_of in (("ours", ours), ("trl", theirs)):
        policy.zero_grad()
        loss = loss_of(policy, reference, rows)
        loss.backward()
        gradient = torch.cat([weight.grad.flatten() for weight in policy.parameters()])
        found[name] = (float(loss.detach()), gradient)
    difference = (found["ours"][1] - found["trl"][1]).norm() / found["trl"][1].norm()
    print(json.dumps({"pairs": PAIRS, "beta": BETA, "loss": found["ours"][0], "loss_trl": found["trl"][0],
                      "loss_difference": abs(found["ours"][0] - found["trl"][0]),
                      "gradient_relative_difference": float(difference)}, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
