"""Where a training is kept from epoch to epoch, so that it goes on when a worker was lost."""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict
from typing import Any, Callable, Mapping, Optional

import numpy as np

from .callbacks import BestSoFar, Plateau
from .graphs import under
from .job import PlateauRule
from .loop import Progress

_EVERY = 2.0
_SHARE = 20
"""Seconds between two checkpoints; and they take at most a twentieth of the time."""
_STATE, _KEPT, _SAID = "state/", "kept/", "said"


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
        return None if found is None else unpack(found)

    def offer(self, progress: Progress) -> None:
        if not self._due(time.monotonic() >= self._next):
            return
        began = time.monotonic()
        self._save(lambda: pack(progress))
        ended = time.monotonic()
        self._next = ended + max(_EVERY, _SHARE * (ended - began))


def pack(progress: Progress) -> bytes:
    """An .npz file: the arrays, and everything else as JSON. Nothing in it is run when it is read."""
    said = {
        "epoch": progress.epoch,
        "best": asdict(progress.best),
        "bests": [asdict(one) for one in progress.bests],
        "plateau": progress.plateau and asdict(progress.plateau),
    }
    arrays = {
        _SAID: np.frombuffer(json.dumps(said).encode(), np.uint8),
        **{_STATE + name: array for name, array in progress.state.items()},
        **{_KEPT + name: array for name, array in progress.kept.items()},
    }
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def unpack(checkpoint: bytes) -> Progress:
    """What `pack` was given. Raises ValueError if these bytes are no file of arrays."""
    with np.load(io.BytesIO(checkpoint), allow_pickle=False) as file:
        arrays = dict(file)
    said = json.loads(arrays[_SAID].tobytes())
    return Progress(
        state=under(_STATE, arrays),
        kept=under(_KEPT, arrays),
        epoch=said["epoch"],
        best=BestSoFar(**said["best"]),
        bests=[BestSoFar(**one) for one in said["bests"]],
        plateau=said["plateau"] and _plateau(said["plateau"]),
    )


def _plateau(said: Mapping[str, Any]) -> Plateau:
    return Plateau(**{**said, "rule": PlateauRule(**said["rule"])})
