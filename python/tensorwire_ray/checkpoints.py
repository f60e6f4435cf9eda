"""Where a training is kept from epoch to epoch, so that it goes on when a worker was lost."""

from __future__ import annotations

import pickle
import time
from typing import Callable, Optional

from .loop import Progress

_EVERY = 2.0
_SHARE = 20
"""Seconds between two checkpoints; and they take at most a twentieth of the time."""


class Keeping:
    """Keeps the bytes of a checkpoint by `save`, which all workers call; `due` makes them agree on the first one's word."""

    def __init__(
        self,
        load: Callable[[], Optional[bytes]],
        save: Callable[[Callable[[], bytes]], None],
        due: Callable[[bool], bool],
    ) -> None:
        self._load, self._save, self._due = load, save, due
        self._next = time.monotonic() + _EVERY

    def load(self) -> Optional[Progress]:
        found = self._load()
        return None if found is None else pickle.loads(found)

    def offer(self, progress: Progress) -> None:
        if not self._due(time.monotonic() >= self._next):
            return
        began = time.monotonic()
        self._save(lambda: pickle.dumps(progress, pickle.HIGHEST_PROTOCOL))
        ended = time.monotonic()
        self._next = ended + max(_EVERY, _SHARE * (ended - began))
