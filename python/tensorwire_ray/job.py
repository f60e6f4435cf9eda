"""What is to be trained: `job.json` and the files beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

from . import FORMAT


@dataclass(frozen=True)
class Source:
    """The rows of one input: `file` is [rows, *inner], or with `starts` a flat array in which row i begins at starts[i]."""

    name: str
    file: str
    inner: tuple[int, ...]
    starts: Optional[str] = None


@dataclass(frozen=True)
class Validation:
    """Rows that are not trained on, measured `batch_size` at a time at the end of each epoch."""

    rows: int
    batch_size: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Watch:
    """States whose best values are kept: those of the epoch in which the result `value` is smallest."""

    value: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class ScalarRule:
    """What the scalars of a step follow from (`scalars.py`)."""

    rate: float
    rates: Optional[str]
    """File of the learning rates of all steps, if they follow a schedule."""
    accumulation: int
    """Batches whose mean gradient makes one update."""
    momentum: float
    """The fraction of the weights' average that is kept."""
    overwrite_frequency: Optional[int]


@dataclass(frozen=True)
class PlateauRule:
    """Multiplies the learning rate by `factor` if the loss has not fallen by `min_delta` for `patience` epochs."""

    patience: int
    factor: float
    min_delta: float


@dataclass(frozen=True)
class Job:
    folder: Path
    epochs: int
    rows: int
    batch_size: int
    shuffle: bool
    seed: int
    sources: tuple[Source, ...]
    validation: Optional[Validation]
    state: tuple[tuple[str, tuple[int, ...]], ...]
    """Name and shape of each, float32, one after the other in `state.bin`."""
    scalars: ScalarRule
    means: tuple[str, ...]
    """Results of the graphs that are means over their rows; the others are sums over rows."""
    watches: tuple[Watch, ...]
    early_stopping: bool
    patience: int
    restore_best: bool
    last_of_equals: bool
    plateau: Optional[PlateauRule]
    weights: tuple[str, ...]
    """The states that are the result, in this order."""
    averages: Mapping[str, str]
    """States that replace others in the result, unless the best ones are restored."""

    @property
    def steps(self) -> int:
        """Of one epoch: a smaller last batch is a step, too."""
        return -(-self.rows // self.batch_size)


def read_job(folder: Path) -> Job:
    """Reads `job.json`. Raises ValueError if it is of another version."""
    said = json.loads((folder / "job.json").read_text("utf-8"))
    if said.get("format") != FORMAT:
        raise ValueError(f"job.json has the format {said.get('format')}, this package reads {FORMAT}")
    validation = said["validation"]
    plateau = said["plateau"]
    return Job(
        folder=folder,
        sources=_sources(said["sources"]),
        validation=validation
        and Validation(validation["rows"], validation["batch_size"], _sources(validation["sources"])),
        state=tuple((name, tuple(shape)) for name, shape in said["state"]),
        watches=tuple(Watch(one["value"], tuple(one["states"])) for one in said["watches"]),
        scalars=ScalarRule(**said["scalars"]),
        plateau=plateau and PlateauRule(**plateau),
        means=tuple(said["means"]),
        weights=tuple(said["weights"]),
        **{name: said[name] for name in _PLAIN},
    )


_PLAIN = (
    "epochs",
    "rows",
    "batch_size",
    "shuffle",
    "seed",
    "early_stopping",
    "patience",
    "restore_best",
    "last_of_equals",
    "averages",
)


def _sources(given: Sequence[Mapping[str, Any]]) -> tuple[Source, ...]:
    return tuple(Source(one["name"], one["file"], tuple(one["inner"]), one.get("starts")) for one in given)
