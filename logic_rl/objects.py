"""A user's own class or function, by name: a task, a reward; and what to say when it fails."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from logic_rl.errors import UsageError
from puzzles.spelling import nearest


def load_object(spec: str, what: str) -> Any:
    """What "module.path:NAME", "module.path.NAME" or "/path/to/file.py:NAME" names.

    Modules of the working directory count too, and a file finds those beside it.

    Raises:
        UsageError: no such module, it cannot be imported, or nothing of that name is in it; `what` asked for it.
    """
    place, separator, name = spec.rpartition(":" if ":" in spec else ".")
    if not separator or not place or not name or (name == "py" and ":" not in spec):
        raise UsageError(f"{what} {spec}: write module.path:NAME or /path/to/file.py:NAME")
    if place.endswith(".py"):
        path = Path(place).expanduser().resolve()
        if not path.is_file():
            raise UsageError(f"{what} {spec}: {path} does not exist")
        module = _imported(lambda: _module_of_file(path), path.parent, what, spec)
    else:
        module = _imported(lambda: importlib.import_module(place), Path.cwd(), what, spec)
    if not hasattr(module, name):
        near = nearest(name, [known for known in vars(module) if not known.startswith("_")])
        raise UsageError(f"{what} {spec}: {place} has no {name!r}" + (f"; did you mean {near!r}?" if near else ""))
    return getattr(module, name)


def failure(error: BaseException) -> str:
    """An error in one line, with the place in a user's own code: `KeyError: 'nodes' (/home/me/mytask.py:17)`.

    The place is the deepest one that lies neither in an installed package nor in the standard library.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({error.filename}:{error.lineno})"
    installed = tuple(sysconfig.get_path(name) + os.sep for name in ("stdlib", "purelib", "platlib")) + ("<",)
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    users = [place for place in places if not place.startswith(installed) and not place.startswith(_PACKAGE)]
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text + (f" ({users[-1]})" if users else "")


_PACKAGE = str(Path(__file__).parent) + os.sep


def _imported(load: Callable[[], ModuleType], folder: Path, what: str, spec: str) -> ModuleType:
    """The module, with `folder` as the last place where modules are looked for, now and later."""
    if str(folder) not in sys.path and not ("" in sys.path and folder == Path.cwd()):
        sys.path.append(str(folder))
    try:
        return load()
    except ModuleNotFoundError as error:
        name = spec.rpartition(":" if ":" in spec else ".")[0]
        if error.name and not f"{name}.".startswith(f"{error.name}."):
            raise UsageError(f"{what} {spec}: it needs {error.name}, which is not installed") from None
        raise UsageError(
            f"{what} {spec}: no module {name!r}, neither installed nor in {folder}; check the spelling or give the "
            "path of its file"
        ) from None
    except (Exception, SystemExit) as error:  # whatever a user's module does when it is imported
        raise UsageError(f"{what} {spec}: importing it failed: {failure(error)}") from error


def _module_of_file(path: Path) -> ModuleType:
    name = f"logicrl_file_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    module_spec = importlib.util.spec_from_file_location(name, path)
    assert module_spec and module_spec.loader, "a .py file has a loader"
    module = importlib.util.module_from_spec(module_spec)
    sys.modules[name] = module
    try:
        module_spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
