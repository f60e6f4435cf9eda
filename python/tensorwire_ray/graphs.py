"""The graphs of a job, run by ONNX Runtime on the processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from .arrays import Arrays

GRADIENT = "gradient/"
"""A result of the gradient graph, and an input of the update graph: the gradient of this state."""
NEXT = "next/"
"""A result: the next value of this state."""


class Graph:
    """One ONNX file. `run` feeds those of the given arrays that the graph takes."""

    def __init__(self, file: Path, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # moments of units that are never active again become denormal, and slow
        options.add_session_config_entry("session.set_denormal_as_zero", "1")
        self._session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self.inputs = [one.name for one in self._session.get_inputs()]
        self.outputs = [one.name for one in self._session.get_outputs()]
        self.sizes = {one.name: int(np.prod(one.shape, dtype=np.int64)) for one in self._session.get_outputs()}
        """Numbers of each result; only of graphs whose results do not depend on the number of rows."""

    def run(self, arrays: Arrays) -> Arrays:
        feeds = {name: np.asarray(arrays[name]) for name in self.inputs}
        return dict(zip(self.outputs, self._session.run(self.outputs, feeds)))


def under(prefix: str, results: Arrays) -> Arrays:
    """The results whose names begin with this, without it."""
    return {name[len(prefix) :]: value for name, value in results.items() if name.startswith(prefix)}
