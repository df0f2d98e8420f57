"""Rule-rewarded reinforcement learning of reasoning on knights-and-knaves puzzles."""

__version__ = "0.1.0"
