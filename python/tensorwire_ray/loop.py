"""The training loop: epoch after epoch until the job, a callback or a user ends it. It does not know Ray."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any, Optional, Protocol

from .arrays import Arrays, Table, read_state, to_bytes
from .callbacks import BestSoFar, Plateau
from .job import Job
from .measure import Measured, Tally, Validator, plain
from .order import shuffled
from .reduction import Reduction
from .scalars import Scalars
from .step import Stepper

Event = dict[str, Any]


class Reporter(Protocol):
    def __call__(self, event: Event) -> None:
        """Tells what happened; only the first worker's is called."""


@dataclass
class Progress:
    """Everything that goes on from epoch to epoch: with it, a training goes on as if it had never been interrupted."""

    state: Arrays
    epoch: int = 0
    best: BestSoFar = field(default_factory=BestSoFar)
    bests: list[BestSoFar] = field(default_factory=list)
    kept: Arrays = field(default_factory=dict)
    """The watched states of their best epochs."""
    plateau: Optional[Plateau] = None


class Checkpoints(Protocol):
    def load(self) -> Optional[Progress]: ...

    def offer(self, progress: Progress) -> None:
        """Called by all workers after each epoch."""


class NotFinite(Exception):
    """The loss is NaN or infinite; `step` is None at the end of an epoch."""

    def __init__(self, loss: float, epoch: int, step: Optional[int], rate: float) -> None:
        super().__init__(f"the loss became {loss} in epoch {epoch}")
        self.event: Event = {"event": "not_finite", "loss": plain(loss), "epoch": epoch, "step": step}
        self.event["rate"] = plain(rate)


class Training:
    """One worker's training."""

    _EVERY = 0.5
    """Seconds between two reports within an epoch."""

    def __init__(self, job: Job, reduction: Reduction, report: Reporter, checkpoints: Checkpoints, threads: int) -> None:
        self._job = job
        self._reduction = reduction
        self._report = report if reduction.rank == 0 else (lambda event: None)
        self._checkpoints = checkpoints
        self._table = Table(job.folder, job.sources)
        self._stepper = Stepper(job, reduction, threads)
        self._validator = Validator(job, reduction, threads) if job.validation else None
        self._scalars = Scalars(job)
        self._now = checkpoints.load() or self._begin()
        self._reported = time.monotonic()

    def run(self) -> Event:
        """Trains; returns the event `result`, whose `weights` are the bytes of the job's weights. Raises NotFinite."""
        job, now = self._job, self._now
        while now.epoch < job.epochs and not self._ended():
            epoch = now.epoch + 1
            tally, whole = self._epoch(epoch)
            if not whole and now.best.epoch > 0:
                break  # an epoch cut short by a stop does not count, unless it is the only one
            measured = self._validator.measure(now.state) if self._validator else None
            self._note(epoch, tally, measured)
            now.epoch = epoch
            self._checkpoints.offer(now)
            if not whole:
                break
        restore = job.early_stopping or job.restore_best or self._reduction.stopped()
        result = {**now.state, **now.kept} if restore else self._averaged()
        return {
            "event": "result",
            "epoch": now.best.epoch if restore else now.epoch,
            "weights": to_bytes(result, job.weights),
        }

    def _begin(self) -> Progress:
        job = self._job
        equals = job.last_of_equals
        return Progress(
            state=read_state(job.folder / "state.bin", job.state),
            best=BestSoFar(equals),
            bests=[BestSoFar(equals) for _ in job.watches],
            plateau=Plateau.of(job.plateau, job.scalars.rate),
        )

    def _ended(self) -> bool:
        job, now = self._job, self._now
        if now.epoch == 0:
            return False
        return self._reduction.stopped() or (job.early_stopping and now.best.waited >= job.patience)

    def _averaged(self) -> Arrays:
        state = self._now.state
        return {**state, **{name: state[average] for name, average in self._job.averages.items()}}

    def _epoch(self, epoch: int) -> tuple[Tally, bool]:
        """The results of an epoch, and whether it was not cut short."""
        job, now = self._job, self._now
        order = shuffled(job.rows, job.seed, epoch - 1) if job.shuffle and job.batch_size < job.rows else None
        tally = Tally(job.means)
        for step in range(job.steps):
            begin = step * job.batch_size
            rows = min(job.batch_size, job.rows - begin)
            place = (epoch - 1) * job.steps + step + 1
            take = lambda a, b: self._table.take(slice(begin + a, begin + b) if order is None else order[begin + a : begin + b])
            now.state, results = self._stepper.step(now.state, take, rows, self._scalars_at(place))
            loss = float(results["loss"][0])
            if not math.isfinite(loss):
                raise NotFinite(loss, epoch, step + 1, self._rate_at(place))
            tally.add(results, rows)
            if self._reduction.stopped():
                return tally, step + 1 == job.steps
            if step + 1 < job.steps and time.monotonic() - self._reported >= self._EVERY:
                self._tell({"event": "progress", "epoch": epoch, "step": step + 1, **tally.said()})
        return tally, True

    def _note(self, epoch: int, tally: Tally, measured: Optional[Measured]) -> None:
        now = self._now
        results = measured.means if measured else tally.means()
        loss = results["loss"]
        if not math.isfinite(loss):
            raise NotFinite(loss, epoch, None, self._rate_at(epoch * self._job.steps))
        now.best.note(epoch, loss)
        for watch, best in zip(self._job.watches, now.bests):
            if best.note(epoch, results[watch.value]):
                now.kept.update({name: now.state[name] for name in watch.states})
        if now.plateau:
            now.plateau.note(loss)
        self._tell({"event": "epoch", "epoch": epoch, **tally.said(), "validation": measured and measured.tally.said()})

    def _scalars_at(self, step: int) -> Arrays:
        plateau = self._now.plateau
        return self._scalars.at(step, plateau.value if plateau else None)

    def _rate_at(self, step: int) -> float:
        return float(self._scalars_at(step)["learningRate"])

    def _tell(self, event: Event) -> None:
        self._reported = time.monotonic()
        self._report(event)
