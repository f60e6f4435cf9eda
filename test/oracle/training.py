"""Numbers of Keras for test/training: first steps of each optimizer, penalties, clipping, class weights, callbacks.

    /opt/oracle/bin/python test/oracle/training.py     writes test/oracle/training.json

Data and first weights come from a counter generator that the tests have too (src/graph/counter-hash.ts), so that the file holds
only what Keras computed. Gradient descent and the momentum with an exponential mean are computed with numpy in float64
from their formulas. Versions: requirements.txt.
"""
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

FEATURES, HIDDEN, CLASSES = 6, 8, 3
STEPS, BATCH = 20, 16


def uniform(count, key):
    """The first numbers of the stream `key`, in [0, 1): lowbias32 of i * 0x9e3779b9 + key, top 24 bits."""
    x = np.arange(count, dtype=np.uint64) * 0x9E3779B9 + key & 0xFFFFFFFF
    for shift, multiplier in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ x >> np.uint64(shift)) * multiplier & 0xFFFFFFFF
    x ^= x >> np.uint64(16)
    return ((x >> np.uint64(8)).astype(np.float64) / 2**24).astype(np.float32)


def data(rows, features=FEATURES, classes=CLASSES, key=1):
    """x in [-0.5, 0.5); the class is the largest of the first features."""
    x = uniform(rows * features, key).reshape(rows, features) - np.float32(0.5)
    label = x[:, :classes].argmax(axis=1)
    return x, np.eye(classes, dtype=np.float32)[label], label


def weights(shapes, key=100):
    """Weight i is uniform in [-0.4, 0.4), stream key + i."""
    return [((uniform(int(np.prod(s)), key + i) - np.float32(0.5)) * np.float32(0.8)).reshape(s) for i, s in enumerate(shapes)]


SHAPES = [(FEATURES, HIDDEN), (HIDDEN,), (HIDDEN, CLASSES), (CLASSES,)]


def network(regularizer=None, units=CLASSES, activation="softmax"):
    model = keras.Sequential([
        keras.Input((FEATURES,)),
        keras.layers.Dense(HIDDEN, "relu", kernel_regularizer=regularizer),
        keras.layers.Dense(units, activation),
    ])
    shapes = SHAPES if units == CLASSES else [*SHAPES[:2], (HIDDEN, units), (units,)]
    model.set_weights(weights(shapes))
    return model


def floats(array):
    return [float(v) for v in np.asarray(array, dtype=np.float64).ravel()]


def steps(name, ours, optimizer, regularizer=None, class_weight=None):
    model = network(regularizer)
    model.compile(optimizer, "categorical_crossentropy")
    x, y, _ = data(STEPS * BATCH)
    losses = []
    for i in range(STEPS):
        rows = slice(i * BATCH, (i + 1) * BATCH)
        model.reset_metrics()
        losses.append(model.train_on_batch(x[rows], y[rows], class_weight=class_weight))
    return {"name": name, "rows": STEPS * BATCH, "batchSize": BATCH, "epochs": 1, **ours,
            "losses": floats(losses), "weights": [floats(w) for w in model.get_weights()]}


