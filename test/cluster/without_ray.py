"""Workers without Ray: threads, which share a coordinator."""

import asyncio
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "python"))
from tensorwire_ray.coordinator import Coordinator
from tensorwire_ray.reduction import Alone


class Nowhere:
    """Keeps no checkpoint."""

    def load(self):
        return None

    def offer(self, progress):
        pass


class Shared:
    """A coordinator with a loop of its own; `ask` calls one of its methods and waits, as `ray.get(….remote(…))` does."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._coordinator = Coordinator()

    def later(self, method, *given):
        return asyncio.run_coroutine_threadsafe(getattr(self._coordinator, method)(*given), self._loop)

    def ask(self, method, *given):
        return self.later(method, *given).result(60)


class Together:
    def __init__(self, shared, attempt, rank, world):
        self.rank, self.world, self._shared, self._attempt, self._place, self._stop = rank, world, shared, attempt, 0, False

    def sum(self, part):
        self._place += 1
        total, self._stop = self._shared.ask("sum", self._attempt, self._place, self.rank, self.world, part)
        return total

    def stopped(self):
        return self._stop


def reductions(shared, workers):
    if workers == 1:
        return [Alone()]
    attempt = shared.ask("begin")
    return [Together(shared, attempt, rank, workers) for rank in range(workers)]


def in_threads(work, each):
    threads = [threading.Thread(target=work, args=(one,)) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
