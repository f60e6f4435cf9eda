"""Rows on disk, from which batches are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .job import Source

Arrays = dict[str, NDArray]


class Rows:
    """The rows of one input; the file is mapped, so that only what is read is in memory."""

    def __init__(self, folder: Path, source: Source) -> None:
        self._inner = source.inner
        self._data = np.load(folder / source.file, mmap_mode="r")
        self._starts = None if source.starts is None else np.load(folder / source.starts, mmap_mode="r")
        self._width = np.arange(int(np.prod(source.inner, dtype=np.int64)))

    def take(self, rows: NDArray[np.int64] | slice) -> NDArray:
        """[len(rows), *inner]"""
        if self._starts is None:
            return np.ascontiguousarray(self._data[rows])
        return np.asarray(self._data[self._starts[rows][:, None] + self._width]).reshape(-1, *self._inner)


class Table:
    """All inputs of a graph that have rows."""

    def __init__(self, folder: Path, sources: Sequence[Source]) -> None:
        self._rows = {source.name: Rows(folder, source) for source in sources}

    def take(self, rows: NDArray[np.int64] | slice) -> Arrays:
        return {name: one.take(rows) for name, one in self._rows.items()}


def read_state(file: Path, shapes: Sequence[tuple[str, tuple[int, ...]]]) -> Arrays:
    """float32 arrays that lie one after the other."""
    numbers = np.fromfile(file, "<f4")
    state: Arrays = {}
    at = 0
    for name, shape in shapes:
        size = int(np.prod(shape, dtype=np.int64))
        state[name] = numbers[at : at + size].reshape(shape)
        at += size
    if at != len(numbers):
        raise ValueError(f"{file.name} has {len(numbers)} numbers, its shapes {at}")
    return state


def to_bytes(arrays: Mapping[str, NDArray], names: Sequence[str]) -> bytes:
    """float32, one after the other."""
    return b"".join(np.ascontiguousarray(arrays[name], "<f4").tobytes() for name in names)
