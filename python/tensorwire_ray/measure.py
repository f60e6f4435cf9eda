"""Results over many rows, in float64: losses weighted by rows, metrics as the sums of their partials."""

from __future__ import annotations

import base64
import math
import zlib
from dataclasses import dataclass
from typing import Any, Mapping, Sequence, Union

import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays, Table
from .graphs import Graph
from .job import Job
from .reduction import Reduction


def plain(number: float) -> Union[float, str]:
    """A number as JSON has it: NaN and infinities are texts."""
    return number if math.isfinite(number) else str(number)


class Tally:
    def __init__(self, means: Sequence[str]) -> None:
        self._means = frozenset(means)
        self.rows = 0
        self.sums: dict[str, NDArray[np.float64]] = {}

    def add(self, results: Mapping[str, NDArray], rows: int) -> None:
        """Results of a batch; those that are means are weighted by its rows."""
        self.rows += rows
        for name, value in results.items():
            weight = rows if name in self._means else 1
            now = np.ravel(value).astype(np.float64) * weight
            self.sums[name] = self.sums[name] + now if name in self.sums else now

    def means(self) -> dict[str, float]:
        return {name: float(self.sums[name][0]) / self.rows for name in self._means}

    def said(self) -> dict[str, Any]:
        """As an event tells it."""
        return {"rows": self.rows, "sums": {name: _short(sums) for name, sums in self.sums.items()}}


_FEW = 8


def _short(sums: NDArray[np.float64]) -> Union[list[Union[float, str]], str]:
    """Few numbers as they are, many (the bins of a curve) as float64, deflated, in base64: the log has a line an epoch."""
    if len(sums) <= _FEW:
        return [plain(x) for x in sums.tolist()]
    return base64.b64encode(zlib.compress(sums.astype("<f8").tobytes())).decode("ascii")


@dataclass(frozen=True)
class Measured:
    tally: Tally
    means: dict[str, float]


class Validator:
    """Measures rows that are not trained on; the workers share the batches."""

    def __init__(self, job: Job, reduction: Reduction, threads: int) -> None:
        assert job.validation
        self._graph = Graph(job.folder / "validation.onnx", threads)
        self._means = [name for name in self._graph.outputs if name in job.means]
        self._rows, self._batch = job.validation.rows, job.validation.batch_size
        self._table = Table(job.folder, job.validation.sources)
        self._reduction = reduction

    def measure(self, state: Arrays) -> Measured:
        rank, world = self._reduction.rank, self._reduction.world
        own = Tally(self._means)
        for begin in range(0, self._rows, self._batch)[rank::world]:
            end = min(begin + self._batch, self._rows)
            own.add(self._graph.run({**state, **self._table.take(slice(begin, end))}), end - begin)
        tally = self._together(own) if world > 1 else own
        return Measured(tally, tally.means())

    def _together(self, own: Tally) -> Tally:
        """The sums of all workers; one without a batch has zeros."""
        sizes = self._graph.sizes
        flat = np.concatenate([own.sums.get(name, np.zeros(size)) for name, size in sizes.items()])
        total = self._reduction.sum(flat)
        tally = Tally(self._means)
        tally.rows = self._rows
        at = 0
        for name, size in sizes.items():
            tally.sums[name] = total[at : at + size]
            at += size
        return tally