def by_formula(name, ours, update, rows, batch, epochs):
    """The same network with its gradient written out, in float64; update(w, gradient, velocity) -> w, velocity."""
    x, y, _ = data(rows)
    x, y = x.astype(np.float64), y.astype(np.float64)
    w = [a.astype(np.float64) for a in weights(SHAPES)]
    v = [np.zeros_like(a) for a in w]
    losses = []
    for _ in range(epochs):
        for at in range(0, rows, batch):
            xb, yb = x[at:at + batch], y[at:at + batch]
            z = xb @ w[0] + w[1]
            h = np.maximum(z, 0)
            logits = h @ w[2] + w[3]
            e = np.exp(logits - logits.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            losses.append(-np.mean(np.sum(yb * np.log(p), axis=1)))
            d = (p - yb) / len(xb)
            dz = (d @ w[2].T) * (z > 0)
            for i, g in enumerate([xb.T @ dz, dz.sum(axis=0), h.T @ d, d.sum(axis=0)]):
                w[i], v[i] = update(w[i], g, v[i])
    return {"name": name, "rows": rows, "batchSize": batch, "epochs": epochs, **ours,
            "losses": floats(losses), "weights": [floats(a) for a in w]}


def optimizer_cases():
    o = keras.optimizers
    spec = lambda name, args, **clip: {"optimizer": {"className": name, "args": args, **clip}}
    ema = lambda w, g, v: (w - 0.1 * (0.9 * v + 0.1 * g), 0.9 * v + 0.1 * g)
    return [
        steps("SGD", spec("SGD", {"learningRate": 0.1}), o.SGD(0.1)),
        steps("SGD with momentum", spec("SGD", {"learningRate": 0.1, "momentum": 0.9}), o.SGD(0.1, 0.9)),
        steps("Nesterov", spec("SGD", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}),
              o.SGD(0.1, 0.9, nesterov=True)),
        steps("Adam", spec("Adam", {"learningRate": 0.01}), o.Adam(0.01)),
        steps("AdamW", spec("AdamW", {"learningRate": 0.01, "weightDecay": 0.1}), o.AdamW(0.01, weight_decay=0.1)),
        steps("Nadam", spec("Nadam", {"learningRate": 0.01}), o.Nadam(0.01)),
        steps("RMSprop", spec("RMSprop", {"learningRate": 0.01, "momentum": 0.5}), o.RMSprop(0.01, momentum=0.5)),
        steps("Adagrad", spec("Adagrad", {"learningRate": 0.1}), o.Adagrad(0.1)),
        steps("Adadelta", spec("Adadelta", {"learningRate": 0.5}), o.Adadelta(0.5)),
        steps("Adamax", spec("Adamax", {"learningRate": 0.01}), o.Adamax(0.01)),
        by_formula("gradient descent", spec("GradientDescent", {"learningRate": 0.5}),
                   lambda w, g, v: (w - 0.5 * g, v), rows=200, batch=200, epochs=STEPS),
        by_formula("momentum as an exponential mean", spec("Momentum", {"learningRate": 0.1, "momentum": 0.9}),
                   ema, rows=STEPS * BATCH, batch=BATCH, epochs=1),
        steps("clipNorm", spec("SGD", {"learningRate": 0.5}, clipNorm=0.05), o.SGD(0.5, clipnorm=0.05)),
        steps("clipValue", spec("SGD", {"learningRate": 0.5}, clipValue=0.01), o.SGD(0.5, clipvalue=0.01)),
        steps("L2 penalty", {**spec("SGD", {"learningRate": 0.1}), "regularizer": "L2(0.1)"}, o.SGD(0.1),
              regularizer=keras.regularizers.L2(0.1)),
        steps("class weights", {**spec("SGD", {"learningRate": 0.1}), "classWeight": {"a": 1, "b": 2.5, "c": 0.5}},
              o.SGD(0.1), class_weight={0: 1.0, 1: 2.5, 2: 0.5}),
    ]


def schedule_case():
    """20 steps in two epochs with a rate that changes from step to step."""
    args = {"initialLearningRate": 0.02, "decaySteps": 12, "warmupTarget": 0.5, "warmupSteps": 6, "alpha": 0.1}
    rate = keras.optimizers.schedules.CosineDecay(
        0.02, decay_steps=12, warmup_target=0.5, warmup_steps=6, alpha=0.1)
    x, y, _ = data(80)
    model = network()
    model.compile(keras.optimizers.SGD(rate), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0).history
    return {"rows": 80, "batchSize": 8, "epochs": 2, "schedule": {"className": "CosineDecay", "args": args},
            "history": {k: floats(v) for k, v in history.items()}, "lastRates": floats([rate(9), rate(19)]),
            "weights": [floats(w) for w in model.get_weights()]}


def epochs_case():
    """fit with a smaller last batch and validation rows: what Keras writes into its history."""
    x, y, _ = data(50)
    vx, vy, _ = data(37, key=2)
    model = network()
    model.compile(keras.optimizers.Adam(0.02), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, batch_size=16, epochs=4, shuffle=False, validation_data=(vx, vy), verbose=0).history
    return {"rows": 50, "validation": 37, "batchSize": 16, "epochs": 4, "learningRate": 0.02,
            "history": {k: floats(v) for k, v in history.items()}}


