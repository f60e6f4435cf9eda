"""The driver of a Ray Job: starts the workers, and says what happens, a line of JSON for each event."""

from __future__ import annotations

import base64
import hashlib
import math
import os
import platform
import sys
import threading
import time
from typing import Any, Optional

import numpy as np
import onnxruntime
import ray
from numpy.typing import NDArray
from ray import train
from ray.experimental.internal_kv import _internal_kv_get
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.v2.api.data_parallel_trainer import DataParallelTrainer
from ray.util import placement_group_table
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from .capacity import grows, lacking, waits
from .coordinator import Coordinator
from .events import say
from .storage import storage_of
from .worker import NAMESPACE, work

_INLINE = 100_000
"""Bytes from which Ray's object store is faster than a message."""
_PIECE = 12_000
"""Bytes of the result in one line: Ray may cut longer ones."""
_RESTARTS = 3
_PATIENCE = 15.0
"""Seconds after which it is asked whether the workers wait for processors, which is said once for each start."""
_GRACE = 10.0
"""Seconds that the other workers have to end after one has failed: one that waits for it in a barrier of Ray never does."""


def _share(total: NDArray) -> Any:
    return total if total.nbytes < _INLINE else [ray.put(total)]


def _coordinator(name: str) -> Any:
    """On this node, which the job needs anyway."""
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    actor = ray.remote(num_cpus=0, max_concurrency=1000, name=name, scheduling_strategy=here)(Coordinator)
    coordinator = actor.remote(_share)
    ray.get(coordinator.stopped.remote())
    return coordinator


def main(config: dict[str, Any]) -> None:
    """`config`: name, workers, cpus, storage."""
    ray.init(address="auto", namespace=NAMESPACE, log_to_driver=False)
    versions = {"python": platform.python_version(), "ray": ray.__version__, "onnxruntime": onnxruntime.__version__}
    say({"event": "started", **versions, "numpy": np.__version__})
    lacks = _lacking(config)
    if lacks:
        say({"event": "lacking", **lacks})
        return
    coordinator = _coordinator(config["name"])
    with storage_of(config) as storage:
        fitting = _Fitting(config, storage)
        fitting.start()
        try:
            _pass_on(coordinator, fitting, config)
        except ray.exceptions.RayError as error:  # the coordinator is gone
            fitting.error = error
        finally:
            if fitting.is_alive():  # also when Ray stops this job: who trains on would write checkpoints again
                coordinator.fail.remote()
                fitting.join(1)
        if fitting.error:
            print(fitting.error, file=sys.stderr, flush=True)
            say({"event": "failed", **_failure(fitting.error)})
    if fitting.is_alive():
        os._exit(0)  # Ray ends the workers of a job whose driver is gone


class _Fitting(threading.Thread):
    """Ray Train at work, while the main thread, and no other, says what the workers tell."""

    def __init__(self, config: dict[str, Any], storage: str) -> None:
        super().__init__(daemon=True)
        self._config, self._storage = config, storage
        self.error: Optional[Exception] = None

    def run(self) -> None:
        try:
            _fit(self._config, self._storage)
        except Exception as error:
            self.error = error


def _lacking(config: dict[str, Any]) -> Optional[dict[str, Any]]:
    """What the machines have too little of for ever: Ray would wait for it without a word."""
    nodes = ray.nodes()
    if grows(nodes, _internal_kv_get("__autoscaling_status")):
        return None
    return lacking(nodes, config["workers"], config["cpus"])


def _fit(config: dict[str, Any], storage: str) -> None:
    trainer = DataParallelTrainer(
        work,
        train_loop_config={
            "name": config["name"],
            "storage": bool(config["storage"]),
            "threads": config["cpus"],
        },
        scaling_config=ScalingConfig(num_workers=config["workers"], resources_per_worker={"CPU": config["cpus"]}),
        run_config=RunConfig(
            name=config["name"],
            storage_path=storage,
            failure_config=FailureConfig(max_failures=_RESTARTS),
            checkpoint_config=train.CheckpointConfig(num_to_keep=1),
        ),
    )
    trainer.fit()


def _failure(error: Exception) -> dict[str, Any]:
    """Why the workers could not end: they themselves say nothing, because they are gone."""
    text = "\n".join([str(error), *(str(one) for one in getattr(error, "worker_failures", {}).values())])
    memory = any(sign in text for sign in ("OutOfMemory", "out of memory", "memory pressure", "(OOM)"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return {"reason": "memory" if memory else "lost", "message": (lines[-1] if lines else repr(error))[:1000]}


def _pass_on(coordinator: Any, fitting: _Fitting, config: dict[str, Any]) -> None:
    """Says what the workers tell, until all have ended, or one has failed and the others have had time to end."""
    patience, grace = time.monotonic() + _PATIENCE, math.inf
    said = False
    while True:
        last = not fitting.is_alive() or time.monotonic() > grace
        for event in ray.get(coordinator.events.remote(0.0 if last else 0.5)):
            if event["event"] == "begun":
                said = False
            elif event["event"] == "result":
                _send_result(event)
            else:
                say(event)
            if event["event"] == "failed":
                grace = min(grace, time.monotonic() + _GRACE)
        if last:
            return
        if not said and time.monotonic() > patience:
            patience = time.monotonic() + _PATIENCE
            said = waits(placement_group_table().values(), config["workers"], config["cpus"])
            if said:
                say({"event": "waiting", "workers": config["workers"]})


def _send_result(event: dict[str, Any]) -> None:
    weights: bytes = event["weights"]
    sums = {"bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()}
    for at in range(0, len(weights), _PIECE):
        say({"event": "part", "data": base64.b64encode(weights[at : at + _PIECE]).decode("ascii")})
    say({"event": "result", "epoch": event["epoch"], **sums})
