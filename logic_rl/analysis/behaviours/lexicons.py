"""Published keyword lists as baselines, so that papers can be compared: facts from the papers, weak as detectors.

On 931 hand-labelled clauses none finds reflection, verification or backtracking with F1 above 0.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from logic_rl.analysis.behaviours.spans import Span
from logic_rl.errors import UsageError
from logic_rl.text.sentences import ANSWER, segment
from logic_rl.text.units import clauses
from puzzles.spelling import nearest


@dataclass(frozen=True)
class Lexicon:
    """A list of words or phrases; `merge` joins hits fewer characters apart, `whole` are matched as whole words."""

    source: str
    words: tuple[str, ...]
    whole: tuple[str, ...] = ()
    merge: int = 0

    def pattern(self) -> re.Pattern:
        """Any of the words anywhere, in any case."""
        parts = [re.escape(word) for word in self.words] + [rf"\b{re.escape(word)}\b" for word in self.whole]
        return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


LEXICONS = {
    "r1-nature": Lexicon(
        "DeepSeek-R1, Nature 2025, extended data figure 1",
        _words("wait, mistake, however, but, retry, error, verify, wrong, evaluate, check"),
    ),
    "oat-zero": Lexicon(
        "Oat-zero pilot study, 2025",
        _words("recheck, rethink, reevaluate, re-evaluate, reevaluation, re-examine, reexamine, try again, "
               "check again, think again, go over the steps"),
    ),
    "understand-r1-zero": Lexicon(
        "Understanding R1-Zero-like training, arXiv 2503.20783",
        _words("recheck, rethink, reassess, reevaluate, re-evaluate, reevaluation, re-examine, reexamine, reconsider, "
               "reanalyze, double-check, check again, think again, verify again, go over the steps"),
    ),
    "simplerl": Lexicon(
        "SimpleRL-Zoo, arXiv 2503.18892; LASER",
        _words("recheck, rethink, try again, wait, alternatively, retry, however"),
    ),
    "demystify": Lexicon(
        "Demystifying long chain-of-thought, arXiv 2502.03373", _words("wait, recheck, alternatively, retry, however")
    ),
    "maye": Lexicon(
        "MAYE, arXiv 2504.02587",
        _words("re-check, re-evaluate, re-examine, re-think, recheck, reevaluate, reexamine, reevaluation, rethink, "
               "check again, think again, try again, verify, wait, yet"),
    ),
    "logic-rl": Lexicon(
        "Logic-RL, arXiv 2502.14768", _words("verify, re-evaluate, check, yet, let's, wait, recheck, reevaluate")
    ),
    "logic-rl-lite": Lexicon(
        "Logic-RL-Lite",
        _words("rethink, re-think, think again, retry, re-try, try again, recheck, re-check, check again, reevaluate, "
               "re-evaluate, double check, double-check, verify, summarize, summary"),
        whole=("aha", "wait"),
    ),
    "rea-rl": Lexicon("REA-RL, 2025", _words("wait, alternatively, check, but"), merge=60),
    "wait": Lexicon("the word alone", ("wait",)),
}  # fmt: skip


def lexicon(name: str) -> Lexicon:
    """A list by name.

    Raises:
        UsageError: there is no such list; names the nearest.
    """
    if name in LEXICONS:
        return LEXICONS[name]
    near = nearest(name, LEXICONS)
    hint = f" Did you mean '{near}'?" if near else ""
    raise UsageError(f"no word list '{name}'.{hint} Known lists: {', '.join(LEXICONS)}")


def lexicon_spans(response: str, name: str) -> list[Span]:
    """One reflection span for each clause outside `<answer>` that holds a word of the list; quoted speech counts too.

    Raises:
        UsageError: there is no such list.
    """
    chosen = lexicon(name)
    pattern, spans, last = chosen.pattern(), [], -chosen.merge - 1
    for unit in clauses(response, [sentence for sentence in segment(response) if sentence.section != ANSWER]):
        match = pattern.search(response, unit.start, unit.end)
        if match and match.start() - last > chosen.merge:
            spans.append(Span(unit.start, unit.end, "reflection", match[0], f"lexicon:{name}", unit.section))
        for match in pattern.finditer(response, unit.start, unit.end):
            last = match.end()
    return spans
