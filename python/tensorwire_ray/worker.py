"""A worker of Ray Train: its share of a training, with the coordinator of the job."""

from __future__ import annotations

import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
import ray
from numpy.typing import NDArray
from ray import train
from ray.train.collective import broadcast_from_rank_zero

from .checkpoints import Keeping
from .coordinator import Ended
from .job import read_job
from .loop import Event, NotFinite, Training
from .reduction import Alone, Reduction

NAMESPACE = "tensorwire"
_FILE = "progress.npz"


class Together:
    """The sums of several workers, by way of the coordinator."""

    def __init__(self, coordinator: Any, rank: int, world: int, attempt: Optional[int]) -> None:
        """`attempt`: the first worker knows it."""
        self.rank, self.world = rank, world
        self._coordinator = coordinator
        self._attempt = broadcast_from_rank_zero(attempt)
        self._place = 0
        self._stop = False

    def sum(self, part: NDArray) -> NDArray:
        self._place += 1
        asked = self._coordinator.sum.remote(self._attempt, self._place, self.rank, self.world, part)
        total, self._stop = ray.get(asked)
        return np.asarray(ray.get(total[0]) if isinstance(total, list) else total)

    def stopped(self) -> bool:
        return self._stop


def work(config: dict[str, Any]) -> None:
    """What Ray Train runs in each worker."""
    coordinator = ray.get_actor(config["name"], namespace=NAMESPACE)
    context = train.get_context()
    rank, world = context.get_world_rank(), context.get_world_size()
    tell = _teller(coordinator)
    try:
        attempt = ray.get(coordinator.begin.remote()) if rank == 0 else None
        job = read_job(Path(__file__).parent.parent / "job")  # Ray Train works in a folder of its own
        reduction: Reduction = (
            Alone(lambda: ray.get(coordinator.stopped.remote()))
            if world == 1
            else Together(coordinator, rank, world, attempt)
        )
        keeping = _in_storage() if config["storage"] else _in_memory(coordinator, rank)
        result = Training(job, reduction, tell, keeping, config["threads"]).run()
    except NotFinite as wrong:  # all workers see the same loss
        result = wrong.event
    except Ended:
        return  # the worker that has failed says why
    except ray.exceptions.RayError:
        raise  # another worker or the coordinator is gone: Ray starts the workers anew
    except Exception as error:
        traceback.print_exc()
        tell({"event": "failed", "reason": "error", "message": f"{type(error).__name__}: {error}"[:1000]})
        ray.get(coordinator.fail.remote())
        return
    if rank == 0:
        tell(result)


def _teller(coordinator: Any) -> Callable[[Event], None]:
    """Tells events, at most a hundred a second: each is a line of the job's log, which stays on the cluster's disk."""
    told = 0.0

    def tell(event: Event) -> None:
        nonlocal told
        time.sleep(max(0.0, told + 0.01 - time.monotonic()))
        told = time.monotonic()
        ray.get(coordinator.tell.remote(event))

    return tell


def _in_memory(coordinator: Any, rank: int) -> Keeping:
    """The coordinator keeps the last checkpoint: no storage is needed that all nodes share."""

    def save(take: Callable[[], bytes]) -> None:
        if rank == 0:
            ray.get(coordinator.keep.remote(take()))

    return Keeping(lambda: ray.get(coordinator.kept.remote()), save, lambda due: due)


def _in_storage() -> Keeping:
    """Checkpoints of Ray Train, in its storage."""
    rank = train.get_context().get_world_rank()

    def load() -> Optional[bytes]:
        checkpoint = train.get_checkpoint()
        if checkpoint is None:
            return None
        with checkpoint.as_directory() as folder:
            return (Path(folder) / _FILE).read_bytes()

    def save(take: Callable[[], bytes]) -> None:
        if rank != 0:
            train.report({})
            return
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / _FILE).write_bytes(take())
            train.report({}, checkpoint=train.Checkpoint.from_directory(folder))

    return Keeping(load, save, lambda due: bool(broadcast_from_rank_zero(due if rank == 0 else None)))
