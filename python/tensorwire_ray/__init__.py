"""Data-parallel training of a step that is given as two ONNX graphs, on Ray.

The package knows graphs, arrays, the order of rows by seed, and sums over workers; of layers, losses and optimizers it
knows nothing. `job.json`, which tensorwire writes beside the graphs, says what is what (`job.py`).
"""

FORMAT = 1
"""The version of `job.json` that this package reads."""
