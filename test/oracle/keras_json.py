"""Models that Keras saves as JSON, with weights, inputs and outputs, for test/network/keras-foreign.test.ts: what our reader
must give as Keras does, or refuse by name.

    .cache/oracle/bin/python test/oracle/keras_json.py     writes test/oracle/keras_json.json

Versions: requirements.txt.
"""
import base64
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers as L  # noqa: E402

keras.utils.set_random_seed(1)
rng = np.random.default_rng(1)
records = []
b64 = lambda a: base64.b64encode(np.ascontiguousarray(a, "float32").tobytes()).decode()


def named(model, before=""):
    """Weights by the names of their layers, those of an inner model behind its own."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from named(layer, f"{before}{layer.name}/")
        else:
            for w in layer.weights:
                if w.dtype == "float32":
                    yield before + w.path[w.path.index(f"{layer.name}/") :], w


def case(name, model, refused=None, whole=0):
    """`refused`: what the reader must say instead. `whole`: inputs are whole numbers below it."""
    for weight in model.weights:
        if weight.dtype == "float32":
            weight.assign(np.abs(rng.normal(size=weight.shape)) * 0.5 + 0.1)
    for layer in model.layers:
        if isinstance(layer, L.Normalization):
            layer.finalize_state()
    shapes = [(3, *x.shape[1:]) for x in model.inputs]
    xs = [rng.integers(0, whole, s) if whole else rng.normal(size=s) for s in shapes]
    if "mask" in name and not whole:
        xs[0][0, 2:] = 0
        xs[0][1, 3:] = 0
    xs = [x.astype("float32") for x in xs]
    ys = model(xs if len(xs) > 1 else xs[0])
    weights = list(named(model))
    records.append({
        "name": name,
        "model": {
            "modelTopology": {"keras_version": keras.__version__, "backend": "tensorflow", "model_config": json.loads(model.to_json())},
            "weightsManifest": [{
                "paths": ["weights.bin"],
                "weights": [{"name": n, "shape": list(w.shape), "dtype": "float32"} for n, w in weights],
            }],
        },
        "weights": b64(np.concatenate([np.asarray(w).ravel() for _, w in weights]) if weights else np.zeros(0)),
        "inputs": [{"shape": list(x.shape), "data": b64(x)} for x in xs],
        "outputs": [{"shape": list(y.shape), "data": b64(y)} for y in (ys if isinstance(ys, (list, tuple)) else [ys])],
        **({"refused": refused} if refused else {}),
    })


def functional(shape, f, **options):
    x = keras.Input(shape, **options)
    return keras.Model(x, f(x))


case("masking and a bidirectional LSTM, mask by NotEqual", functional((4, 3), lambda x: L.Bidirectional(L.LSTM(2, return_sequences=True), merge_mode="sum")(L.Masking()(x))))
case("masking through a dense layer, mask by NotEqual", functional((4, 3), lambda x: L.GRU(2)(L.Dense(3)(L.Masking(0.0)(x)))))
case("mask_zero of an embedding", functional((5,), lambda x: L.LSTM(3)(L.Embedding(7, 4, mask_zero=True)(x))), whole=7)
case("identity", keras.Sequential([keras.Input((8,)), L.Dense(4, "silu"), L.Identity(), L.Dense(2, kernel_initializer=keras.initializers.VarianceScaling(2, "fan_out"), bias_initializer=keras.initializers.Constant(0.1))]))
case("initializers", keras.Sequential([keras.Input((8,)), L.Dense(4, kernel_initializer=keras.initializers.VarianceScaling(2, "fan_avg", "uniform")), L.Dense(3, kernel_initializer="he_normal", bias_initializer="ones"), L.Dense(2, kernel_initializer=keras.initializers.RandomNormal(0.1, 0.2))]))


def excited(x):
    s = L.Conv2D(4, 1, activation="sigmoid")(L.GlobalAveragePooling2D(keepdims=True)(x))
    return L.Flatten()(L.Multiply()([x, s]))


case("squeeze and excitation", functional((4, 4, 4), excited))
case("a vector that scales channels", functional((4, 4, 3), lambda x: L.Multiply()([x, L.Dense(3)(L.GlobalAveragePooling2D()(x))])))
case("RMS normalization over the last axis", functional((3, 4), lambda x: L.RMSNormalization()(L.Dense(3)(x))))
case("RMS normalization over two axes", functional((3, 4), lambda x: L.RMSNormalization(axis=[1, 2])(x)), refused="axis")
case("rescaling", functional((4, 4, 3), lambda x: L.Flatten()(L.Rescaling(1 / 127.5, offset=-1)(x))))
case("rescaling of each channel", functional((4, 4, 3), lambda x: L.Flatten()(L.Rescaling([0.1, 0.2, 0.3], offset=[1.0, 2.0, 3.0])(x))))
case("normalization by given moments", functional((3,), lambda x: L.Dense(2)(L.Normalization(mean=[1.0, 2.0, 3.0], variance=[1.0, 4.0, 9.0])(x))))
case("normalization by one mean for all", functional((4, 3), lambda x: L.Dense(2)(L.Normalization(axis=None, mean=0.3, variance=2.0)(x))))


def adapted():
    layer = L.Normalization()
    layer.adapt(rng.normal(size=(50, 3)))
    return functional((3,), lambda x: L.Dense(2)(layer(x)))


case("normalization that was adapted", adapted())


def nested():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(5, "relu"), L.Dense(3)], name="inner")
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    return keras.Model([a, b], L.Add()([inner(a), inner(b)]))


case("a model in a model, called twice", nested())


def deep():
    x = keras.Input((4,))
    small = keras.Model(x, L.Dense(3, name="same")(x), name="small")
    y = keras.Input((4,))
    middle = keras.Model(y, L.Dense(3, name="same")(small(y)), name="middle")
    return keras.Sequential([keras.Input((4,)), middle, L.Dense(2, name="same")])


case("models in models, whose layers have one name", deep())
case("time distributed dense", functional((5, 4), lambda x: L.TimeDistributed(L.Dense(3, "tanh"))(x)))
case("time distributed activation and dropout", functional((5, 4), lambda x: L.TimeDistributed(L.Dropout(0.5))(L.TimeDistributed(L.Activation("relu"))(x))))
case("time distributed convolution", functional((5, 6, 6, 1), lambda x: L.TimeDistributed(L.Conv2D(2, 3))(x)), refused="TimeDistributed")


def frozen():
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, trainable=False), L.BatchNormalization(trainable=False), L.Dense(2)])
    return model


case("layers that are not trained", frozen())
case("an op of Keras that is no layer", functional((4,), lambda x: keras.ops.sin(x)), refused="Sin")
case("a mask that is another one", functional((4, 3), lambda x: L.LSTM(2)(x, mask=keras.ops.any(keras.ops.not_equal(x, 1.0), axis=-1))), refused="mask")

(Path(__file__).parent / "keras_json.json").write_text(json.dumps(records, separators=(",", ":")) + "\n")
