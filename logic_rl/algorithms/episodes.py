"""What advantages are computed from: the rewards of a whole rollout, token by token."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Episodes:
    """B = P * G completions, padded on the right to T tokens; the G samples of a prompt are neighbours.

    Attributes:
        rewards_BT: what each token earned; without a penalty only the last token of a completion has any.
        mask_BT: true for the tokens of the completion.
        group_size: G.
        values_BT: the critic's estimate before each token was chosen; None without a critic.
    """

    rewards_BT: torch.Tensor
    mask_BT: torch.Tensor
    group_size: int
    values_BT: torch.Tensor | None = None

    @property
    def rewards_PG(self) -> torch.Tensor:
        return self.rewards_BT.sum(dim=1).reshape(-1, self.group_size)

    def spread(self, advantages_PG: torch.Tensor) -> torch.Tensor:
        """One number a sample, on all of its tokens: `[B, T]`."""
        return torch.where(self.mask_BT, advantages_PG.reshape(-1, 1), 0.0)


def token_rewards(
    rewards_B: torch.Tensor, mask_BT: torch.Tensor, penalties_BT: torch.Tensor | None = None
) -> torch.Tensor:
    """The reward on the last token of each completion, less a penalty on every token, `[B, T]`.

    A completion without tokens keeps nothing: there is no token to credit.
    """
    is_last_BT = mask_BT & (mask_BT.flip(1).cumsum(1).flip(1) == 1)
    rewards_BT = torch.where(is_last_BT, rewards_B[:, None], 0.0)
    return rewards_BT if penalties_BT is None else rewards_BT - torch.where(mask_BT, penalties_BT, 0.0)
