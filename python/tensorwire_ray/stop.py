"""A small second job asks a training to end, because Ray's API has no message to a running job."""

from __future__ import annotations

import sys
import time
from typing import Callable

_LONGEST = 900.0
"""Seconds after which Ray gives up a job that does not start."""
_PAUSE = 0.5


def stop(name: str) -> int:
    """Asks the training of this name to end. The exit status: 1 if it runs and could not be asked; then a line says so."""
    import ray
    from ray.job_submission import JobSubmissionClient

    from .worker import NAMESPACE

    dashboard = ray.init(address="auto", namespace=NAMESPACE, log_to_driver=False).dashboard_url

    def ask() -> bool:
        try:
            ray.get(ray.get_actor(name, namespace=NAMESPACE).stop.remote())
        except (ValueError, ray.exceptions.RayActorError):
            return False  # there is no coordinator yet, or none any more
        return True

    def ended() -> bool:
        return JobSubmissionClient(f"http://{dashboard}").get_job_status(name).is_terminal()

    if persist(ask, ended):
        return 0
    print(f"the training {name} has not begun for {_LONGEST:.0f} s: it was not asked to end", file=sys.stderr)
    return 1


def persist(
    ask: Callable[[], bool], ended: Callable[[], bool], longest: float = _LONGEST, pause: float = _PAUSE
) -> bool:
    """Asks until there is somebody to ask, or nothing to end any more. False: neither came about in `longest` seconds."""
    late = time.monotonic() + longest
    while not ask():
        if ended():
            return True
        if time.monotonic() > late:
            return False
        time.sleep(pause)
    return True
