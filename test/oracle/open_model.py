"""Opens model folders (model.json and weights.bin) in Keras and runs them: what test/network/keras.test.ts compares with.

Reads from standard input [{"folder": …, "inputs": [{"shape": …, "data": …}, …]}, …] and writes the outputs as JSON.
Versions: requirements.txt.
"""
import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import keras
import numpy as np
from keras.layers import GroupQueryAttention, MultiHeadAttention


def open_model(folder):
    model_json = json.loads((folder / "model.json").read_text())
    model = keras.models.model_from_json(json.dumps(model_json["modelTopology"]["model_config"]))
    data, at, arrays = (folder / "weights.bin").read_bytes(), 0, {}
    for entry in model_json["weightsManifest"][0]["weights"]:
        count = int(np.prod(entry["shape"]))
        arrays[entry["name"]] = np.frombuffer(data, "float32", count, at).reshape(entry["shape"])
        at += 4 * count
    assert at == len(data)
    for layer in model.layers:
        # a layer in a layer: bidirectional/forward_lstm/lstm_cell/kernel, multi_head_attention/query/kernel
        inside = {keras.layers.Bidirectional: -3, MultiHeadAttention: -2, GroupQueryAttention: -2}.get(type(layer))
        part = lambda w: w.path.split("/")[inside] + "/" if inside else ""
        # files have the name of TensorFlow.js
        depthwise = isinstance(layer, (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D))
        name = lambda w: "depthwise_kernel" if depthwise and w.name == "kernel" else w.name
        layer.set_weights([arrays[f"{layer.name}/{part(w)}{name(w)}"] for w in layer.weights])
    return model


def answer(asked):
    model = open_model(Path(asked["folder"]))
    xs = [np.array(x["data"], "float32").reshape(x["shape"]) for x in asked["inputs"]]
    ys = model.predict_on_batch(xs if len(xs) > 1 else xs[0])
    ys = ys if isinstance(ys, list) else [ys]
    outputs = [{"shape": list(y.shape), "data": [float(v) for v in y.ravel()]} for y in ys]
    return {"outputs": outputs, "parameters": model.count_params()}


if __name__ == "__main__":
    print(json.dumps([answer(asked) for asked in json.load(sys.stdin)]))
