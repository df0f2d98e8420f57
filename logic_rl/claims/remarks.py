"""Remarks in free prose: that a statement tells nothing of its speaker, that a case is consistent or is not."""

from __future__ import annotations

import re

from logic_rl.claims.board import Assignment, Board
from logic_rl.claims.words import Words


def remark_holds(
    match: re.Match, board: Board, words: Words, speaker: int | None, given: Assignment, known: Assignment
) -> bool | None:
    """Whether a remark is true; None where it cannot be told.

    Args:
        match: of `VerdictWords.remark`.
        speaker: whose statement is spoken of.
        given, known: the roles assumed, and all that are told in this case.
    """
    if match["empty"] and speaker is not None and not given:
        about = words.people(match["empty"]) or [speaker]
        return False if about == [speaker] and _decides(board, speaker, {}) else None
    if match["could"]:
        people = words.people(match["could"]) or ([] if speaker is None else [speaker])
        return False if len(people) == 1 and _decides(board, people[0], given) else None
    if match["both"]:
        return False  # there is one solution
    if match["works"] and given and len(known) == len(board.names):
        return board.agrees(known)
    if match["fails"] and given:
        whole = len(given) == len(board.names)
        return True if not board.agrees(given) else False if whole else None
    return None


def _decides(board: Board, speaker: int, given: Assignment) -> bool:
    """Whether only one kind of people can make the speaker's statement."""
    worlds, knights = board.said_D[speaker] & board.mask(given), board.mask({speaker: True})
    return bool(worlds) and (not worlds & knights or not worlds & ~knights)
