"""Callbacks that watch the loss from epoch to epoch: the rules of src/training/callbacks.ts, which are Keras's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

from .job import PlateauRule


@dataclass
class BestSoFar:
    """Counts epochs without improvement (keras.callbacks.EarlyStopping with min_delta 0)."""

    last_of_equals: bool = False
    value: float = math.inf
    epoch: int = 0
    waited: int = 0

    def note(self, epoch: int, value: float) -> bool:
        """Records an epoch; True if it is the best so far. An equal value is no improvement, even if it is the best."""
        improved = value < self.value or self.epoch == 0
        best = improved or (self.last_of_equals and value == self.value)
        if best:
            self.value, self.epoch = value, epoch
        self.waited = 0 if improved else self.waited + 1
        return best


@dataclass
class Plateau:
    """Reduces the learning rate when the loss stops falling (keras.callbacks.ReduceLROnPlateau)."""

    rule: PlateauRule
    value: float
    best: float = math.inf
    waited: int = 0

    @staticmethod
    def of(rule: Optional[PlateauRule], rate: float) -> Optional[Plateau]:
        return None if rule is None else Plateau(rule, rate)

    def note(self, loss: float) -> None:
        if loss < self.best - self.rule.min_delta:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= self.rule.patience:
            self.waited = 0
            self.value *= self.rule.factor
