"""What Python's onnx and onnxruntime make of ONNX files that we wrote.

Reads a JSON list of {"file", "feeds": {name: {"data", "shape", "dtype"}}} from stdin; checks each file as strictly as
onnx can, runs it, and writes a list of {"inputs", "opsets", "metadata", "producer", "outputs"} to stdout.
With the argument `sample FILE` it writes a model made by onnx's own helpers instead, for our reader.
"""

import json
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper


def check(file, feeds):
    import onnxruntime

    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    arrays = {k: np.array(v["data"], dtype=v["dtype"]).reshape(v["shape"]) for k, v in feeds.items()}
    names = [output.name for output in session.get_outputs()]
    results = session.run(names, arrays)
    dims = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
    return {
        "inputs": {value.name: dims(value) for value in model.graph.input},
        "opsets": {entry.domain: entry.version for entry in model.opset_import},
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
        "producer": [model.producer_name, model.producer_version],
        "outputs": {n: {"shape": list(r.shape), "data": r.ravel().tolist()} for n, r in zip(names, results)},
    }


def sample(file):
    tensor = helper.make_tensor("t", TensorProto.FLOAT, [2, 2], [1.5, -2.0, 3.0, 4.0])
    nodes = [
        helper.make_node("Constant", [], ["c"], name="block/Constant", value=tensor),
        helper.make_node("LeakyRelu", ["x"], ["l"], name="block/LeakyRelu", alpha=0.25),
        helper.make_node("Transpose", ["l"], ["p"], name="block/Transpose", perm=[1, 0]),
        helper.make_node("Concat", ["p", "c"], ["y"], name="block/Concat", axis=-1),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, None])
    ids = helper.make_tensor("ids", TensorProto.INT64, [3], [1, -2, 2**40])
    graph = helper.make_graph(nodes, "größe", [x], [y], [ids])
    model = helper.make_model(graph, producer_name="onnx", opset_imports=[helper.make_opsetid("", 18)])
    helper.set_model_props(model, {"classes": "a,b"})
    onnx.save(model, file)


if sys.argv[1:2] == ["sample"]:
    sample(sys.argv[2])
else:
    json.dump([check(**case) for case in json.load(sys.stdin)], sys.stdout)