def regression_case():
    """Targets in their own unit, standardised for training; metrics of the unit."""
    x, _, _ = data(64)
    y = (300 + 100 * x[:, :1] - 50 * x[:, 1:2]).astype(np.float64)
    mean, std = y.mean(), y.std()
    model = network(units=1, activation=None)
    model.compile(keras.optimizers.SGD(0.05), "mean_squared_error")
    model.fit(x, ((y - mean) / std).astype(np.float32), batch_size=64, epochs=3, shuffle=False, verbose=0)
    predicted = model.predict(x, verbose=0).astype(np.float64) * std + mean
    # what the fourth epoch reports: its loss and metrics are those of the weights before its one step
    return {"rows": 64, "learningRate": 0.05, "epochs": 4, "target": floats(y), "mean": mean, "std": std,
            "loss": float(np.mean(((predicted - y) / std) ** 2)),
            "mae": float(np.mean(np.abs(predicted - y))),
            "rmse": float(np.sqrt(np.mean((predicted - y) ** 2))),
            "r2": float(1 - np.sum((predicted - y) ** 2) / np.sum((y - mean) ** 2))}


def two_outputs_case():
    """One hidden layer on two inputs side by side, two heads; losses add up."""
    x, y, _ = data(48)
    number = (x[:, 3:4] * 2 + x[:, 5:6]).astype(np.float32)
    left, right = keras.Input((4,), name="left"), keras.Input((2,), name="right")
    hidden = keras.layers.Dense(HIDDEN, "relu")(keras.layers.Concatenate()([left, right]))
    label = keras.layers.Dense(CLASSES, "softmax", name="label")(hidden)
    amount = keras.layers.Dense(1, name="amount")(hidden)
    model = keras.Model([left, right], [label, amount])
    model.set_weights(weights([*SHAPES, (HIDDEN, 1), (1,)]))
    model.compile(keras.optimizers.SGD(0.1), ["categorical_crossentropy", "mean_squared_error"],
                  metrics=[["accuracy"], ["mae"]])
    history = model.fit([x[:, :4], x[:, 4:]], [y, number], batch_size=16, epochs=3, shuffle=False, verbose=0).history
    return {"rows": 48, "batchSize": 16, "epochs": 3, "learningRate": 0.1, "number": floats(number),
            "history": {k: floats(v) for k, v in history.items()}, "weights": [floats(w) for w in model.get_weights()]}


def normalization_case():
    """Moving statistics through fit, with a last batch of two rows, and what they give on validation rows."""
    x, y, _ = data(50)
    vx, vy, _ = data(37, key=2)
    model = keras.Sequential([
        keras.Input((FEATURES,)),
        keras.layers.Dense(HIDDEN),
        keras.layers.BatchNormalization(momentum=0.8),
        keras.layers.ReLU(),
        keras.layers.Dense(CLASSES, "softmax"),
    ])
    shapes = [*SHAPES[:2], *[(HIDDEN,)] * 4, *SHAPES[2:]]
    first = weights(shapes)
    first[5] = np.abs(first[5])
    model.set_weights(first)
    model.compile(keras.optimizers.SGD(0.1), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, batch_size=16, epochs=4, shuffle=False, validation_data=(vx, vy), verbose=0).history
    return {"rows": 50, "validation": 37, "batchSize": 16, "epochs": 4, "learningRate": 0.1,
            "history": {k: floats(v) for k, v in history.items()}, "weights": [floats(w) for w in model.get_weights()],
            "predictions": floats(model.predict(vx, verbose=0))}


def embedding_case():
    """Rows of five numbers below 12, many of them twice in a batch; the class is that of the first number.

    The gradient is made dense before Adam sees it: on TensorFlow, Keras 3.15 squares the parts of a number that comes
    twice one by one, before they are added, and so has other second moments than on its other backends.
    """
    ids = np.floor(uniform(STEPS * BATCH * 5, 11).astype(np.float64) * 12).astype(np.int32).reshape(-1, 5)
    y = np.eye(CLASSES, dtype=np.float32)[ids[:, 0] % CLASSES]
    model = keras.Sequential([
        keras.Input((5,), dtype="int32"),
        keras.layers.Embedding(12, 4),
        keras.layers.Flatten(),
        keras.layers.Dense(CLASSES, "softmax"),
    ])
    model.set_weights(weights([(12, 4), (20, CLASSES), (CLASSES,)]))
    optimizer, losses = keras.optimizers.Adam(0.01), []
    for at in range(0, len(ids), BATCH):
        with tf.GradientTape() as tape:
            rows = keras.losses.categorical_crossentropy(y[at:at + BATCH], model(ids[at:at + BATCH]))
            loss = tf.reduce_mean(rows)
        gradients = tape.gradient(loss, [w.value for w in model.trainable_variables])
        optimizer.apply([tf.convert_to_tensor(g) for g in gradients], model.trainable_variables)
        losses.append(float(loss))
    return {"rows": len(ids), "batchSize": BATCH, "epochs": 1, "learningRate": 0.01, "loss": float(np.mean(losses)),
            "weights": [floats(w) for w in model.get_weights()]}


