"""The node cases of onnx's own backend test, for test/onnx/backend.test.ts: made by the package when they are asked
for, as it ships the code that makes them and not the files.

    .cache/oracle/bin/python test/oracle/backend_onnx.py     a line of JSON a case on stdout

Versions: requirements.txt.
"""
import base64
import json
import sys
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

warnings.filterwarnings("ignore")  # of numpy, where cases overflow on purpose

from onnx.backend.test.case.node import collect_testcases  # noqa: E402

PLAIN = {"float32": "float32", "int32": "int32", "int64": "int32", "bool": "bool"}


def tensor(value):
    """Of a type that this project has, else None: a file that uses it must be refused."""
    if not isinstance(value, (np.ndarray, np.generic)) or str(value.dtype) not in PLAIN:
        return None
    dtype = PLAIN[str(value.dtype)]
    if dtype == "int32" and value.size and (value.min() < -(2**31) or value.max() >= 2**31):
        return None
    data = np.ascontiguousarray(value, dtype="uint8" if dtype == "bool" else dtype)
    return {"dtype": dtype, "shape": list(value.shape), "data": base64.b64encode(data.tobytes()).decode()}


def fixed(case):
    """The same case with its whole numbers and truth values, but the first input, told in the file: axes, shapes, pads."""
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    inputs = dict(zip([v.name for v in model.graph.input], case.data_sets[0][0]))
    told = [v for v in list(model.graph.input)[1:] if str(getattr(inputs[v.name], "dtype", "")) in ("int64", "bool")]
    for value in told:
        model.graph.input.remove(value)
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(inputs.pop(value.name)), value.name))
    return (model, list(inputs.values())) if told else None


def cases():
    for case in collect_testcases(None):
        yield case, case.name, case.model, case.data_sets[0][0]
        other = fixed(case)
        if other:
            yield case, case.name + " (fixed)", *other


for case, name, model, inputs in cases():
    graph = model.graph
    outputs = case.data_sets[0][1]
    line = {
        "name": name,
        "op": graph.node[0].op_type,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": {value.name: tensor(data) for value, data in zip(graph.input, inputs)},
        "outputs": {value.name: tensor(data) for value, data in zip(graph.output, outputs)},
        "rtol": case.rtol,
        "atol": case.atol,
    }
    sys.stdout.write(json.dumps(line) + "\n")
