"""One vLLM engine in a process of its own: what a Ray worker runs.

Nothing heavy is imported before a worker starts its engine: vLLM on a CPU changes the process it lives in (threads,
random state, process group), so it must never come into the trainer's.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.loaded import LoadedSums
from logic_rl.rollout.remote import Answer, Job, Probe
from logic_rl.rollout.text import ReplyText
from logic_rl.rollout.vllm_engine.host import die_with_parent, take_cores, this_machine
from logic_rl.types import Completion

MOMENT = 0.25  # seconds a worker samples before it answers
PROBE_TOKENS = 24


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What vLLM is started with.

    Attributes:
        slots: sequences that run at once.
        max_tokens: prompt and completion together.
        kv_bytes: key-value memory on a CPU, bytes; on a GPU `gpu_memory`, a share of the card, says it.
    """

    model: str
    dtype: str
    on_gpu: bool
    slots: int
    max_tokens: int
    kv_bytes: int
    gpu_memory: float = 0.85
    tensor_parallel: int = 1


class WeightReceiver:
    """Mixed into vLLM's own worker class. vLLM wants names that it does not use itself."""

    vllm_config: Any  # both of that class
    model_runner: Any

    def logicrl_receive(self, boxed: list) -> None:
        """Take weights from the object store; `boxed` holds one reference to a Parcel (Ray resolves bare ones)."""
        import ray
        from vllm.config import set_current_vllm_config

        from logic_rl.rollout.weights import unpacked

        parcel = ray.get(boxed[0])
        # Not model.load_weights: on a CPU vLLM repacks the matrices, and only a reload packs the new ones.
        with set_current_vllm_config(self.vllm_config):
            self.model_runner.reload_weights(weights_iterator=unpacked(parcel))

    def logicrl_sums(self) -> LoadedSums:
        """What this card holds."""
        from logic_rl.rollout.weights import held_sums

        model = self.model_runner.model
        return held_sums(model, getattr(model, "packed_modules_mapping", None) or {})


class VllmWorker:
    """Samples with one engine. Methods are called by the pool, one at a time."""

    def __init__(self) -> None:
        die_with_parent()
        self.version, self.turn = 0, -1
        self.running: set[str] = set()  # vLLM's names of the requests it has begun
        self.waiting: deque[Job] = deque()  # not begun: vLLM is given no more than it runs at once

    def hello(self) -> tuple[str, str, int]:
        """Machine, Ray's node and process id, so that a hung worker can be ended and its stderr read."""
        import ray

        return this_machine(), ray.get_runtime_context().get_node_id(), os.getpid()

    def start(
        self, settings: EngineSettings, seat: int, seats: int, boxed: list, version: int, probe: tuple[int, ...]
    ) -> Probe:
        """Start the engine as worker `seat` of `seats` on this host, and take the weights in `boxed`, if any."""
        if not settings.on_gpu:
            take_cores(seat, seats)
        self.settings = settings
        self.llm = new_llm(settings)
        self.text = ReplyText(self.llm.get_tokenizer())
        return self.load(boxed, version, probe)

    def load(self, boxed: list, version: int, probe: tuple[int, ...]) -> Probe:
        """Sample from these weights from now on."""
        self._drop_all()
        if boxed:
            self.llm.collective_rpc("logicrl_receive", args=(boxed,))
            self.llm.reset_prefix_cache()  # keys and values of the old weights
        self.version = version
        params = _vllm_params(SamplingParams(1.0, PROBE_TOKENS), seed=1)
        output = self.llm.generate([{"prompt_token_ids": list(probe)}], params, use_tqdm=False)[0]
        completion = self._completion(output.outputs[0])
        return Probe(version, completion.token_ids, completion.logprobs, self._loaded() if boxed else {})

    def _loaded(self) -> LoadedSums:
        """Sums of what all cards of the engine hold."""
        first, *others = self.llm.collective_rpc("logicrl_sums")
        return {
            name: (parts, (*own, *(other[name][1][0] for other in others))) for name, (parts, own) in first.items()
        }

    def advance(self, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0) -> Answer:
        """Take on jobs, give back some that are not begun, and sample for a moment."""
        if turn != self.turn:
            self._drop_all()
            self.turn = turn
        self.waiting.extend(jobs)
        engine, vllm_params = self.llm.llm_engine, partial(_vllm_params, params)
        self._begin(vllm_params)
        back = [self.waiting.pop()[0] for _ in range(min(give_back, len(self.waiting)))]
        finished, until = [], time.monotonic() + MOMENT
        while engine.has_unfinished_requests() and time.monotonic() < until:
            for output in engine.step():
                if output.finished:
                    self.running.discard(output.request_id)
                    index = int(output.request_id.partition("-")[2])
                    finished.append((index, self._completion(output.outputs[0])))
            self._begin(vllm_params)
        return Answer(turn, tuple(finished), tuple(back) if give_back else None)

    def _begin(self, vllm_params: Callable[[int], Any]) -> None:
        """Fill the free slots."""
        while self.waiting and len(self.running) < self.settings.slots:
            index, request = self.waiting.popleft()
            name, prompt = f"{self.turn}-{index}", {"prompt_token_ids": list(request.prompt_ids)}
            self.llm.llm_engine.add_request(name, prompt, vllm_params(request.seed))
            self.running.add(name)

    def _completion(self, output) -> Completion:
        token_ids = tuple(output.token_ids)
        flat = output.logprobs  # the sampled token stands first at each position
        logprobs = tuple(flat.logprobs[start] for start in flat.start_indices)
        assert len(logprobs) == len(token_ids)
        if isinstance(output.stop_reason, int):  # an end token of the model's generation config
            self.text.closing.add(output.stop_reason)
        return Completion(self.text(token_ids), token_ids, logprobs, output.finish_reason, self.version)

    def _drop_all(self) -> None:
        engine = self.llm.llm_engine
        engine.abort_request(list(self.running))
        self.running.clear()
        self.waiting.clear()
        while engine.has_unfinished_requests():
            engine.step()


