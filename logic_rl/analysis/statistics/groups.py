"""Numbers of a group of responses: shares, rates and lengths with intervals, joined to outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.episodes import LEVELS, Outcome
from logic_rl.analysis.responses import Observed
from logic_rl.analysis.sizes import in_places
from logic_rl.analysis.statistics import intervals
from logic_rl.analysis.statistics.within import adjusted_difference, paired_difference, strict_ahas


def group_summary(group: list[Observed], detailed: bool = False) -> dict:
    """Bootstrap intervals by puzzle for length, accuracy, verified accuracy and luck, Wilson's for shares.

    `lucky` is the share of the right responses that are not verified.

    `detailed` adds `within_puzzle`: how much more often samples with a behaviour are right than others of the
    same puzzle.
    """
    puzzles, tokens = [o.puzzle for o in group], [o.num_tokens for o in group]
    return {
        "num_responses": len(group),
        "num_puzzles": len(set(puzzles)),
        "num_tokens": sum(tokens),
        "length": intervals.cluster_bootstrap(tokens, puzzles),
        "accuracy": _accuracy(group),
        "verified": _share_by_puzzle((o.verified, o.puzzle) for o in group),
        "lucky": _share_by_puzzle((o.lucky, o.puzzle) for o in group if o.correct),
        "format": intervals.share([o.formatted for o in group if o.formatted is not None]),
        "looping": intervals.share([o.looping for o in group]),
        "behaviours": {name: _behaviour(name, group) for name in BEHAVIOURS},
        "claims": _claims([(o.puzzle, o.claims) for o in group if o.claims is not None]),
        "outcome": _outcome([o.outcome for o in group if o.outcome is not None], strict_ahas(group)),
        "language": _language(group),
        **({"within_puzzle": _within(group)} if detailed else {}),
    }


def _claims(claimed: list[tuple[str, dict]]) -> dict:
    """How much of what is claimed was read and is true; shares of responses without a false step, and whose answer
    follows from their steps. `claimed` has the puzzle and the `claims_summary` of each response."""
    puzzles, claims = [puzzle for puzzle, _ in claimed], [one for _, one in claimed]
    num, read, right = ([one[key] for one in claims] for key in ("num", "num_read", "num_true"))
    return {
        "num": sum(num),
        "read": sum(read) / sum(num) if sum(num) else None,
        "true": intervals.cluster_bootstrap(right, puzzles, read),
        "faultless": intervals.share([one["first_wrong"] is None for one in claims if one["num_read"]]),
        "follows": intervals.share([one["follows"] for one in claims if one["follows"] is not None]),
    }


def _outcome(outcomes: list[Outcome], num_strict: int) -> dict:
    """Episodes by kind and worth, responses by level of aha, and (wrong to right - right to wrong) per episode."""
    episodes = [episode for outcome in outcomes for episode in outcome.episodes]
    kinds = Counter(episode.kind for episode in episodes)
    levels = Counter(outcome.level for outcome in outcomes)
    repaired = kinds["wrong_right"] - kinds["right_wrong"]
    return {
        "episodes": len(episodes),
        "kinds": dict(sorted(kinds.items())),
        "worth": dict(sorted(Counter(episode.worth for episode in episodes).items())),
        "net_repair_rate": repaired / len(episodes) if episodes else None,
        "aha_levels": {level: levels[level] for level in LEVELS},
        "aha_strict": num_strict,
    }


def _language(group: Sequence[Observed]) -> dict:
    """Responses in two scripts, and mean share of Han."""
    han = [o.language["han"] for o in group if o.language.get("han") is not None]
    return {
        "mixed": intervals.share([o.language["mixed"] for o in group if o.language]),
        "han": sum(han) / len(han) if han else None,
    }


def _within(group: Sequence[Observed]) -> dict:
    scored = [o for o in group if o.correct is not None]
    correct, puzzles, lengths = ([getattr(o, key) for o in scored] for key in ("correct", "puzzle", "num_tokens"))
    effects = {}
    for name in BEHAVIOURS:
        shown = [o.counts[name] > 0 for o in scored]
        effects[name] = {
            "difference": paired_difference(shown, correct, puzzles),
            "at_equal_length": adjusted_difference(shown, correct, puzzles, lengths),
        }
    return effects


def _accuracy(group: Iterable[Observed]) -> dict:
    return _share_by_puzzle((o.correct, o.puzzle) for o in group)


def _share_by_puzzle(flags: Iterable[tuple[bool | None, str]]) -> dict:
    """Of the flags that are known."""
    known = [(float(flag), puzzle) for flag, puzzle in flags if flag is not None]
    return intervals.share_over_clusters([flag for flag, _ in known], [puzzle for _, puzzle in known])


def _behaviour(name: str, group: list[Observed]) -> dict:
    """Share of responses with it, rate, and accuracy with and without (confounded by length and difficulty)."""
    count = sum(o.counts[name] for o in group)
    scored = [(o.counts[name] > 0, o.correct) for o in group if o.correct is not None]
    return {
        **intervals.share([o.counts[name] > 0 for o in group]),
        "per_response": intervals.per_response(count, len(group)),
        "per_1k_tokens": intervals.per_thousand(count, sum(o.num_tokens for o in group)),
        "accuracy_with": intervals.share([right for shown, right in scored if shown]),
        "accuracy_without": intervals.share([right for shown, right in scored if not shown]),
    }


def evaluation_group(group: list[Observed]) -> dict:
    """A group summary with accuracy by size, under `people` or `levels` (see `sizes`)."""
    accuracies = {size: _accuracy(o for o in group if o.size == size) for size in {o.size for o in group if o.size}}
    return {**group_summary(group, detailed=True), **in_places(accuracies)}
