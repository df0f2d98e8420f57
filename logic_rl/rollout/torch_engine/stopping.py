"""When a sequence ends: an end token, or a string such as `</answer>`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch


@lru_cache(maxsize=8)
def stop_strings(tokenizer, stops: tuple[str, ...], device: torch.device) -> StopStrings:
    """Those of a tokenizer, made once: each costs a decoding of the whole vocabulary."""
    return StopStrings(tokenizer, stops, device)


class StopStrings:
    """Tells which sequences have just completed a stop string.

    Only tokens that hold the last character of a stop string can complete one; they are found once, so that text is
    decoded only after such a token.
    """

    def __init__(self, tokenizer, stops: Sequence[str], device: torch.device):
        self.tokenizer, self.stops = tokenizer, tuple(stops)
        ends = {stop[-1] for stop in self.stops}
        texts = (tokenizer.decode([token]) for token in range(len(tokenizer)))
        self.candidate = torch.tensor([any(end in text for end in ends) for text in texts], device=device)
        self.reach = max(len(stop.encode()) for stop in self.stops)  # a token holds at least one byte

    def reached(
        self, last: torch.Tensor, tokens: torch.Tensor, slots: torch.Tensor, counts: torch.Tensor
    ) -> torch.Tensor:
        """`[n]`: whether the sequence in `slots[i]`, with `counts[i]` tokens in `tokens[slots[i]]`, ends with a stop.

        A token that goes on past the stop string counts too: the text is kept whole, for the reward to judge.
        """
        result = torch.zeros(len(slots), dtype=torch.bool, device=slots.device)
        inside = last.clamp(max=len(self.candidate) - 1)
        for i in (self.candidate[inside] & (last == inside)).nonzero()[:, 0].tolist():
            count = int(counts[i])
            ids = tokens[slots[i], max(0, count - self.reach) : count].tolist()
            before, text = self.tokenizer.decode(ids[:-1]), self.tokenizer.decode(ids)
            result[i] = any(text.count(stop) > before.count(stop) for stop in self.stops)
        return result
