"""Rule-rewarded reinforcement learning of reasoning: the commands of `logicrl` as functions.

Everything is loaded when it is first used: `import logic_rl` alone loads neither torch nor numpy.

>>> import logic_rl
>>> print(*sorted(logic_rl.__all__)[1:])
analyze ask audit create_dataset distill evaluate plot process_model sample score sft train
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logic_rl.analysis.figures.plots import plot_run as plot
    from logic_rl.analysis.tagging import analyze
    from logic_rl.auditing.run import audit
    from logic_rl.evaluation.asking import ask
    from logic_rl.evaluation.run import evaluate
    from logic_rl.evaluation.sampling import sample
    from logic_rl.evaluation.scoring import score
    from logic_rl.tasks.dataset import create_dataset
    from logic_rl.training.distill import distill
    from logic_rl.training.process.run import process_model
    from logic_rl.training.run import train
    from logic_rl.training.supervised.sft.begin import sft

__version__ = "0.1.0"
__all__ = [
    "__version__", "analyze", "ask", "audit", "create_dataset", "distill", "evaluate", "plot", "process_model",
    "sample", "score", "sft", "train",
]  # fmt: skip

_PLACES = {
    "train": "logic_rl.training.run:train",
    "distill": "logic_rl.training.distill:distill",
    "process_model": "logic_rl.training.process.run:process_model",
    "sft": "logic_rl.training.supervised.sft.begin:sft",
    "sample": "logic_rl.evaluation.sampling:sample",
    "ask": "logic_rl.evaluation.asking:ask",
    "audit": "logic_rl.auditing.run:audit",
    "evaluate": "logic_rl.evaluation.run:evaluate",
    "score": "logic_rl.evaluation.scoring:score",
    "analyze": "logic_rl.analysis.tagging:analyze",
    "create_dataset": "logic_rl.tasks.dataset:create_dataset",
    "plot": "logic_rl.analysis.figures.plots:plot_run",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'logic_rl' has no attribute {name!r}; it has {', '.join(__all__)}")
    module, _, attribute = _PLACES[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
