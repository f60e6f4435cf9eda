"""Models that other programs could have written, for test/onnx/read-foreign.test.ts: each op alone, and small
networks as exporters of PyTorch and Keras write them, with what Python's onnxruntime computes.

    /opt/oracle/bin/python test/oracle/foreign_onnx.py     writes test/oracle/foreign_onnx.json

Versions: requirements.txt.
"""
import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(1)
BATCH = 3
cases = []


def floats(*shape):
    return rng.uniform(-1, 1, shape).astype(np.float32)


def ints(*values):
    return np.array(values, dtype=np.int64)


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs, outputs, name="/".join([*outputs, op]), **attributes)


def case(name, nodes, inputs, known=None, opset=18, outputs=("y",)):
    """inputs: arrays by name, whose first dimension is the batch; known: initializers by name."""
    types = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64, "int32": TensorProto.INT32, "bool": TensorProto.BOOL}
    infos = [
        helper.make_tensor_value_info(k, types[str(v.dtype)], ["batch_size", *v.shape[1:]]) for k, v in inputs.items()
    ]
    results = [helper.make_value_info(o, onnx.TypeProto()) for o in outputs]
    initializers = [numpy_helper.from_array(v, k) for k, v in (known or {}).items()]
    graph = helper.make_graph(nodes, name, infos, results, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    inferred = onnx.shape_inference.infer_shapes(model)
    shown = {v.name: v for v in inferred.graph.value_info}
    for result in model.graph.output:
        if not result.type.HasField("tensor_type"):
            for found in inferred.graph.output:
                if found.name == result.name:
                    result.CopyFrom(shown.get(result.name, found))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(list(outputs), inputs)
    tensor = lambda a: {
        "shape": list(a.shape),
        "dtype": {"int64": "int32"}.get(str(a.dtype), str(a.dtype)),
        "data": [float(f"{float(v):.9g}") for v in a.ravel()],
    }
    cases.append({
        "name": name,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": {k: tensor(v) for k, v in inputs.items()},
        "outputs": {k: tensor(v) for k, v in zip(outputs, found)},
    })


def one(op, *shapes, known=None, opset=18, name=None, more=(), **attributes):
    """An op alone, on inputs of these shapes behind the batch."""
    inputs = {f"x{i}": floats(BATCH, *s) for i, s in enumerate(shapes)}
    names = [*inputs, *(known or {})]
    said = name or f"{op} {json.dumps(attributes)}" + "".join(f" {k} {v.tolist()}" for k, v in (known or {}).items() if v.size < 9)
    case(said, [node(op, names, ["y", *more], **attributes)], inputs, known, opset)


# number by number
for op in ["Abs", "Ceil", "Cos", "Elu", "Erf", "Exp", "Floor", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "Neg"]:
    one(op, [4])
for op in ["Reciprocal", "Relu", "Selu", "Sigmoid", "Sign", "Sin", "Softplus", "Softsign", "Tanh", "Identity", "Dropout"]:
    one(op, [4])
one("Celu", [4], alpha=0.5)
one("Elu", [4], alpha=0.5)
one("LeakyRelu", [4], alpha=0.3)
one("ThresholdedRelu", [4], alpha=0.2)
one("HardSigmoid", [4], alpha=0.4, beta=0.3)
one("Gelu", [4], opset=20)
one("Gelu", [4], opset=20, approximate="tanh")
one("PRelu", [2, 3], known={"slope": floats(2, 1)})
one("Clip", [4], known={"min": np.float32(-0.2), "max": np.float32(0.3)})
case("Clip without a lower limit", [node("Clip", ["x", "", "max"], ["y"])], {"x": floats(BATCH, 4)}, {"max": np.float32(0.3)})
one("Clip", [4], opset=10, min=-0.1, max=0.2)
one("Sum", [4], [4], [4])
one("Mean", [4], [1], [4])
one("Max", [4], [4], [4])
one("Pow", [4], known={"b": ints(2)})
case(
    "truth",
    [
        node("Greater", ["a", "b"], ["g"]), node("LessOrEqual", ["a", "zero"], ["l"]), node("And", ["g", "l"], ["and"]),
        node("Or", ["g", "l"], ["or"]), node("Xor", ["g", "l"], ["xor"]), node("Not", ["g"], ["not"]),
        node("Equal", ["g", "l"], ["same"]), node("Where", ["xor", "a", "b"], ["y"]), node("Cast", ["or"], ["number"], to=1),
    ],
    {"a": floats(BATCH, 4), "b": floats(BATCH, 4)}, {"zero": np.float32(0)}, outputs=("y", "and", "or", "not", "same", "number"),
)

# shapes
one("Flatten", [2, 3])
one("Flatten", [2, 3], axis=2)
one("Transpose", [2, 3])
one("Squeeze", [1, 2, 1], known={"axes": ints(1, 3)})
one("Squeeze", [1, 2, 1], opset=11, axes=[1, -1])
one("Unsqueeze", [2], known={"axes": ints(0, -1)})
one("Reshape", [2, 3], known={"shape": ints(0, -1)})
one("Reshape", [2, 3], known={"shape": ints(-1, 3)})
one("Expand", [1, 3], known={"shape": ints(2, 3)})
one("Tile", [2, 3], known={"repeats": ints(1, 2, 1)})
one("Tile", [2, 3], known={"repeats": ints(2, 1, 2)})
one("Concat", [2, 3], [2, 4], axis=-1)
one("Concat", [2], [2], axis=0)
one("Slice", [5, 4], known={"starts": ints(1, -3), "ends": ints(2**63 - 1, -1), "axes": ints(1, 2)})
one("Slice", [5], known={"starts": ints(-1), "ends": ints(-(2**63)), "axes": ints(1), "steps": ints(-2)})
one("Slice", [5, 4], opset=9, starts=[0, 1], ends=[1000000, 4], axes=[1, 2])
one("Pad", [2, 3], known={"pads": ints(0, 1, 2, 0, 0, 1), "value": np.float32(0.5)})
one("Pad", [2, 3], known={"pads": ints(0, 0, -1, 0, 0, 2)})
for mode in ["reflect", "edge"]:
    one("Pad", [2, 4], known={"pads": ints(0, 1, 2, 0, 0, 3)}, mode=mode)
case("Pad of some axes", [node("Pad", ["x", "pads", "", "axes"], ["y"])], {"x": floats(BATCH, 2, 3)}, {"pads": ints(1, 2), "axes": ints(-1)})
case("Split", [node("Split", ["x", "parts"], ["a", "b"], axis=1)], {"x": floats(BATCH, 5)}, {"parts": ints(2, 3)}, outputs=("a", "b"))
case("Split in equal parts", [node("Split", ["x"], ["a", "b"], axis=-1, num_outputs=2)], {"x": floats(BATCH, 5)}, outputs=("a", "b"))
case("Split of opset 11", [node("Split", ["x"], ["a", "b"], axis=1)], {"x": floats(BATCH, 4)}, opset=11, outputs=("a", "b"))
case(
    "shape arithmetic: view(size(0), -1)",
    [
        node("Shape", ["x"], ["s"]), node("Gather", ["s", "zero"], ["n"]), node("Unsqueeze", ["n", "first"], ["row"]),
        node("Mul", ["row", "two"], ["rows"]), node("Div", ["rows", "two"], ["again"]),
        node("Concat", ["again", "rest"], ["to"], axis=0), node("Reshape", ["x", "to"], ["y"]),
        node("Cast", ["rows"], ["counted"], to=1),
    ],
    {"x": floats(BATCH, 2, 3)}, {"zero": np.array(0, np.int64), "first": ints(0), "two": ints(2), "rest": ints(-1)},
    outputs=("y", "counted"),
)
case(
    "shape arithmetic: expand as PyTorch has it",
    [
        node("Shape", ["x"], ["s"], end=1), node("Concat", ["s", "minus"], ["wanted"], axis=0),
        node("Shape", ["wanted"], ["rank"]), node("ConstantOfShape", ["rank"], ["ones"], value=helper.make_tensor("v", 7, [1], [1])),
        node("Mul", ["ones", "minus"], ["negative"]), node("Equal", ["wanted", "negative"], ["open"]),
        node("Where", ["open", "ones", "wanted"], ["to"]), node("Expand", ["row", "to"], ["wide"]), node("Add", ["x", "wide"], ["y"]),
    ],
    {"x": floats(BATCH, 3)}, {"minus": ints(-1), "row": floats(1, 3)},
)
case(
    "zeros for each row",
    [
        node("Shape", ["x"], ["s"]), node("Slice", ["s", "a", "b"], ["n"]), node("Concat", ["n", "four"], ["to"], axis=0),
        node("ConstantOfShape", ["to"], ["zeros"]), node("Concat", ["x", "zeros"], ["y"], axis=1),
    ],
    {"x": floats(BATCH, 3)}, {"a": ints(0), "b": ints(1), "four": ints(4)},
)

# sums and normalizations
for op in ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare"]:
    one(op, [2, 3], known={"axes": ints(-1)}, keepdims=0)
one("ReduceMean", [2, 3], opset=13, axes=[1, 2])
one("ReduceMean", [2, 3])
one("ReduceSum", [2, 3], noop_with_empty_axes=1)
one("ArgMax", [2, 5], axis=1)
one("ArgMin", [2, 5], axis=-1, keepdims=0)
one("Softmax", [2, 3])
one("Softmax", [2, 3], axis=1)
one("Softmax", [2, 3], opset=11)
one("LogSoftmax", [4])
vectors = {k: floats(4) for k in ["scale", "bias", "mean"]} | {"variance": floats(4) ** 2 + np.float32(0.1)}
one("BatchNormalization", [4, 2, 3], known=vectors, epsilon=1e-3, name="BatchNormalization of pictures")
one("BatchNormalization", [4], known=vectors, opset=9, name="BatchNormalization of rows")
one("LayerNormalization", [2, 4], known={"scale": floats(4), "bias": floats(4)})
one("LayerNormalization", [2, 4], known={"scale": floats(2, 4)}, axis=1)
one("InstanceNormalization", [2, 3, 3], known={"scale": floats(2), "bias": floats(2)})

# products, convolutions, pools
one("MatMul", [2, 3], known={"w": floats(3, 2)})
one("MatMul", [2, 3], known={"w": floats(3)}, name="MatMul with a vector")
one("MatMul", [2, 3], [3, 2])
one("Gemm", [3], known={"w": floats(2, 3), "c": floats(2)}, transB=1, alpha=0.5, beta=2.0)
one("Gemm", [3], known={"w": floats(3, 2)})
one("Conv", [2, 5, 6], known={"w": floats(3, 2, 3, 2), "b": floats(3)}, pads=[1, 0, 1, 1], strides=[2, 1])
one("Conv", [4, 5], known={"w": floats(4, 2, 3)}, group=2, dilations=[2])
one("Conv", [2, 5, 6], known={"w": floats(3, 2, 3, 2)}, auto_pad="SAME_UPPER", strides=[2, 2])
one("Conv", [2, 5, 6], known={"w": floats(3, 2, 3, 2)}, auto_pad="SAME_LOWER")
one("Conv", [2, 5, 6], known={"w": floats(3, 2, 3, 2)}, auto_pad="VALID")
one("ConvTranspose", [3, 4, 3], known={"w": floats(3, 2, 3, 2), "b": floats(2)}, strides=[2, 2], pads=[1, 0, 0, 1], output_padding=[1, 0])
one("ConvTranspose", [3, 4], known={"w": floats(3, 2, 3)}, strides=[2], auto_pad="SAME_UPPER")
one("ConvTranspose", [3, 4], known={"w": floats(3, 2, 3)}, strides=[2], output_shape=[8])
for pool in ["MaxPool", "AveragePool"]:
    one(pool, [2, 5, 6], kernel_shape=[2, 3])
    one(pool, [2, 5, 6], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    one(pool, [2, 5, 6], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    one(pool, [2, 5, 6], kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
one("AveragePool", [2, 5, 6], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
one("AveragePool", [2, 5], kernel_shape=[2], strides=[2], pads=[1, 0], count_include_pad=1, ceil_mode=1)
one("GlobalAveragePool", [2, 3, 4])
one("GlobalMaxPool", [2, 3, 4])

# by number
one("Gather", [5, 2], known={"i": np.array([[0, -1], [3, 1]], np.int64)}, axis=1)
one("Gather", [5, 2], known={"i": np.array(-2, np.int64)}, axis=1)
one("Gather", [5, 2], known={"i": ints(1, 2, 3)}, axis=-2)
case("an embedding of tokens", [node("Gather", ["table", "x"], ["y"])], {"x": rng.integers(0, 7, (BATCH, 4))}, {"table": floats(7, 3)})
for axis in [-1, 1]:
    case(
        f"OneHot along {axis}", [node("OneHot", ["x", "depth", "values"], ["y"], axis=axis)], {"x": rng.integers(0, 5, (BATCH, 2))},
        {"depth": ints(5), "values": np.array([0.25, 2], np.float32)},
    )
summed = node("ReduceSum", ["x", "batch"], ["sums"], keepdims=0)
scattered = {"batch": ints(0), "data": floats(5, 2), "i": np.array([[3], [0], [3]], np.int64)}
case("ScatterND", [summed, node("ScatterND", ["data", "i", "sums"], ["y"], reduction="add")], {"x": floats(BATCH, 3, 2)}, scattered)
case(
    "ScatterElements",
    [summed, node("Expand", ["i", "to"], ["all"]), node("ScatterElements", ["data", "all", "sums"], ["y"], reduction="add")],
    {"x": floats(BATCH, 3, 2)}, {**scattered, "to": ints(3, 2)},
)
case(
    "ScatterElements at tokens",
    [
        summed, node("ReduceMax", ["t", "batch"], ["token"], keepdims=0), node("Unsqueeze", ["token", "last"], ["column"]),
        node("Expand", ["column", "to"], ["all"]), node("ScatterElements", ["data", "all", "sums"], ["y"], reduction="add"),
    ],
    {"x": floats(BATCH, 3, 2), "t": rng.integers(0, 5, (BATCH, 3))}, {**scattered, "to": ints(3, 2), "last": ints(-1)},
)

# networks
case(
    "an MLP of PyTorch",
    [
        node("Flatten", ["x"], ["flat"]), node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["h"], transB=1), node("Relu", ["h"], ["r"]),
        node("Dropout", ["r"], ["d"]), node("Gemm", ["d", "fc2.weight", "fc2.bias"], ["z"], transB=1), node("Softmax", ["z"], ["y"]),
    ],
    {"x": floats(BATCH, 2, 3)}, {"fc1.weight": floats(5, 6), "fc1.bias": floats(5), "fc2.weight": floats(3, 5), "fc2.bias": floats(3)},
)
case(
    "a CNN of PyTorch",
    [
        node("Conv", ["x", "w1", "b1"], ["c1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        node("BatchNormalization", ["c1", "scale", "bias", "mean", "variance"], ["n1"]),
        node("Relu", ["n1"], ["r1"]), node("MaxPool", ["r1"], ["p1"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", ["p1", "w2"], ["c2"], kernel_shape=[1, 1]), node("Add", ["c2", "p1"], ["sum"]),
        node("GlobalAveragePool", ["sum"], ["g"]), node("Shape", ["g"], ["s"]), node("Constant", [], ["zero"], value_int=0),
        node("Gather", ["s", "zero"], ["n"]), node("Constant", [], ["at"], value_ints=[0]), node("Unsqueeze", ["n", "at"], ["n1d"]),
        node("Constant", [], ["rest"], value_ints=[-1]), node("Concat", ["n1d", "rest"], ["to"], axis=0),
        node("Reshape", ["g", "to"], ["flat"]), node("Gemm", ["flat", "w3", "b3"], ["y"], transB=1),
    ],
    {"x": floats(BATCH, 2, 6, 6)}, {"w1": floats(4, 2, 3, 3), "b1": floats(4), "w2": floats(4, 4, 1, 1), "w3": floats(3, 4), "b3": floats(3), **vectors},
)
case(
    "a CNN of Keras",
    [
        node("Transpose", ["x"], ["first"], perm=[0, 3, 1, 2]), node("Conv", ["first", "w1", "b1"], ["c1"], auto_pad="SAME_UPPER", strides=[2, 2]),
        node("Relu", ["c1"], ["r1"]), node("Transpose", ["r1"], ["last"], perm=[0, 2, 3, 1]), node("Reshape", ["last", "to"], ["flat"]),
        node("MatMul", ["flat", "w2"], ["m"]), node("Add", ["m", "b2"], ["z"]), node("Sigmoid", ["z"], ["y"]),
    ],
    {"x": floats(BATCH, 6, 6, 1)}, {"w1": floats(2, 1, 3, 3), "b1": floats(2), "to": ints(-1, 18), "w2": floats(18, 2), "b2": floats(2)}, opset=13,
)

(Path(__file__).parent / "foreign_onnx.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
