"""Which scripts a response is written in, where it changes them, and how.

Shares and per-line entropy follow "Language mixing in reasoning models" (arXiv 2505.14815), which measured them on
knights-and-knaves puzzles. Names, formulae and code are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from logic_rl.text.sentences import ANSWER, sections

_RUN = re.compile(r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<latin>[A-Za-z]{2,}(?:['’][a-z]+)?)")
_LEFT_OUT = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{0,300}`|\$[^$\n]{0,300}\$|\\\([^\n]{0,300}?\\\)|\\[A-Za-z]+|</?\w{1,20}>", re.DOTALL
)
_HAN, _LATIN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")
CONNECTIVE = 4  # Han characters or Latin words; a shorter stretch is a connective or a term, no clause (assumed)
MIXED = 0.02  # share of the minority script from which a response counts as mixed (assumed)


def language_profile(response: str, names: Sequence[str] = ()) -> dict:
    """Shares, entropy and switches of the thinking (and text outside blocks), and the share of Han in the answer.

    Returns `{han, latin, line_entropy, switches, switches_per_1k, connectives, clauses, mixed, answer_han}`: shares of
    Han characters and Latin words (None without any), mean entropy per line in bits, switches per 1,000 of
    them, and stretches of the minority script by size.
    """
    parts = sections(response)
    thinking = "\n".join(response[s.start : s.end] for s in parts if s.name != ANSWER)
    answer = "\n".join(response[s.start : s.end] for s in parts if s.name == ANSWER)
    if response.isascii() or not _HAN.search(response):
        return _profile([("latin", 1)] if _LATIN.search(thinking) else [], 0.0, 0.0 if answer.strip() else None)
    thinking, answer = _plain(thinking, names), _plain(answer, names)
    return _profile(_runs(thinking), _line_entropy(thinking), _han_share(_runs(answer)))


def _plain(text: str, names: Sequence[str]) -> str:
    text = _LEFT_OUT.sub(" ", text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _runs(text: str) -> list[tuple[str, int]]:
    """Stretches of one script in order: ("han", characters) or ("latin", words)."""
    runs: list[tuple[str, int]] = []
    for match in _RUN.finditer(text):
        script, size = ("han", len(match[0])) if match["han"] else ("latin", 1)
        if runs and runs[-1][0] == script:
            runs[-1] = script, runs[-1][1] + size
        else:
            runs.append((script, size))
    return runs


def _line_entropy(text: str) -> float:
    """Mean over lines with letters of the entropy of their scripts, in bits; a word counts like a character."""
    entropies = []
    for line in text.splitlines():
        sizes = {"han": 0, "latin": 0}
        for script, size in _runs(line):
            sizes[script] += size
        if total := sum(sizes.values()):
            entropies.append(-sum(n / total * math.log2(n / total) for n in sizes.values() if n))
    return sum(entropies) / len(entropies) if entropies else 0.0


def _han_share(runs: list[tuple[str, int]]) -> float | None:
    total = sum(size for _, size in runs)
    return sum(size for script, size in runs if script == "han") / total if total else None


def _profile(runs: list[tuple[str, int]], entropy: float, answer_han: float | None) -> dict:
    total, han = sum(size for _, size in runs), _han_share(runs)
    minority = "latin" if (han or 0) > 0.5 else "han"
    away = [size for script, size in runs if script == minority]
    switches = max(0, len(runs) - 1)
    return {
        "han": han,
        "latin": None if han is None else 1 - han,
        "line_entropy": entropy,
        "switches": switches,
        "switches_per_1k": 1000 * switches / total if total else 0.0,
        "connectives": sum(size < CONNECTIVE for size in away),
        "clauses": sum(size >= CONNECTIVE for size in away),
        "mixed": bool(total) and sum(away) >= MIXED * total,
        "answer_han": answer_han,
    }
