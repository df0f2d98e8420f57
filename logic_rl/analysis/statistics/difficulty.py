"""How accuracy falls with the difficulty of a puzzle, for each evaluation of a run."""

from __future__ import annotations

from collections.abc import Iterator

from logic_rl.analysis.statistics.intervals import share_over_clusters
from logic_rl.record import RunFolder

BINS = 6  # of about as many puzzles each

Point = tuple[float, float, float, float]  # mean score of the puzzles, accuracy, low, high


def accuracy_by_difficulty(run: RunFolder) -> dict[str, list[Point]]:
    """Label of a phase → accuracy in each bin of the difficulty score, with 95 % intervals by puzzle.

    The bins are those of the first evaluation, so that the labels compare. Rows without a score or a verdict are left
    out, and so is a label without any.
    """
    samples = {label: _samples(run.evaluation_rows(label)) for label in run.phase_labels()}
    samples = {label: rated for label, rated in samples.items() if rated}
    if not samples:
        return {}
    edges = _edges(sorted({puzzle: score for puzzle, score, _ in next(iter(samples.values()))}.values()))
    return {label: list(_points(rated, edges)) for label, rated in samples.items()}


def _samples(rows: list[dict]) -> list[tuple[str, float, bool]]:
    """(puzzle, difficulty score, whether the response is right)."""
    samples = []
    for row in rows:
        rated, scored = row.get("difficulty"), row.get("score")
        value = rated.get("score") if isinstance(rated, dict) else None
        if isinstance(value, int | float) and isinstance(scored, dict) and "verdict" in scored:
            samples.append((str(row.get("puzzle_id", row["id"])), float(value), scored["verdict"] == "correct"))
    return samples


def _edges(scores: list[float]) -> list[float]:
    """The lowest score of every bin but the first; equal scores stay together."""
    cuts = [scores[len(scores) * number // BINS] for number in range(1, BINS)]
    return sorted({cut for cut in cuts if cut > scores[0]})


def _points(samples: list[tuple[str, float, bool]], edges: list[float]) -> Iterator[Point]:
    for low, high in zip([float("-inf"), *edges], [*edges, float("inf")], strict=True):
        chosen = [one for one in samples if low <= one[1] < high]
        if chosen:
            interval = share_over_clusters(
                [float(right) for _, _, right in chosen], [puzzle for puzzle, _, _ in chosen]
            )
            mean = sum(score for _, score, _ in chosen) / len(chosen)
            yield mean, interval["value"], interval["low"], interval["high"]
