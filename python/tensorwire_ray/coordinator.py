"""What the workers of a training share: sums, events, the checkpoint, and a user's wish to end it.

In a cluster it is an actor on the node of the driver (`driver.py`); here it is a plain class with asynchronous methods.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray


class Ended(Exception):
    """What a worker waits for never comes: another one has failed, or the workers were started anew."""


@dataclass
class _Round:
    """One sum: the parts that have arrived."""

    parts: dict[int, NDArray] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    reply: Optional[tuple[Any, bool]] = None


class Coordinator:
    def __init__(self, share: Callable[[NDArray], Any] = lambda total: total) -> None:
        self._share = share
        self._rounds: dict[int, _Round] = {}
        """Those for which parts are missing."""
        self._attempt = 0
        self._failed = False
        self._stop = False
        self._events: list[dict[str, Any]] = []
        self._told = asyncio.Event()
        self._checkpoint: Any = None

    async def begin(self) -> int:
        """The first worker has started: the number of this attempt. Workers of the one before that still wait get Ended."""
        self._attempt += 1
        self._abandon()
        await self.tell({"event": "begun"})
        return self._attempt

    async def fail(self) -> None:
        """A worker cannot go on: all others get Ended at their next call, and those that wait for a sum at once."""
        self._failed = True
        self._abandon()

    async def sum(self, attempt: int, place: int, rank: int, world: int, part: NDArray) -> tuple[Any, bool]:
        """The sum number `place` of an attempt, once all workers have sent their parts, and whether to end after it.

        Raises Ended if a worker has failed, or if this attempt is no longer the last.
        """
        if self._failed or attempt != self._attempt:
            raise Ended
        one = self._rounds.setdefault(place, _Round())
        one.parts[rank] = part
        if len(one.parts) == world:
            del self._rounds[place]
            total = np.array(one.parts[0])
            for other in range(1, world):
                total += one.parts[other]
            one.parts.clear()
            one.reply = (self._share(total), self._stop)
            one.done.set()
        await one.done.wait()
        if one.reply is None:
            raise Ended
        return one.reply

    def _abandon(self) -> None:
        rounds, self._rounds = self._rounds, {}
        for one in rounds.values():
            one.done.set()

    async def stop(self) -> None:
        """The training ends after the step that is being computed; its best weights are the result."""
        self._stop = True

    async def stopped(self) -> bool:
        """Raises Ended if a worker has failed."""
        if self._failed:
            raise Ended
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
