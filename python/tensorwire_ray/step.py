"""A step: the gradient of a worker's share of the batch, the mean over the batch, the update."""

from __future__ import annotations

from typing import Callable

import numpy as np

from .arrays import Arrays
from .graphs import GRADIENT, NEXT, Graph, under
from .job import Job
from .order import shard
from .reduction import Reduction


class Stepper:
    """Both graphs. Every worker computes the same update, from the same mean gradient."""

    def __init__(self, job: Job, reduction: Reduction, threads: int) -> None:
        self._means = frozenset(job.means)
        self._reduction = reduction
        self._gradient = Graph(job.folder / "gradient.onnx", threads)
        self._update = Graph(job.folder / "update.onnx", threads)

    def step(self, state: Arrays, take: Callable[[int, int], Arrays], rows: int, scalars: Arrays) -> tuple[Arrays, Arrays]:
        """The next state, and the results of the whole batch of `rows` rows.

        A mean over the batch is the mean of the workers' means, each times its share of the rows; so is its gradient.
        """
        rank, world = self._reduction.rank, self._reduction.world
        begin, end, counted = shard(rows, rank, world)
        feeds = {**state, **scalars, **take(begin, end), "firstRow": np.asarray(begin, np.int32)}
        found = self._gradient.run(feeds)
        moved = under(NEXT, found)
        shared = {name: value for name, value in found.items() if not name.startswith(NEXT)}
        if world > 1:
            shared = self._summed(shared, counted, np.float32(counted / rows))
        results = {name: np.ravel(value) for name, value in shared.items() if not name.startswith(GRADIENT)}
        after = under(NEXT, self._update.run({**state, **scalars, **shared}))
        return {**state, **moved, **after}, results

    def _summed(self, found: Arrays, counted: int, share: np.float32) -> Arrays:
        weight = lambda name: share if name.startswith(GRADIENT) or name in self._means else np.float32(counted > 0)
        total = self._reduction.sum(np.concatenate([np.ravel(value) * weight(name) for name, value in found.items()]))
        summed: Arrays = {}
        at = 0
        for name, value in found.items():
            summed[name] = total[at : at + value.size].reshape(value.shape)
            at += value.size
        return summed
