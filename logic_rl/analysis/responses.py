"""One response row, read once: behaviours, claims, outcome, language; what the tables keep, what tags.jsonl gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np

from logic_rl.analysis.behaviours.lexicons import lexicon, lexicon_spans
from logic_rl.analysis.behaviours.spans import LEARNED, Span, counts
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.episodes import Outcome, outcome_of
from logic_rl.analysis.sizes import Size, size_of_row
from logic_rl.claims.board import Board, board_of_row
from logic_rl.claims.claim import Claim, summary_of_claims
from logic_rl.claims.reader import read_claims
from logic_rl.claims.verified import verified
from logic_rl.text.language import language_profile
from logic_rl.text.sentences import ANSWER, Loop, loops, sections
from puzzles.answers.read import read_answer, read_last_answer

RULES_ONLY = "rules"
_BLANK, _WORD, _MARK = 0, 1, 2
_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECE = re.compile(r"[\u3400-\u9fff]|\w+|[^\w\s]")


def _kind(code: int) -> int:
    return _WORD if re.match(r"\w", chr(code)) else _BLANK if re.match(r"\s", chr(code)) else _MARK


_KIND = np.array([_kind(code) for code in range(128)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Method:
    """How rows are read: `tagger` is "learned" (with the rules), "rules" or the name of a published word list.

    `boards` are puzzles by id, for rows that only name theirs; `claims=False` reads no claims.

    Raises:
        UsageError: there is no such word list.
    """

    tagger: str = LEARNED
    claims: bool = True
    boards: Mapping[str, Board] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.tagger not in (LEARNED, RULES_ONLY):
            lexicon(self.tagger)

    def spans(self, row: dict) -> list[Span]:
        if self.tagger not in (LEARNED, RULES_ONLY):
            return lexicon_spans(row["response"], self.tagger)
        names, roles = _texts(row.get("names")), _texts(row.get("roles"))
        return tag(row["response"], names, roles, learned=self.tagger == LEARNED)

    def board(self, row: dict) -> Board | None:
        """The puzzle of a row; None if it is not known or claims are not wanted."""
        if not self.claims:
            return None
        return self.boards.get(str(row.get("puzzle_id"))) or board_of_row(row)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the tables keep of one tagged response.

    Example: `Observed(puzzle="kk-1", size=Size("people", 3), num_tokens=120, correct=True, formatted=True,
    counts={"aha": 0, …}, looping=False)`; `correct`, `formatted`, `size` are None where the row does not say,
    `claims` and `outcome` where the puzzle is not known, `verified` where its statements are not; `mixed` says whether
    two scripts are used.
    """

    puzzle: str
    size: Size | None
    num_tokens: int
    correct: bool | None
    formatted: bool | None
    counts: dict[str, int]
    looping: bool
    claims: dict | None = None
    outcome: Outcome | None = None
    verified: bool | None = None
    language: dict = field(default_factory=dict)

    @property
    def lucky(self) -> bool | None:
        """Right, and not by its own steps; None where either is not known."""
        return None if self.correct is None or self.verified is None else self.correct and not self.verified


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in the text itself."""

    spans: list[Span]
    claims: list[Claim]
    loops: list[Loop]


def observe(row: dict, method: Method | None = None) -> tuple[Observed, Evidence]:
    """Read one response row (see `runs.read_responses`)."""
    method = method or Method()
    spans = method.spans(row)
    board = method.board(row)
    claims = read_claims(row["response"], board) if board else []
    looping = loops(row["response"])
    verdict = (row.get("score") or {}).get("verdict") if isinstance(row.get("score"), dict) else row.get("verdict")
    is_right = verdict == "correct" if verdict is not None else _is_right(row["response"], board)
    observed = Observed(
        puzzle=str(row.get("puzzle_id", row["id"])),
        size=size_of_row(row),
        num_tokens=_tokens(row),
        correct=None if verdict is None else verdict == "correct",
        formatted=None if verdict is None else verdict != "bad_format",
        counts=counts(spans),
        looping=bool(looping),
        claims=summary_of_claims(claims) if board else None,
        outcome=outcome_of(spans, claims, len(board.names)) if board else None,
        verified=verified(claims, board, is_right).value if board else _flag(row.get("verified")),
        language=language_profile(row["response"], _texts(row.get("names")) or ()),
    )
    return observed, Evidence(spans, claims, looping)


def tag_row(row: dict, observed: Observed, evidence: Evidence) -> dict:
    """The line of tags.jsonl."""
    line = {
        "id": row["id"],
        "step": row.get("step"),
        "phase": row.get("phase"),
        "spans": [span.to_row() for span in evidence.spans],
        "counts": observed.counts,
        "num_tokens": observed.num_tokens,
        "correct": observed.correct,
        "verified": observed.verified,
        "lucky": observed.lucky,
        "looping": observed.looping,
        "loops": [asdict(loop) for loop in evidence.loops],
        "language": observed.language,
    }
    if observed.claims is not None:
        line["claims"] = [claim.to_row() for claim in evidence.claims]
        line["claims_summary"] = observed.claims
    if observed.outcome is not None:
        line["outcome"] = observed.outcome.to_row()
    return line


def _is_right(response: str, board: Board | None) -> bool:
    """By the last answer block, else by the last statement of roles in the response."""
    if board is None:
        return False
    blocks = [section for section in sections(response) if section.name == ANSWER]
    if blocks:
        reading = read_answer(response[blocks[-1].start : blocks[-1].end], board.names, board.roles)
    else:
        reading = read_last_answer(response, board.names, board.roles)
    return reading.assignment == board.solution


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> list[str] | None:
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def _tokens(row: dict) -> int:
    """The row's own count; words, marks and Chinese characters where it has none."""
    given = row.get("num_tokens")
    if isinstance(given, int) and given > 0:
        return given
    response = row["response"]
    if response.isascii():
        return _starts(_KIND[np.frombuffer(response.encode(), dtype=np.uint8)])
    if _HAN.search(response):
        return len(_PIECE.findall(response))
    code_C = np.frombuffer(response.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kind_C, other_C = _KIND[np.minimum(code_C, 127)], code_C > 127
    codes, which = np.unique(code_C[other_C], return_inverse=True)
    kind_C[other_C] = np.array([_kind(code) for code in codes.tolist()], dtype=np.uint8)[which]
    return _starts(kind_C)


def _starts(kind_C: np.ndarray) -> int:
    """How many words and marks there are, told from where words begin."""
    word_C = kind_C == _WORD
    return int(np.count_nonzero(kind_C == _MARK) + word_C[:1].sum() + np.count_nonzero(word_C[1:] > word_C[:-1]))
