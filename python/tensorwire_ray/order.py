"""The order of rows by seed: the same as in tensorwire's own trainings (src/graph/counter-hash.ts, batches.ts)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B9)
_ROUNDS = ((np.uint64(16), np.uint64(0x7FEB352D)), (np.uint64(15), np.uint64(0x846CA68B)))
_MASK = np.uint64(0xFFFFFFFF)


def uniform(seed: int, first: int, count: int) -> NDArray[np.float64]:
    """Numbers `first` … `first + count - 1` of the stream `seed`, in [0, 1).

    The hash is lowbias32 (Chris Wellons, "Prospecting for hash functions", 2018) of i · 0x9e3779b9 + seed.
    """
    index = (np.arange(first, first + count, dtype=np.uint64)) & _MASK
    x = (index * _GOLDEN + np.uint64(seed & 0xFFFFFFFF)) & _MASK
    for shift, multiplier in _ROUNDS:
        x = ((x ^ (x >> shift)) * multiplier) & _MASK
    x = x ^ (x >> np.uint64(16))
    return (x >> np.uint64(8)).astype(np.float64) / 2.0**24


def shuffled(rows: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """The order of the rows in an epoch, counted from 0. Fisher and Yates, with rows - 1 numbers an epoch."""
    draws = max(0, rows - 1)
    order = list(range(rows))
    numbers = uniform(seed, epoch * draws, draws).tolist()
    for last, number in zip(range(rows - 1, 0, -1), numbers):
        other = int(number * (last + 1))
        order[last], order[other] = order[other], order[last]
    return np.array(order, np.int64)


def shard(rows: int, rank: int, world: int) -> tuple[int, int, int]:
    """Which rows of a batch of `rows` are this worker's: begin, end, and how many of them count.

    With fewer rows than workers, some compute a row of others, which does not count.
    """
    begin, end = rows * rank // world, rows * (rank + 1) // world
    if begin < end:
        return begin, end, end - begin
    begin = min(begin, rows - 1)
    return begin, begin + 1, 0
