"""What happens between the workers of a training, without Ray. argv: name of a case, folder of a job; a line of JSON."""

import io
import json
import pickle
import sys
from pathlib import Path

import numpy as np

from without_ray import Nowhere, Shared, in_threads, reductions
from tensorwire_ray.capacity import grows, lacking, waits
from tensorwire_ray.checkpoints import pack, unpack
from tensorwire_ray.coordinator import Ended
from tensorwire_ray.job import read_job
from tensorwire_ray.loop import Training
from tensorwire_ray.reduction import Alone
from tensorwire_ray.stop import persist


def one_fails(folder):
    """The second worker fails at its third sum: the first one, which waits for it, ends, and so does one that comes late."""
    shared, ends = Shared(), {}
    job = read_job(Path(folder))
    first, second, third = reductions(shared, 3)
    sum_of, count = second.sum, iter(range(1000))

    def failing(part):
        if next(count) == 2:
            raise MemoryError("bad_alloc")
        return sum_of(part)

    second.sum = failing

    def work(reduction):
        try:
            Training(job, reduction, lambda event: None, Nowhere(), 1).run()
        except Ended:
            ends[reduction.rank] = "ended"
        except MemoryError:
            ends[reduction.rank] = "failed"
            shared.ask("fail")

    in_threads(work, (first, second, third))
    try:
        shared.ask("stopped")  # so a worker that is alone learns of it
    except Ended:
        ends["stopped"] = "ended"
    return ends


def started_anew(_):
    """Who waits when the workers are started anew ends; who sends a part of the attempt before changes nothing."""
    shared, part = Shared(), np.ones(1)
    old = shared.ask("begin")
    waits = shared.later("sum", old, 1, 0, 2, part)
    shared.ask("stopped")  # now it waits
    new = shared.ask("begin")
    here = shared.later("sum", new, 1, 0, 2, part)
    late = shared.later("sum", old, 1, 1, 2, 5 * part)
    total, _ = shared.ask("sum", new, 1, 1, 2, 2 * part)
    return {
        "waits": repr(waits.exception(5)),
        "late": repr(late.exception(5)),
        "totals": [float(total[0]), float(here.result(5)[0][0])],
    }


def goes_on(folder):
    """A training that is lost in its fourth epoch, from a checkpoint of the second, beside one that is never lost."""
    job = read_job(Path(folder))
    kept = []

    class Lost(Exception):
        pass

    class Once(Nowhere):
        def offer(self, progress):
            if progress.epoch == 2:
                kept.append(pack(progress))
            if progress.epoch == 4:
                raise Lost

    class Again(Nowhere):
        def load(self):
            return unpack(kept[0])

    train = lambda checkpoints: Training(job, Alone(), lambda event: None, checkpoints, 1).run()
    whole = train(Nowhere())
    try:
        train(Once())
    except Lost:
        pass
    again = train(Again())
    return {"same": again == whole, "epoch": again["epoch"], "checkpoints": len(kept)}


def no_program(_):
    """A checkpoint of somebody else in the storage, which would run a program."""

    class Program:
        def __reduce__(self):
            return print, ("it ran",)

    file = io.BytesIO()
    np.savez(file, said=np.array([Program()], object), allow_pickle=True)
    said = []
    for bytes_ in (file.getvalue(), pickle.dumps(Program())):
        try:
            unpack(bytes_)
        except ValueError as error:
            said.append(str(error))
    return said


def capacity(_):
    machine = lambda cpus, alive=True, **labels: {
        "NodeID": f"{cpus:02}",
        "Alive": alive,
        "Resources": {"CPU": float(cpus)} if cpus else {},
        "Labels": labels,
    }
    group = lambda state, *cpus: {"state": state, "bundles": {i: {"CPU": float(one)} for i, one in enumerate(cpus)}}
    three = [machine(4), machine(4), machine(4)]
    report = lambda *kinds: json.dumps({"autoscaler_report": {"active_nodes": {kind: 1 for kind in kinds}}}).encode()
    return {
        "three of four each": lacking(three, 3, 4),
        "two on one": lacking([machine(5)], 2, 2),
        "split": lacking(three, 1, 8),
        "lost": lacking([machine(4), machine(4, alive=False)], 2, 4),
        "none": lacking([machine(0)], 1, 1),
        "by hand": grows(three, report("node_04")),
        "before the first report": grows(three, None),
        "autoscaler": grows(three, report("ray.head.default")),
        "waits": waits([group("CREATED", 1, 1), group("PENDING", 2, 2)], 2, 2),
        "others wait": waits([group("CREATED", 2, 2), group("PENDING", 2, 2, 2)], 2, 2),
        "autoscaler 2": grows([machine(0, **{"ray.io/node-group": "headgroup"})], None),
    }


def stop_early(_):
    """A stop that comes before the coordinator, after the end, and for a training that never begins."""
    asked = iter([False, False, True])
    never = lambda: False
    ended = iter([False, True])
    return {
        "early": persist(lambda: next(asked), never, pause=0),
        "ended": persist(never, lambda: next(ended), pause=0),
        "never": persist(never, never, longest=0.05, pause=0.01),
    }


print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))
