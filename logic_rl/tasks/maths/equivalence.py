"""Whether two answers are the same in value, by the library math-verify in a process of its own.

The library ends slow work by signals, which only the main thread of a process can receive and which cannot reach
arithmetic on huge numbers. In a process of its own (`logic_rl.tasks.aside`) neither `10000000!` nor deep nesting in a
reply can stop or swell a training or an evaluation.
"""

from __future__ import annotations

import re

from logic_rl.errors import RunFailed
from logic_rl.extras import require
from logic_rl.tasks.aside import Aside, CallFailed, Unanswered
from logic_rl.tasks.maths.comparing import compared
from logic_rl.tasks.maths.reading import cleaned

SECONDS = 5.0  # for one comparison; measured: 1-40 ms where nothing is odd
MAX_ENDED = 500  # comparisons ended, in all: more says that something else is wrong
_TEXT = re.compile(r"\\text\s*\{([^{}]*)\}")


def require_library() -> None:
    """Raises UsageError when math-verify is not installed; does not load it."""
    require("maths", "comparing maths answers")


class Comparer:
    """Compares answers; `with Comparer() as comparer: comparer.same("1/2", "0.5")`.

    Attributes:
        undecided: comparisons that took too long, too much memory, or made the library fail.
        library: the process.

    Raises:
        UsageError: math-verify is not installed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        require_library()
        self.undecided, self._ended = 0, 0
        self._known: dict[tuple[str, str], bool | None] = {}
        self.library = Aside("logic_rl.tasks.maths.worth", seconds)

    def __enter__(self) -> Comparer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self.library.close()

    def same(self, reference: str, answer: str) -> bool | None:
        """Whether `answer` is worth as much as `reference`; None where that could not be decided.

        The order matters a little: an equation `x = 5` is the same as the reference 5, not the other way round.
        """
        pair = (cleaned(reference), cleaned(answer))
        if _plain(pair[0]) == _plain(pair[1]):
            return True
        if pair not in self._known:
            self._known[pair] = compared(*pair, self._asked)
        return self._known[pair]

    def classes(self, reference: str, answers: list[str | None]) -> list[int | None]:
        """The class of each answer: 0 for the reference's, then 1, 2, … as new ones come; None stays None.

        An answer that cannot be compared is the same as itself only.
        """
        heads = [reference]
        found: list[int | None] = []
        apart: set[int] = set()  # heads that cannot be compared: trying again would take as long again
        for answer in answers:
            if answer is None:
                found.append(None)
                continue
            alone = self.same(reference, answer) is None
            matches = (
                place
                for place, head in enumerate(heads)
                if _plain(head) == _plain(answer) or not (alone or place in apart) and self.same(head, answer)
            )
            kind = next(matches, len(heads))
            if kind == len(heads):
                heads.append(answer)
                apart |= {kind} if alone else set()
            found.append(kind)
        return found

    def _asked(self, *pair: str) -> bool | None:
        try:
            self.library.start()
        except CallFailed as error:
            raise RunFailed(f"math-verify does not start: {error}; pip install --force-reinstall math-verify") from None
        try:
            verdict = self.library.call("same", *pair)
        except Unanswered:
            self._ended += 1
            verdict = None
        self.undecided += verdict is None
        if self._ended > MAX_ENDED:
            raise RunFailed(f"{self._ended} comparisons of answers were ended, the last of {pair[1][:40]!r}")
        return verdict


def _plain(answer: str) -> str:
    return " ".join(_TEXT.sub(r"\1", answer).split())
