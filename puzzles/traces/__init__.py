"""Traces: step-by-step solutions, each step in words and in logic; correct, or with a mistake that is mended."""

from typing import TYPE_CHECKING

from puzzles.lazy import lazy_names

if TYPE_CHECKING:
    from puzzles.traces.checking import check, labels
    from puzzles.traces.errors import TraceError, UnsoundStep
    from puzzles.traces.planning import MAX_PEOPLE, STYLES, derive
    from puzzles.traces.proofs import Claims, Proof, check_none, check_several, prove
    from puzzles.traces.rows import step_from_row, step_to_row
    from puzzles.traces.steps import Derivation, Step
    from puzzles.traces.writing import Trace, TraceLine, trace, trace_from_rows

__all__ = [
    "Claims",
    "Derivation",
    "MAX_PEOPLE",
    "Proof",
    "STYLES",
    "Step",
    "Trace",
    "TraceError",
    "TraceLine",
    "UnsoundStep",
    "check",
    "check_none",
    "check_several",
    "derive",
    "labels",
    "prove",
    "step_from_row",
    "step_to_row",
    "trace",
    "trace_from_rows",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "puzzles.traces.checking": ("check", "labels"),
        "puzzles.traces.errors": ("TraceError", "UnsoundStep"),
        "puzzles.traces.planning": ("MAX_PEOPLE", "STYLES", "derive"),
        "puzzles.traces.proofs": ("Claims", "Proof", "check_none", "check_several", "prove"),
        "puzzles.traces.rows": ("step_from_row", "step_to_row"),
        "puzzles.traces.steps": ("Derivation", "Step"),
        "puzzles.traces.writing": ("Trace", "TraceLine", "trace", "trace_from_rows"),
    },
)
