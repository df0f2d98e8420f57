"""A model behind an OpenAI-compatible chat endpoint, as an engine: for teachers, and for measuring models of others.

Nothing is known of its tokens: a prompt's `token_ids` are the bytes of its text, a completion's are as many as the
endpoint counted, and log-probabilities are 0. So its replies can be scored, filtered and learnt from, and not trained
on by reward. The endpoint puts the question into its own chat template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from logic_rl.bill import LETTERS_A_TOKEN, Bill, Forecast
from logic_rl.endpoint import Endpoint
from logic_rl.errors import LogicRLError, RunFailed
from logic_rl.prompts import PromptFormat, usual_instruction
from logic_rl.prompts.frames import task_of
from logic_rl.rollout.engine import Progress, Request, SamplingParams
from logic_rl.tags import THINK_CLOSE, THINK_OPEN
from logic_rl.types import Completion, Prompt, Question

HEARD_EVERY = 0.5  # seconds between reports while nothing finishes
SEEDS = 2**31  # endpoints take 32 bits


class EndpointEngine:
    """Asks `concurrency` questions at a time; what was begun when the bill is spent is still taken.

    Args:
        instruction: the system message.
        tell: hears at the end what the calls took.
    """

    def __init__(
        self, endpoint: Endpoint, instruction: str, concurrency: int = 8, bill: Bill | None = None,
        tell: Callable[[str], object] = lambda line: None,
    ):  # fmt: skip
        self.endpoint, self.instruction, self.concurrency = endpoint, instruction, concurrency
        self.bill, self.tell = bill or Bill(), tell

    def generate(
        self, requests: Sequence[Request], params: SamplingParams, progress: Progress | None = None
    ) -> list[Completion]:
        found: dict[int, Completion] = {}

        def report() -> None:
            if progress:
                progress(len(found), sum(len(one.token_ids) for one in found.values()))

        for place, completion in self.stream(requests, params, report):
            found[place] = completion
        return [found[place] for place in range(len(requests))]

    def stream(
        self, requests: Iterable[Request], params: SamplingParams, report: Callable[[], None] | None = None
    ) -> Iterator[tuple[int, Completion]]:
        """As they finish, after a failure too; requests are read only as there is room for them.

        Raises:
            UsageError: the endpoint refuses.
            RunFailed: it gives no answer, or the bill is spent.
        """
        failure: LogicRLError | None = None
        waiting: dict[Future[Completion], int] = {}
        numbered = enumerate(requests)
        self.endpoint.stopping.clear()
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                while True:
                    while failure is None and len(waiting) < self.concurrency and not self.bill.is_spent:
                        place, request = next(numbered, (0, None))
                        if request is None:
                            break
                        waiting[pool.submit(self._completion, request, params)] = place
                    if not waiting:
                        break
                    done, _ = wait(waiting, HEARD_EVERY, FIRST_COMPLETED)
                    for one in done:
                        place = waiting.pop(one)
                        try:
                            completion = one.result()
                        except LogicRLError as error:
                            failure = failure or error
                            self.endpoint.stopping.set()
                        else:
                            yield place, completion
                    if report:
                        report()
            finally:
                self.endpoint.stopping.set()
                for one in waiting:
                    one.cancel()
        if failure:
            raise failure
        self.endpoint.stopping.clear()
        if self.bill.is_spent and next(numbered, None) is not None:
            self.bill.require_rest()

    def _completion(self, request: Request, params: SamplingParams) -> Completion:
        system = [{"role": "system", "content": self.instruction}] if self.instruction else []
        messages = [*system, {"role": "user", "content": bytes(request.prompt_ids).decode("utf-8")}]
        settings: dict[str, Any] = {"temperature": params.temperature, "max_tokens": params.max_new_tokens,
                                    "seed": request.seed % SEEDS}  # fmt: skip
        if params.stop:
            settings["stop"] = list(params.stop)
        reply = self.endpoint.ask(messages, **settings)
        self.bill.add(reply.prompt_tokens, reply.completion_tokens)
        text = reply.content
        if reply.reasoning and THINK_OPEN not in text:
            text = f"{THINK_OPEN} {reply.reasoning.strip()} {THINK_CLOSE} {text}"
        count = reply.completion_tokens or max(1, round(len(text) / LETTERS_A_TOKEN))
        reason = "length" if reply.finish_reason == "length" else "stop"
        return Completion(text, (0,) * count, (0.0,) * count, reason, 0)

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        """What has no room there the endpoint refuses itself."""
        return request

    def load_weights(self, model: Any, version: int) -> None:
        raise RunFailed("a model behind an endpoint keeps its own weights")

    def metrics(self) -> dict[str, float]:
        return {}

    def close(self) -> None:
        """End the waiting of calls that are tried again, and tell what was spent."""
        self.endpoint.stopping.set()
        self.endpoint.close()
        if self.bill.calls:
            self.tell(self.bill.line())


def asked_as_bytes(fmt: PromptFormat) -> Callable[[Question], Prompt]:
    """Prompts for an `EndpointEngine`: the question alone, examples before it."""

    def make(question: Question) -> Prompt:
        shown = "".join(f"{asked}\n{replied}\n\n" for asked, replied in fmt.examples)
        text = f"{shown}{question.text}"
        return Prompt(question, text, tuple(text.encode("utf-8")), opened_think=False)

    return make


def instruction_of(fmt: PromptFormat, question: Question) -> str:
    """What the system message says."""
    return fmt.instruction or usual_instruction(task_of(question))


def forecast(questions: Sequence[Question], fmt: PromptFormat, samples: int) -> Forecast:
    """What sampling them may take."""
    make = asked_as_bytes(fmt)
    letters = sum(len(make(question).text) + len(instruction_of(fmt, question)) for question in questions)
    calls = len(questions) * samples
    return Forecast(calls, letters * samples, written=calls * (fmt.max_new_tokens or 0))
