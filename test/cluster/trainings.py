"""Trains jobs without Ray: workers are threads, which share a coordinator. stdin: [[folder, workers], …]; a line of JSON each."""

import asyncio
import hashlib
import json
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "python"))
from tensorwire_ray.coordinator import Coordinator
from tensorwire_ray.job import read_job
from tensorwire_ray.loop import NotFinite, Training
from tensorwire_ray.reduction import Alone


class Nowhere:
    def load(self):
        return None

    def offer(self, progress):
        pass


class Together:
    def __init__(self, asked, rank, world):
        self.rank, self.world, self._asked, self._place, self._stop = rank, world, asked, 0, False

    def sum(self, part):
        self._place += 1
        total, self._stop = self._asked("", self._place, self.rank, self.world, part)
        return total

    def stopped(self):
        return self._stop


def run(folder, workers):
    job = read_job(Path(folder))
    events, results = [], {}
    if workers == 1:
        reductions = [Alone()]
    else:
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        coordinator = Coordinator()
        asked = lambda *given: asyncio.run_coroutine_threadsafe(coordinator.sum(*given), loop).result(60)
        reductions = [Together(asked, rank, workers) for rank in range(workers)]

    def work(reduction):
        try:
            results[reduction.rank] = Training(job, reduction, events.append, Nowhere(), 1).run()
        except NotFinite as wrong:
            results[reduction.rank] = wrong.event
        except Exception as error:
            results[reduction.rank] = {"event": "error", "message": repr(error)}
            raise

    threads = [threading.Thread(target=work, args=(one,)) for one in reductions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = [results[rank] for rank in range(workers)]
    alike = len({hashlib.sha256(one.pop("weights", b"")).hexdigest() for one in last}) == 1
    return {"events": events, "last": last[0], "alike": alike}


for folder, workers in json.load(sys.stdin):
    print(json.dumps(run(folder, workers)), flush=True)
