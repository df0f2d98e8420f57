"""Packages that a test wants not to be installed."""

from __future__ import annotations

# None in sys.modules would block too, but scipy takes what stands there for the package.
_BLOCKING = """
import sys
from importlib.machinery import PathFinder


class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, *where):
        return None if name.partition(".")[0] in {names!r} else super().find_spec(name, *where)


sys.meta_path[sys.meta_path.index(PathFinder)] = Without
"""


def without(names: tuple[str, ...]) -> str:
    """What a program says first to be run as if packages of these names were not installed."""
    return _BLOCKING.format(names=names)
