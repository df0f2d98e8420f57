"""A user's own class or function, by name: a task, a reward."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from logic_rl.errors import UsageError


def load_object(spec: str, what: str) -> Any:
    """What "module.path:NAME", "module.path.NAME" or "/path/to/file.py:NAME" names.

    Modules of the working directory count too.

    Raises:
        UsageError: no such module, or nothing of that name in it; `what` asked for it.
    """
    place, separator, name = spec.rpartition(":" if ":" in spec else ".")
    if not separator or not place or not name:
        raise UsageError(f"{what} {spec}: write module.path:NAME or /path/to/file.py:NAME")
    module = _module_of_file(Path(place), what, spec) if place.endswith(".py") else _module(place, what, spec)
    if not hasattr(module, name):
        names = [known for known in vars(module) if not known.startswith("_")]
        near = get_close_matches(name, names, n=1)
        raise UsageError(f"{what} {spec}: {place} has no {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return getattr(module, name)


def _module(name: str, what: str, spec: str) -> Any:
    here = os.getcwd()
    is_new = here not in sys.path and "" not in sys.path
    if is_new:
        sys.path.append(here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and not name.startswith(error.name):
            raise UsageError(f"{what} {spec}: {name} needs {error.name}, which is not installed") from None
        raise UsageError(
            f"{what} {spec}: no module {name!r}, neither installed nor in {here}; check the spelling or give the path "
            "of its file"
        ) from None
    finally:
        if is_new:
            sys.path.remove(here)


def _module_of_file(path: Path, what: str, spec: str) -> Any:
    path = path.expanduser().resolve()
    if not path.is_file():
        raise UsageError(f"{what} {spec}: {path} does not exist")
    name = f"logicrl_file_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    module_spec = importlib.util.spec_from_file_location(name, path)
    assert module_spec and module_spec.loader, "a .py file has a loader"
    module = importlib.util.module_from_spec(module_spec)
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent))  # its neighbours, as a script has them
    try:
        module_spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        sys.path.remove(str(path.parent))
    return module
