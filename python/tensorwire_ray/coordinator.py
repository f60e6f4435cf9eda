"""What the workers of a training share: sums, events, the checkpoint, and a user's wish to end it.

In a cluster it is an actor on the node of the driver (`driver.py`); here it is a plain class with asynchronous methods.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray


@dataclass
class _Round:
    """One sum: the parts that have arrived."""

    parts: dict[int, NDArray] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    reply: Optional[tuple[Any, bool]] = None
    taken: int = 0


class Coordinator:
    def __init__(self, share: Callable[[NDArray], Any] = lambda total: total) -> None:
        self._share = share
        self._rounds: dict[int, _Round] = {}
        self._attempt = ""
        self._stop = False
        self._events: list[dict[str, Any]] = []
        self._told = asyncio.Event()
        self._checkpoint: Any = None

    async def sum(self, attempt: str, place: int, rank: int, world: int, part: NDArray) -> tuple[Any, bool]:
        """The sum number `place` of an attempt, once all workers have sent their parts, and whether to end after it."""
        if attempt != self._attempt:  # the workers were started anew: what the others wait for never comes
            self._attempt, self._rounds = attempt, {}
        one = self._rounds.setdefault(place, _Round())
        one.parts[rank] = part
        if len(one.parts) == world:
            total = np.array(one.parts[0])
            for other in range(1, world):
                total += one.parts[other]
            one.parts.clear()
            one.reply = (self._share(total), self._stop)
            one.done.set()
        await one.done.wait()
        one.taken += 1
        if one.taken == world:
            self._rounds.pop(place, None)
        assert one.reply
        return one.reply

    async def stop(self) -> None:
        """The training ends after the step that is being computed; its best weights are the result."""
        self._stop = True

    async def stopped(self) -> bool:
        return self._stop

    async def tell(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        self._told.set()

    async def events(self, seconds: float) -> list[dict[str, Any]]:
        """What was told since the last call; waits at most this long for something."""
        try:
            await asyncio.wait_for(self._told.wait(), seconds)
        except asyncio.TimeoutError:
            pass  # nothing was told
        self._told.clear()
        events, self._events = self._events, []
        return events

    async def keep(self, checkpoint: bytes) -> None:
        self._checkpoint = checkpoint

    async def kept(self) -> Optional[bytes]:
        return self._checkpoint
