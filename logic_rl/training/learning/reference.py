"""The frozen model that a KL penalty pulls towards."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import torch
from transformers import PreTrainedModel


class Reference(Protocol):
    """Something that can be looked at once per rollout."""

    def loaded(self):
        """A context in which the reference's model is ready on the policy's device."""


class FrozenCopy:
    """A copy of the policy as it is now.

    Args:
        offload: keep it in main memory and bring it to the device only while it is looked at.
    """

    def __init__(self, policy: PreTrainedModel, offload: bool = False):
        self.device = policy.device
        self.model = copy.deepcopy(policy).requires_grad_(False).eval()
        self.home = torch.device("cpu") if offload else self.device
        self.model.to(self.home)

    @contextmanager
    def loaded(self) -> Iterator[PreTrainedModel]:
        self.model.to(self.device)
        try:
            yield self.model
        finally:
            self.model.to(self.home)
