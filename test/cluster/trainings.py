"""Trains jobs without Ray. stdin: [[folder, workers], …]; a line of JSON each."""

import hashlib
import json
import sys
from pathlib import Path

from without_ray import Nowhere, Shared, in_threads, reductions
from tensorwire_ray.job import read_job
from tensorwire_ray.loop import NotFinite, Training


def run(folder, workers):
    job = read_job(Path(folder))
    events, results = [], {}

    def work(reduction):
        try:
            results[reduction.rank] = Training(job, reduction, events.append, Nowhere(), 1).run()
        except NotFinite as wrong:
            results[reduction.rank] = wrong.event
        except Exception as error:
            results[reduction.rank] = {"event": "error", "message": repr(error)}
            raise

    in_threads(work, reductions(Shared(), workers))
    last = [results[rank] for rank in range(workers)]
    alike = len({hashlib.sha256(one.pop("weights", b"")).hexdigest() for one in last}) == 1
    return {"events": events, "last": last[0], "alike": alike}


for folder, workers in json.load(sys.stdin):
    print(json.dumps(run(folder, workers)), flush=True)
