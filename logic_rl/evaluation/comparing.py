"""An earlier evaluation, to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from logic_rl.analysis.statistics.accuracy import Attempts, attempts_of
from logic_rl.errors import UsageError
from logic_rl.rows import read_rows
from logic_rl.types import Question


def earlier_attempts(folder: Path, chosen: Sequence[Question]) -> list[Attempts]:
    path = folder / "evaluation" / "model.jsonl.gz"
    if not path.is_file():
        raise UsageError(f"--compare {folder}: no evaluation there (no {path.name}); give the --out of `evaluate`")
    rows = list(read_rows(path))
    asked = {one.id: getattr(one, "answer", None) for one in chosen}
    shared = [row for row in rows if isinstance(row.get("puzzle_id"), str) and row["puzzle_id"] in asked]
    if not shared:
        raise UsageError(f"--compare {folder}: the two evaluations have no puzzle in common")
    for row in shared:
        if row.get("reference") != asked[row["puzzle_id"]]:
            raise UsageError(
                f"--compare {folder}: problem {row['puzzle_id']} had the answer {row.get('reference')} there and has "
                f"{asked[row['puzzle_id']]} here: these are other problems; give each its own id"
            )
    try:
        return attempts_of(rows)
    except KeyError as error:
        raise UsageError(f"--compare {folder}: rows of {path.name} have no {error}; `evaluate` writes it") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"--compare {folder}: {path.name} is not what `evaluate` writes ({error})") from None
