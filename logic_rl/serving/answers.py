"""Replies as the API tells them: a whole `chat.completion`, or chunks of one."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any

from logic_rl.serving.pieces import HALF
from logic_rl.serving.worker import Chance, Piece


class Answers:
    """What one request is answered, in the API's words.

    Args:
        prompt_tokens: of the prompt, which all choices share.
        top: most probable tokens that are told of each; None tells no log-probabilities at all.
    """

    def __init__(self, model: str, tokenizer, prompt_tokens: int, top: int | None) -> None:
        self.model, self.tokenizer, self.prompt_tokens, self.top = model, tokenizer, prompt_tokens, top
        self.id, self.created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())

    def whole(self, pieces: Sequence[Piece]) -> dict:
        """The completion of which these are the choices."""
        choices = [
            {
                "index": index,
                "message": {"role": "assistant", "content": piece.content, "refusal": None,
                            "reasoning": piece.reasoning if piece.thought else None},
                "logprobs": self._logprobs(piece.chances),
                "finish_reason": piece.finish_reason,
            }
            for index, piece in enumerate(pieces)
        ]  # fmt: skip
        return self._head("chat.completion") | {"choices": choices, "usage": self.usage(pieces)}

    def opening(self, index: int) -> dict:
        """The first chunk of a choice."""
        return self._chunk(index, {"role": "assistant", "content": ""}, [], None)

    def part(self, index: int, piece: Piece) -> dict:
        """The chunk of a piece."""
        said = {"reasoning": piece.reasoning, "content": piece.content}
        delta = {name: text for name, text in said.items() if text}
        return self._chunk(index, delta, piece.chances, piece.finish_reason)

    def closing(self, pieces: Sequence[Piece]) -> dict:
        """The chunk that tells the usage."""
        return self._head("chat.completion.chunk") | {"choices": [], "usage": self.usage(pieces)}

    def usage(self, pieces: Sequence[Piece]) -> dict:
        completion = sum(piece.num_tokens for piece in pieces)
        return {"prompt_tokens": self.prompt_tokens, "completion_tokens": completion,
                "total_tokens": self.prompt_tokens + completion}  # fmt: skip

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _chunk(self, index: int, delta: dict, chances: Sequence[Chance], finish_reason: str | None) -> dict:
        choice = {"index": index, "delta": delta, "logprobs": self._logprobs(chances) if chances else None,
                  "finish_reason": finish_reason}  # fmt: skip
        return self._head("chat.completion.chunk") | {"choices": [choice]}

    def _logprobs(self, chances: Sequence[Chance]) -> dict | None:
        """Of all tokens, those of the thinking and the one that ends the reply too."""
        if self.top is None:
            return None
        content = [
            self._token(one.token, one.logprob)
            | {"top_logprobs": [self._token(token, logprob) for token, logprob in one.top]}
            for one in chances
        ]
        return {"content": content, "refusal": None}

    def _token(self, token: int, logprob: float) -> dict:
        """`bytes` is None where a token is a part of a character."""
        text = self.tokenizer.decode([token], skip_special_tokens=False)
        told = max(logprob, LEAST)
        return {"token": text, "logprob": told, "bytes": None if HALF in text else list(text.encode())}


LEAST = -9999.0  # what the API says of a token that cannot come; JSON has no infinity
