"""The in-process engine: continuous batching in plain torch, for small models and for tests.

Requests wait until slots are free; those that come in together form a cohort (`cohorts`) and are
decoded with all the other cohorts in one pass. A prompt shared by a group is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext

import torch
from transformers import PreTrainedModel

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Progress, Request, SamplingParams
from logic_rl.rollout.torch_engine.checking import check_decoding
from logic_rl.rollout.torch_engine.cohorts import ATTENTION_NAME
from logic_rl.rollout.torch_engine.compiled import compiled_pass
from logic_rl.rollout.torch_engine.decoding import Decoding
from logic_rl.rollout.torch_engine.live import TorchLive
from logic_rl.rollout.torch_engine.packing import packed
from logic_rl.types import Completion

POSITIONS = 4096  # of models that do not say how many they have


class TorchEngine:
    """Samples from a live `transformers` model: the trainer's own, so it is never stale, or a copy in another dtype.

    Args:
        model: a decoder whose attention goes through `transformers.AttentionInterface`.
        tokenizer: for the end-of-sequence id and for decoding.
        max_slots: sequences that run at once.
        compiled: decode through `torch.compile`; `compiled_pass` says what that does.
        weights_of: of the trainer's model, by the names of `model`: given, `model` is the engine's own, and
            `load_weights` copies into it.

    Raises:
        UsageError: the model's family cannot be decoded here, as a few tokens show.
        NotFinite: its logits are NaN or infinite.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer,
        max_slots: int = 256,
        compiled: bool = False,
        weights_of: Callable[[PreTrainedModel], Mapping[str, torch.Tensor]] | None = None,
    ):
        self.model, self.tokenizer, self.max_slots, self.weights_of = model, tokenizer, max_slots, weights_of
        self.positions: int = getattr(model.config, "max_position_embeddings", None) or POSITIONS
        self.version = 0
        self.decoding_pass: Callable | None = None
        check_decoding(model, self._unending)
        if compiled:
            self.decoding_pass = compiled_pass(model)

    def load_weights(self, model: PreTrainedModel, version: int) -> None:
        self.version = version
        if self.weights_of is not None:
            _copy_weights(self.weights_of(model), self.model)
            return
        if self.decoding_pass is not None and model is not self.model:
            self.decoding_pass = compiled_pass(model)
        self.model = model

    def metrics(self) -> dict[str, float]:
        return {}

    def close(self) -> None:
        """Nothing is held between calls."""

    def generate(
        self, requests: Sequence[Request], params: SamplingParams, progress: Progress | None = None
    ) -> list[Completion]:
        """One completion per request, in order.

        Raises:
            UsageError: a prompt plus `max_new_tokens` does not fit the model's positions.
        """
        requests = [self.fitting(request, params) for request in requests]
        found = dict(self._decoded(requests, params, progress))
        return [found[place] for place in range(len(requests))]

    def stream(
        self, requests: Iterable[Request], params: SamplingParams, report: Callable[[], None] | None = None
    ) -> Iterator[tuple[int, Completion]]:
        """(place of the request, completion) in the order of finishing; requests are read only as slots need them.

        Until the last is taken the model is set up for decoding. `report` is called after every pass.

        Raises:
            UsageError: a prompt plus `max_new_tokens` does not fit the model's positions.
        """
        fitting = (self.fitting(request, params) for request in requests)
        yield from self._decoded(fitting, params, report and (lambda done, tokens: report()))

    def live(self) -> TorchLive:
        """Decoding without an end, for requests that come and go.

        Whoever asks for it closes it; until then nothing else is done with the model.
        """
        slots, room = self.max_slots, self.positions - 1
        return TorchLive(self.model, self.tokenizer, self.version, room, slots, self.decoding_pass)

    def _decoded(
        self, requests: Iterable[Request], params: SamplingParams, progress: Progress | None
    ) -> Iterator[tuple[int, Completion]]:
        decoding = self._decoding(requests, params)
        yield from self._run(decoding, progress and (lambda: progress(decoding.finished, decoding.sampled)))

    def _unending(self, requests: Sequence[Request], params: SamplingParams) -> dict[int, Completion]:
        """Completions at full length, whatever ends a reply."""
        decoding = self._decoding(requests, params)
        decoding.eos = decoding.eos[:0]
        return dict(self._run(decoding, None))

    def _decoding(self, requests: Iterable[Request], params: SamplingParams) -> Decoding:
        return Decoding(
            self.model, self.tokenizer, self.version, requests, params, self.max_slots, self.decoding_pass
        )

    @torch.inference_mode()
    def _run(self, decoding: Decoding, report: Callable[[], None] | None) -> Iterator[tuple[int, Completion]]:
        previous, threads = self.model.config._attn_implementation, torch.get_num_threads()
        self.model.set_attn_implementation(ATTENTION_NAME)
        try:
            with packed(self.model) if self.decoding_pass is None else nullcontext():
                yield from decoding.run(report)
        finally:
            self.model.set_attn_implementation(previous)
            torch.set_num_threads(threads)

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        """The request; raises UsageError when it may need more room than there is."""
        needed = len(request.prompt_ids) + request.cap(params)
        limit, config = getattr(self.model.config, "max_position_embeddings", needed), self.model.config
        window = getattr(config, "sliding_window", None) if getattr(config, "use_sliding_window", True) else None
        for most, what in ((limit, "the model has {} positions"), (window or needed, "--engine torch attends to all, "
                           "and this model to the last {} only")):  # fmt: skip
            if needed > most:
                raise UsageError(
                    f"a prompt of {len(request.prompt_ids)} tokens and max_new_tokens {request.cap(params)} make "
                    f"{needed}, but {what.format(most)}: lower max_new_tokens"
                )
        return request


@torch.no_grad()
def _copy_weights(weights: Mapping[str, torch.Tensor], model: PreTrainedModel) -> None:
    """Every parameter and buffer that is saved, in the model's own dtype; KeyError if one is missing."""
    for name, tensor in model.state_dict().items():
        tensor.copy_(weights[name])
