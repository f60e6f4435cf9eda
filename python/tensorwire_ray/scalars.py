"""The scalars of each step, counted from 1: those of src/training/step/scalars.ts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays
from .job import Job
from .order import uniform

_BLOCK = 4096


class Scalars:
    """Learning rate, number of the update, key of the random numbers, and what gradient accumulation and averages need."""

    def __init__(self, job: Job) -> None:
        self._rule = job.scalars
        self._seed = job.seed + 1
        rates = job.scalars.rates
        self._rates = None if rates is None else np.load(job.folder / rates, mmap_mode="r")
        self._keys: tuple[int, NDArray] = (-1, np.empty(0))

    def at(self, step: int, reduced: float | None) -> Arrays:
        """`reduced`: the learning rate that a plateau has reduced; None: that of the job."""
        rule = self._rule
        update = (step - 1) // rule.accumulation + 1
        rate = self._rates[step - 1] if self._rates is not None else rule.rate if reduced is None else reduced
        overwrites = rule.overwrite_frequency is not None and update % rule.overwrite_frequency == 0
        floats = {
            "learningRate": rate,
            "update": update,
            "updates": step % rule.accumulation == 0,
            "emaMomentum": rule.momentum if update > 1 else 0,
            "overwrites": overwrites,
        }
        return {"key": self._key(step - 1), **{name: np.asarray(value, np.float32) for name, value in floats.items()}}

    def _key(self, place: int) -> NDArray:
        block, within = divmod(place, _BLOCK)
        if self._keys[0] != block:
            numbers = uniform(self._seed, block * _BLOCK, _BLOCK)
            self._keys = (block, np.floor(numbers * 2.0**32).astype(np.uint32).view(np.int32))
        return np.asarray(self._keys[1][within])