def recurrent_case():
    """Each recurrent layer, both ways and one way, on three steps of two numbers; Adam, a last batch of two rows."""
    x, y, _ = data(50)
    vx, vy, _ = data(37, key=2)
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((3, 2)),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
        layers.GRU(3, return_sequences=True, go_backwards=True),
        layers.SimpleRNN(4),
        layers.Dense(CLASSES, "softmax"),
    ])
    shapes = [tuple(w.shape) for w in model.weights]
    model.set_weights(weights(shapes))
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    sequences = lambda a: a.reshape(-1, 3, 2)
    history = model.fit(sequences(x), y, batch_size=16, epochs=5, shuffle=False, verbose=0,
                        validation_data=(sequences(vx), vy)).history
    return {"rows": 50, "validation": 37, "batchSize": 16, "epochs": 5, "learningRate": 0.01, "shapes": shapes,
            "history": {k: floats(v) for k, v in history.items()}, "weights": [floats(w) for w in model.get_weights()]}


def callbacks_case():
    """Which epoch ends a training, which weights it keeps, and the learning rates, for a given course of val_loss."""
    course = [1.0, 0.8, 0.85, 0.79995, 0.9, 0.91, 0.92, 0.7, 0.7, 0.71, 0.72, 0.73, 0.74, 0.6]
    found = []
    for patience in (1, 2, 3, 5):
        model = network()
        model.compile(keras.optimizers.SGD(0.1), "categorical_crossentropy")
        stop = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        plateau = keras.callbacks.ReduceLROnPlateau("val_loss", patience=patience)
        for c in (stop, plateau):
            c.set_model(model)
            c.on_train_begin()
        rates, stopped = [], None
        for epoch, loss in enumerate(course):
            plateau.on_epoch_end(epoch, {"val_loss": loss})
            rates.append(float(model.optimizer.learning_rate))
            if stopped is None:
                stop.on_epoch_end(epoch, {"val_loss": loss})
                stopped = epoch + 1 if model.stop_training else None
        found.append({"patience": patience, "stopped": stopped, "best": stop.best_epoch + 1, "rates": rates})
    return {"course": course, "found": found}


def reference_case():
    """1000 - Dense 128 relu - Dense 10 softmax, Adam 0.001, one epoch of 32: losses, biases, a sample of the kernels."""
    rows, features, classes = 3200, 1000, 10
    x, y, _ = data(rows, features, classes, key=7)
    model = keras.Sequential([
        keras.Input((features,)), keras.layers.Dense(128, "relu"), keras.layers.Dense(classes, "softmax")])
    shapes = [(features, 128), (128,), (128, classes), (classes,)]
    first = weights(shapes, key=200)
    model.set_weights([first[0] * np.float32(0.2), first[1] * 0, first[2] * np.float32(0.5), first[3] * 0])
    model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, batch_size=32, epochs=1, shuffle=False, verbose=0).history
    w = model.get_weights()
    return {"rows": rows, "batchSize": 32, "loss": history["loss"][0], "accuracy": history["accuracy"][0],
            "stride": 499, "kernel": floats(w[0].ravel()[::499]), "bias": floats(w[1]),
            "outputKernel": floats(w[2]), "outputBias": floats(w[3]),
            "predictions": floats(model.predict(x[:8], verbose=0))}


if __name__ == "__main__":
    result = {
        "made": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
        "optimizers": optimizer_cases(),
        "schedule": schedule_case(),
        "epochs": epochs_case(),
        "regression": regression_case(),
        "twoOutputs": two_outputs_case(),
        "normalization": normalization_case(),
        "embedding": embedding_case(),
        "recurrent": recurrent_case(),
        "callbacks": callbacks_case(),
        "reference": reference_case(),
    }
    path = Path(__file__).with_name("training.json")
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")
