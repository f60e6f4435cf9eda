"""Whether a cluster has place for the workers of a training."""

from __future__ import annotations

import json
from typing import Any, Iterable, Mapping, Optional, Sequence

Node = Mapping[str, Any]
"""A machine, as `ray.nodes()` says it."""


def lacking(nodes: Sequence[Node], workers: int, cpus: int) -> Optional[dict[str, Any]]:
    """None: each worker has its processors on one machine. Otherwise for how many there is place.

    `largest`: the processors of the largest machine.
    """
    processors = [int(node["Resources"].get("CPU", 0)) for node in nodes if node["Alive"]]
    places = sum(has // cpus for has in processors)
    if places >= workers:
        return None
    return {"cpus": cpus, "places": places, "largest": max(processors, default=0)}


_GROUP = "ray.io/node-group"
"""A label of machines that an autoscaler or KubeRay has started."""


def grows(nodes: Sequence[Node], status: Optional[bytes]) -> bool:
    """Does an autoscaler start machines as they are wanted? Ray has no call that says so.

    `status`: what the autoscaler writes into `__autoscaling_status`; that of version 2 writes none, but labels its
    machines.
    """
    if any(node.get("Labels", {}).get(_GROUP) for node in nodes):
        return True
    report = json.loads(status).get("autoscaler_report", {}) if status else {}
    by_hand = {f"node_{node['NodeID']}" for node in nodes}  # as Ray names the types of machines that it did not start
    return not by_hand.issuperset(report.get("active_nodes", {}))


def waits(groups: Iterable[Mapping[str, Any]], workers: int, cpus: int) -> bool:
    """Do these workers wait for processors? `groups`: as `placement_group_table()` says them; Ray Train names none."""
    wanted = [{"CPU": cpus}] * workers
    return any(one["state"] == "PENDING" and list(one["bundles"].values()) == wanted for one in groups)
