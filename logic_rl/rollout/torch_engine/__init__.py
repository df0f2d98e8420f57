"""The in-process engine, in plain torch: `engine` takes requests, `decoding` runs them, `cohorts` remember them."""

from logic_rl.rollout.torch_engine.engine import TorchEngine

__all__ = ["TorchEngine"]
