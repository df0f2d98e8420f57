"""Passes that keep all workers equally busy.

Threads meet only at the end, so what counts is the sum of each one's passes (`evenest_size`). Sharded ranks walk
through their passes in step: before every layer each waits for the others' part of it. So what a round of passes takes
is what its largest pass takes, and balancing each rank's sum of tokens (sequence-length balancing by longest-first or
Karmarkar-Karp, as elsewhere) is not enough. Here samples are sorted by length, cut into passes of at most B padded
tokens and dealt round by round; B is the smallest that needs no more rounds than the full budget does
(`balanced_size`). Neighbours in the order are of nearly one length, and all passes are as full as each other.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized

from logic_rl.training.learning.batch import length_buckets


def balanced_size(items: Sequence[Sized], tokens_per_pass: int, ranks: int) -> int:
    """The least padded tokens of a pass (at most `tokens_per_pass`) that needs no more rounds of `ranks` passes."""

    def rounds(size: int) -> int:
        return -(-sum(1 for _ in length_buckets(items, size)) // ranks)

    if ranks == 1:
        return tokens_per_pass  # nobody waits
    most = rounds(tokens_per_pass)
    low, high = 0, tokens_per_pass  # too small, large enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if rounds(middle) <= most else (middle, high)
    return high


def evenest_size(items: Sequence[Sized], tokens_per_pass: int, workers: int) -> int:
    """The padded tokens of a pass (at most `tokens_per_pass`) with which the busiest worker has the least to do.

    Pass i is worker i mod `workers`'s. Sizes that need a round of passes more than the full budget are not tried: each
    pass casts all weights anew.
    """
    if workers == 1 or not items:
        return tokens_per_pass
    best, least, most = tokens_per_pass, 0, 0
    for size in range(tokens_per_pass, 0, -max(1, tokens_per_pass // 64)):
        costs = [len(bucket) * max(map(len, bucket)) for bucket in length_buckets(items, size)]
        busiest = max(sum(costs[worker::workers]) for worker in range(workers))
        least, most = least or busiest, most or len(costs) + workers
        if len(costs) > most:
            break
        if busiest < least:
            best, least = size, busiest
    return best
