"""A conversation with one model, for a terminal: turns in, pieces of replies out."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

from logic_rl.errors import RunFailed, UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.live import Settings
from logic_rl.seeding import derive
from logic_rl.serving.served import Served
from logic_rl.serving.worker import Job, Piece
from logic_rl.tags import THINK_CLOSE, THINK_OPEN


class Talk:
    """Remembers earlier turns where the model has a chat template; other models were trained on single questions, and
    get each turn alone.

    Args:
        seed: of the conversation; turn i has a seed of its own. The first is that of `logicrl ask --seed`.
    """

    def __init__(self, model: Served, temperature: float, seed: int) -> None:
        self.model, self.temperature, self.seed = model, temperature, seed
        self.turns: list[dict[str, str]] = []
        self.count = 0
        self.opened_think = False  # the last prompt ended with an open `<think>`

    @property
    def remembers(self) -> bool:
        return self.model.conversation.is_chat

    def forget(self) -> None:
        self.turns.clear()

    def say(self, text: str) -> Iterator[Piece]:
        """The reply to a turn, as it is written; left before its end, it is forgotten, and the turn with it.

        Raises:
            UsageError: there is no room for the turn; RunFailed: the model failed.
        """
        asked = [*self.turns, {"role": "user", "content": text}]
        prompt = self.model.conversation(asked)
        self.opened_think = prompt.opened_think
        cap = min(self.model.max_new_tokens, self.model.positions - len(prompt.token_ids))
        if cap < 1:
            raise UsageError(f"the conversation has {len(prompt.token_ids)} tokens by now and the model "
                             f"{self.model.positions} positions: /new begins another")  # fmt: skip
        request = Request(prompt.token_ids, derive(self.seed, self.count, 0))
        self.model.engine.fitting(request, SamplingParams(max_new_tokens=cap))
        arriving: SimpleQueue[Piece] = SimpleQueue()
        settings = Settings(self.temperature, cap)
        job = Job(request, settings, arriving.put, opened_think=prompt.opened_think, streams=True)
        self.count += 1
        whole = Piece()
        self.model.worker.submit([job])
        try:
            while not whole.is_last:
                piece = arriving.get()
                if piece.failure:
                    raise RunFailed(f"the model failed: {piece.failure}")
                whole.add(piece)
                yield piece
        finally:
            self.model.worker.cancel([job])
        if self.remembers:
            self.turns = [*asked, {"role": "assistant", "content": written(whole)}]


def written(reply: Piece, opened_think: bool = False) -> str:
    """The reply as the model wrote it, from its parts; without the opening tag where the prompt ends with it."""
    if not reply.thought:
        return reply.content
    head = reply.reasoning if opened_think else f"{THINK_OPEN}{reply.reasoning}"
    return head + (f"{THINK_CLOSE}{reply.content}" if reply.content else "")
