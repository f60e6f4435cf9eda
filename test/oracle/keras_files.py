"""Models as Keras saves them, for test/keras/round-trips.test.ts.

    keras_files.py write FOLDER    writes NAME.keras and NAME.h5 of each architecture, and NAME.json: inputs and outputs
    keras_files.py open FOLDER     opens NAME.exported.keras of each and writes NAME.answers.json: its outputs

Versions: requirements.txt.
"""
import json
import logging
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
logging.getLogger("absl").setLevel(logging.ERROR)  # it advises against .h5
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers as L  # noqa: E402

I = keras.Input


def chain(shape, *layers, **options):
    return keras.Sequential([I(shape, **options), *layers])


def functional(shapes, f):
    xs = [I(s) for s in shapes]
    return keras.Model(xs if len(xs) > 1 else xs[0], f(*xs))


def residual(x):
    y = L.Conv2D(4, 3, padding="same", use_bias=False)(x)
    y = L.ReLU()(L.BatchNormalization()(y))
    y = L.BatchNormalization()(L.Conv2D(4, 3, padding="same", use_bias=False)(y))
    y = L.ReLU()(L.Add()([y, L.Conv2D(4, 1)(x)]))
    return L.Dense(3, "softmax")(L.GlobalAveragePooling2D()(y))


def inverted(x):
    y = L.Conv2D(8, 1, use_bias=False)(x)
    y = L.ReLU(6.0)(L.BatchNormalization()(y))
    y = L.DepthwiseConv2D(3, padding="same", strides=2, use_bias=False)(L.ZeroPadding2D(1)(y))
    y = L.Conv2D(4, 1)(L.ReLU(6.0)(L.BatchNormalization()(y)))
    return L.Dense(3)(L.Flatten()(y))


def unet(x):
    a = L.Conv2D(3, 3, padding="same", activation="relu")(x)
    b = L.Conv2D(4, 3, padding="same", activation="relu")(L.MaxPooling2D()(a))
    c = L.Conv2DTranspose(3, 2, strides=2)(b)
    return L.Conv2D(1, 1, activation="sigmoid")(L.Concatenate()([a, c, L.UpSampling2D(2)(b)]))


def transformer(x):
    y = L.LayerNormalization()(x)
    y = L.Add()([x, L.MultiHeadAttention(2, 3)(y, y)])
    z = L.Dense(4)(L.Dense(8, "gelu")(L.LayerNormalization()(y)))
    return L.Dense(2, "softmax")(L.GlobalAveragePooling1D()(L.Add()([y, z])))


def shared():
    inner = keras.Sequential([I((4,)), L.Dense(5, "relu"), L.Dense(3)], name="encoder")
    return functional([(4,), (4,)], lambda a, b: L.Dense(1, "sigmoid")(L.Subtract()([inner(a), inner(b)])))


def deep():
    small = chain((4,), L.Dense(3, "tanh"), L.BatchNormalization())
    middle = chain((4,), small, L.Dense(5, "relu"))
    return chain((4,), middle, L.Dense(2))


def adapted():
    layer = L.Normalization()
    layer.adapt(np.random.default_rng(0).normal(3, 2, (50, 4)))
    return chain((4,), layer, L.Dense(2))


def frozen():
    model = chain((4,), L.Dense(5, "relu", trainable=False), L.BatchNormalization(trainable=False), L.Dense(2))
    return model