def new_llm(settings: EngineSettings):
    """A `vllm.LLM` in this process."""
    os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"  # the engine dies and is ended with this process
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
    from vllm import LLM

    if not settings.on_gpu:
        from logic_rl.rollout.vllm_engine.heads import pad_heads

        pad_heads()
    return LLM(**llm_arguments(settings))


def llm_arguments(settings: EngineSettings) -> dict:
    """What `vllm.LLM` is made with."""
    common = {
        "model": settings.model,
        "dtype": settings.dtype,
        "max_model_len": settings.max_tokens,
        "max_num_seqs": settings.slots,
        "tensor_parallel_size": settings.tensor_parallel,
        "distributed_executor_backend": "uni" if settings.tensor_parallel == 1 else "ray",
        "worker_extension_cls": f"{__name__}.WeightReceiver",
        "logprobs_mode": "processed_logprobs",  # after temperature: those of the distribution that was sampled from
        "enable_prefix_caching": True,
        "seed": 0,
    }
    if settings.on_gpu:
        return common | {"gpu_memory_utilization": settings.gpu_memory}
    # Prompts shorter than a block never share their cache, and the CPU's default block is 128 tokens. Compiled code
    # may hold on to old weights. A prompt read in two pieces ends the engine: its first piece's sample is taken back by
    # setting the request's generator back, which torch's CPU generator cannot do.
    return common | {
        "block_size": 32,
        "enforce_eager": True,
        "kv_cache_memory_bytes": settings.kv_bytes,
        "enable_chunked_prefill": False,
        "max_num_batched_tokens": max(settings.max_tokens, 4096),
    }


def _vllm_params(params: SamplingParams, seed: int):
    from vllm import SamplingParams as VllmParams
    from vllm.sampling_params import RequestOutputKind

    return VllmParams(
        temperature=params.temperature,
        max_tokens=params.max_new_tokens,
        stop=list(params.stop) or None,
        include_stop_str_in_output=True,
        skip_special_tokens=False,  # a stop string may be a special token
        detokenize=bool(params.stop),  # token by token; without strings to look for, the whole text at once is cheaper
        seed=seed,
        logprobs=0,  # that of the sampled token alone
        flat_logprobs=True,
        output_kind=RequestOutputKind.FINAL_ONLY,
    )
