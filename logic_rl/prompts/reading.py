"""What a packaged model has read of puzzles: names, role words, languages, sizes; others it scores 0 on, mostly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from logic_rl.prompts.format import FORMAT_FILE
from logic_rl.resources import model_path
from logic_rl.rows import write_bytes
from logic_rl.types import Question

READ = "read"  # key of `logicrl.json`
SHOWN = 3  # examples of each kind in a warning


def write_read(folder: Path, read: Mapping[str, list]) -> None:
    """Add to a folder's `logicrl.json` what its model has read: languages, roles (pairs), people (sizes), names."""
    path = folder / FORMAT_FILE
    values = json.loads(path.read_text(encoding="utf-8")) | {READ: dict(read)}
    write_bytes(path, (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode())


def never_read(model: str, questions: Iterable[Question]) -> str | None:
    """What in these puzzles is new to a model, in one line for a person; None where nothing is, or nobody knows.

    Args:
        model: packaged name, folder or hub id.
        questions: those that are no puzzles are passed over.
    """
    path = Path(model_path(model)) / FORMAT_FILE
    read = json.loads(path.read_text(encoding="utf-8")).get(READ) if path.is_file() else None
    puzzles = [one for one in questions if hasattr(one, "roles") and hasattr(one, "names")]
    if not read or not puzzles:
        return None
    met: dict[str, list] = {
        "languages": [getattr(one, "language", "en") for one in puzzles],
        "roles": [tuple(one.roles) for one in puzzles],
        "names": [name for one in puzzles for name in one.names],
        "people": [one.level for one in puzzles],
    }
    parts = []
    for kind, values in met.items():
        known = {tuple(one) if isinstance(one, list) else one for one in read.get(kind, values)}
        new = [one for one in dict.fromkeys(values) if one not in known]
        if new:
            shown = ", ".join("/".join(one) if isinstance(one, tuple) else str(one) for one in new[:SHOWN])
            parts.append(f"{kind} {shown}" + (", …" if len(new) > SHOWN else ""))
    if not parts:
        return None
    cure = "puzzles like those of `logicrl generate --fixed-cast` suit it, or another model"
    return f"warning: {model} has never read {'; '.join(parts)}: expect few right answers; {cure}"
