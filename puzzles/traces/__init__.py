"""Traces: correct step-by-step solutions, each step in words and in logic."""

from puzzles.traces.check import check
from puzzles.traces.errors import TraceError, UnsoundStep
from puzzles.traces.planning import STYLES, derive
from puzzles.traces.rows import step_from_row, step_to_row
from puzzles.traces.steps import Derivation, Step
from puzzles.traces.writing import Trace, TraceLine, trace, trace_from_rows

__all__ = [
    "STYLES",
    "Derivation",
    "Step",
    "Trace",
    "TraceError",
    "TraceLine",
    "UnsoundStep",
    "check",
    "derive",
    "step_from_row",
    "step_to_row",
    "trace",
    "trace_from_rows",
]
