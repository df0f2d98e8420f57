"""Names of a package that load their module at first use (PEP 562), so that importing one module loads no others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def lazy_names(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of `package`.

    A name here must not be the name of a module of the package: once that module is loaded,
    Python itself puts it under its name, and the lazy one would never be asked for.

    Args:
        homes: Module → the names that the package takes from it.
    """
    namespace = vars(sys.modules[package])
    home_of = {name: module for module, names in homes.items() for name in names}

    def load(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(home_of[name]), name)
        namespace[name] = value
        return value

    def names() -> list[str]:
        return sorted({*namespace, *home_of})

    return load, names
