"""vLLM in this process, for a server: requests come and go while others run."""

from __future__ import annotations

import itertools
import os

from logic_rl.rollout.engine import Request, SamplingParams, fitted
from logic_rl.rollout.live import NewToken, Settings
from logic_rl.rollout.text import end_ids
from logic_rl.rollout.vllm_engine.worker import EngineSettings, new_llm


class VllmLiveEngine:
    """One vLLM engine; there is one a process, since vLLM keeps its state in it."""

    def __init__(self, settings: EngineSettings, tokenizer) -> None:
        os.environ["VLLM_CPU_OMP_THREADS_BIND"] = "nobind"  # others compute in this process too
        self.tokenizer, self.max_slots = tokenizer, settings.slots
        self.positions = settings.max_tokens
        self.llm = new_llm(settings)

    def live(self) -> VllmLive:
        return VllmLive(self.llm)

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        return fitted(request, params, self.positions)


class VllmLive:
    """As `logic_rl.rollout.live.Live`; what a request gets depends on what runs beside it, as far as rounding does."""

    def __init__(self, llm) -> None:
        self.engine = llm.llm_engine
        configured = self.engine.model_config.try_get_generation_config().get("eos_token_id")
        self.end_ids = end_ids(llm.get_tokenizer(), configured)
        self.numbers = itertools.count()
        self.settings: dict[int, Settings] = {}  # of the requests that wait or run

    @property
    def is_idle(self) -> bool:
        return not self.settings

    def submit(self, request: Request, settings: Settings) -> int:
        number = next(self.numbers)
        self.engine.add_request(str(number), {"prompt_token_ids": list(request.prompt_ids)}, _params(request, settings))
        self.settings[number] = settings
        return number

    def cancel(self, number: int) -> None:
        if self.settings.pop(number, None) is not None:
            self.engine.abort_request([str(number)])

    def step(self) -> list[NewToken]:
        new: list[NewToken] = []
        for output in self.engine.step():
            number = int(output.request_id)
            if number not in self.settings:
                continue
            piece, wanted = output.outputs[0], self.settings[number].top_logprobs
            for token, chances in zip(piece.token_ids, piece.logprobs, strict=True):
                best = sorted(chances.items(), key=lambda one: one[1].rank)[:wanted]
                top = tuple((id_, chance.logprob) for id_, chance in best)
                new.append(NewToken(number, token, chances[token].logprob, top, None))
            if output.finished:
                del self.settings[number]
                new[-1] = new[-1]._replace(finish_reason=piece.finish_reason)
        return new

    def close(self) -> None:
        self.engine.abort_request([str(number) for number in self.settings])
        self.settings.clear()


def _params(request: Request, settings: Settings):
    from vllm import SamplingParams as VllmParams
    from vllm.sampling_params import RequestOutputKind

    return VllmParams(
        temperature=settings.temperature,
        top_p=settings.top_p,
        max_tokens=settings.max_new_tokens,
        detokenize=False,  # the server does that, and looks for stop strings
        seed=request.seed,
        logprobs=settings.top_logprobs,
        output_kind=RequestOutputKind.DELTA,
    )