MODELS = {
    "mlp": lambda: chain((4,), L.Dense(8, "relu"), L.Dropout(0.2), L.Dense(3, "softmax")),
    "regularized": lambda: chain((4,), L.Dense(8, "elu", kernel_regularizer="l2", kernel_constraint="max_norm"), L.Dense(1)),
    "binary": lambda: chain((6,), L.Dense(4, "swish"), L.Dense(1, "sigmoid")),
    "labels": lambda: chain((6,), L.Dense(4, "selu"), L.AlphaDropout(0.1), L.Dense(5, "sigmoid")),
    "normalized": adapted,
    "frozen": frozen,
    "lenet": lambda: chain((12, 12, 1), L.Rescaling(1 / 255), L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D(), L.Conv2D(6, 3), L.Flatten(), L.Dense(3, "softmax")),
    "residual": lambda: functional([(8, 8, 3)], residual),
    "inverted": lambda: functional([(8, 8, 3)], inverted),
    "unet": lambda: functional([(8, 8, 2)], unet),
    "separable": lambda: chain((8, 8, 3), L.SeparableConv2D(4, 3), L.GroupNormalization(2), L.PReLU(shared_axes=[1, 2]), L.GlobalMaxPooling2D(), L.Dense(2)),
    "conv1d": lambda: chain((16, 3), L.Conv1D(4, 3, padding="causal", dilation_rate=2), L.AveragePooling1D(2), L.Conv1D(4, 3, groups=2), L.LeakyReLU(), L.GlobalAveragePooling1D(), L.Dense(2)),
    "conv3d": lambda: chain((4, 4, 4, 1), L.Conv3D(2, 2), L.MaxPooling3D(), L.Flatten(), L.Dense(2)),
    "lstm": lambda: chain((6, 3), L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(2)),
    "gru": lambda: chain((6, 3), L.GRU(4, return_sequences=True), L.GRU(3, reset_after=False), L.Dense(1)),
    "simple_rnn": lambda: chain((6, 3), L.SimpleRNN(4, go_backwards=True), L.Dense(2)),
    "bidirectional": lambda: chain((6, 3), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Bidirectional(L.GRU(2), merge_mode="sum"), L.Dense(2)),
    "embedding": lambda: chain((7,), L.Embedding(20, 4, mask_zero=True), L.LSTM(3), L.Dense(2, "softmax")),
    "transformer": lambda: functional([(5, 4)], transformer),
    "attention": lambda: functional([(5, 4), (3, 4)], lambda q, v: L.Dense(2)(L.Flatten()(L.AdditiveAttention()([L.Attention()([q, v]), v])))),
    "grouped": lambda: functional([(5, 8)], lambda x: L.Dense(2)(L.Flatten()(L.RMSNormalization()(L.GroupQueryAttention(4, 4, 2)(x, x))))),
    "siamese": shared,
    "nested": deep,
    "wide_and_deep": lambda: functional([(4,), (3,)], lambda a, b: [L.Dense(1, name="price")(L.Concatenate()([a, L.Dense(4, "relu")(b)])), L.Dense(3, "softmax", name="kind")(b)]),
    "autoencoder": lambda: chain((8,), L.Dense(3, "relu"), L.RepeatVector(4), L.TimeDistributed(L.Dense(2, "tanh")), L.Reshape((8,)), L.Dense(8)),
    "mixed": lambda: chain((4,), L.Dense(8, "relu", dtype="float32"), L.UnitNormalization(), L.Dense(2, "softmax")),
    "dot": lambda: functional([(4,), (4,)], lambda a, b: L.Dot(1, normalize=True)([L.Dense(5)(a), L.Dense(5)(b)])),
}


def named(x):
    return x._keras_history.operation.name


def arrays(values):
    values = values if isinstance(values, (list, tuple)) else [values]
    return [{"shape": list(v.shape), "data": np.asarray(v, "float32").ravel().tolist()} for v in values]


def write(folder):
    rng = np.random.default_rng(1)
    for name, make in MODELS.items():
        keras.utils.set_random_seed(len(name))
        model = make()
        for weight in model.weights:
            if weight.dtype == "float32":
                weight.assign(np.abs(rng.normal(size=weight.shape)) * 0.5 + 0.1)
        for layer in model.layers:
            if isinstance(layer, L.Normalization):
                layer.finalize_state()
        whole = name == "embedding"
        xs = [(rng.integers(0, 20, (3, *x.shape[1:])) if whole else rng.normal(size=(3, *x.shape[1:]))).astype("float32") for x in model.inputs]
        model.save(folder / f"{name}.keras")
        model.save(folder / f"{name}.h5")
        ys = model(xs if len(xs) > 1 else xs[0])
        (folder / f"{name}.json").write_text(json.dumps({"inputs": arrays(xs), "outputs": arrays(ys), "names": [named(x) for x in model.inputs]}))


def answers(folder):
    for file in sorted(folder.glob("*.exported.keras")):
        name = file.name.removesuffix(".exported.keras")
        model = keras.models.load_model(file)
        asked = json.loads((folder / f"{name}.json").read_text())
        by = dict(zip(asked["names"], asked["inputs"]))
        xs = [np.array(by[named(x)]["data"], "float32").reshape(by[named(x)]["shape"]) for x in model.inputs]
        ys = model(xs if len(xs) > 1 else xs[0])
        (folder / f"{name}.answers.json").write_text(json.dumps(arrays(ys)))
    print(json.dumps(sorted(name for name in dir(L) if isinstance(getattr(L, name), type))))


if __name__ == "__main__":
    {"write": write, "open": answers}[sys.argv[1]](Path(sys.argv[2]))
