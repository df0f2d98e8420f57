"""Pre-training the tiny base model on program-written reasoning.

Step k reads documents drawn from a stream named by (seed, k), so an interrupted run goes on
with exactly the documents it would have read.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from transformers import PreTrainedModel

from logic_rl.corpus.documents import Document, documents
from logic_rl.metrics import WeightedMean
from logic_rl.prompts import prompt_text
from logic_rl.training.learning.batch import length_buckets
from logic_rl.training.learning.models import reply_logits
from logic_rl.training.learning.parallel import GradientWorkers
from logic_rl.training.learning.precision import computes_bfloat16
from logic_rl.training.supervised.pretrain.recipes import PretrainRecipe
from logic_rl.training.supervised.pretrain.tokenizer import train_tokenizer


@dataclass(slots=True)
class PretrainStep:
    """What one step did: loss in nats per reply token, by corpus strategy and overall."""

    step: int
    num_tokens: int
    losses: dict[str, WeightedMean] = field(default_factory=lambda: defaultdict(WeightedMean))

    def row(self) -> dict:
        return {"step": self.step, "num_tokens": self.num_tokens} | {
            f"loss/{name}": round(loss.value, 5) for name, loss in sorted(self.losses.items())
        }


def corpus_tokenizer(recipe: PretrainRecipe, seed: int):
    """The tokenizer trained on the first documents of the corpus."""
    sample = itertools.islice(documents(recipe.stages[-2].mix, seed, "tokenizer"), recipe.tokenizer_documents)
    texts = [prompt_text(document.puzzle, "plain", False) + document.reply for document in sample]
    return train_tokenizer(texts, recipe.vocab_size)


def optimizers(model: PreTrainedModel, recipe: PretrainRecipe) -> list[torch.optim.Optimizer]:
    """Muon for the hidden matrices, AdamW for the rest (Jordan et al. 2024, "Muon")."""
    matrices: list[torch.nn.Parameter] = []
    others: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        is_matrix = parameter.ndim == 2 and "embed" not in name
        (matrices if is_matrix else others).append(parameter)
    return [
        torch.optim.Muon(matrices, lr=recipe.matrix_lr, momentum=0.95, weight_decay=0.0),
        torch.optim.AdamW(others, lr=recipe.other_lr, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def pretrain(
    model: PreTrainedModel,
    tokenizer,
    optimisers: list[torch.optim.Optimizer],
    recipe: PretrainRecipe,
    seed: int,
    first_step: int = 0,
) -> Iterator[PretrainStep]:
    """Train in place, yielding after every optimiser step."""
    workers = GradientWorkers(model)
    workers.train(True)
    for step in range(first_step, recipe.num_steps):
        stage = recipe.stage_at(step)
        drawn = list(itertools.islice(documents(stage.mix, seed, "step", step), stage.documents))
        report = _accumulate(workers, tokenizer, drawn, recipe.tokens_per_pass, step)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser, rate in zip(optimisers, (recipe.matrix_lr, recipe.other_lr), strict=True):
            optimiser.param_groups[0]["lr"] = rate * recipe.rate_at(step)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        yield report
    workers.train(False)


@dataclass(frozen=True, slots=True)
class _Example:
    prompt_ids: list[int]
    reply_ids: list[int]
    strategy: str

    def __len__(self) -> int:
        return len(self.prompt_ids) + len(self.reply_ids)


def _accumulate(
    workers: GradientWorkers, tokenizer, drawn: list[Document], tokens_per_pass: int, step: int
) -> PretrainStep:
    """Gradients of the mean loss per reply token over all documents of the step."""
    examples = [_example(document, tokenizer) for document in drawn]
    num_targets = sum(len(example.reply_ids) for example in examples)
    batches = list(length_buckets(examples, tokens_per_pass))

    def work(model: PreTrainedModel, batch: list[_Example]) -> torch.Tensor:
        losses = _reply_losses(model, batch, tokenizer.pad_token_id)
        (losses.sum() / num_targets).backward()
        return losses.detach()

    report = PretrainStep(step, num_tokens=sum(map(len, examples)))
    for batch, losses in zip(batches, workers.run(batches, work), strict=True):
        for example, own in zip(batch, losses.split([len(e.reply_ids) for e in batch]), strict=True):
            for name in (example.strategy, "all"):
                report.losses[name].add(float(own.mean()), len(own))
    return report


def _example(document: Document, tokenizer) -> _Example:
    return _Example(
        tokenizer(prompt_text(document.puzzle, "plain", False))["input_ids"],
        tokenizer(document.reply)["input_ids"] + [tokenizer.eos_token_id],
        document.strategy,
    )


def _reply_losses(model: PreTrainedModel, batch: list[_Example], pad_id: int) -> torch.Tensor:
    """Cross-entropy of every reply token, concatenated `[N]`; the puzzle's own words are not trained on."""
    ids = torch.full((len(batch), max(map(len, batch))), pad_id)
    predicts_reply = torch.zeros(ids.shape, dtype=torch.bool)
    for row, example in enumerate(batch):
        ids[row, : len(example)] = torch.tensor(example.prompt_ids + example.reply_ids)
        predicts_reply[row, len(example.prompt_ids) - 1 : len(example) - 1] = True
    ids, predicts_reply = ids.to(model.device), predicts_reply.to(model.device)
    logits = reply_logits(model, ids, predicts_reply, autocast=computes_bfloat16(model.device))
    return F.cross_entropy(logits, ids.roll(-1, dims=1)[predicts_reply], reduction="none")
