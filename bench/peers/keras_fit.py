"""Keras on TensorFlow: `keras_fit.py TASK`. Trains by fit; predicts by predict, and by the model as a tf.function."""
import os
import re
import time

import keras
import tensorflow as tf
from common import Threads, answer, batch, least, model, peak_memory, seconds, steps, task, weights, x, y

if os.environ["BENCH_CORES"] == "one":
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def snake(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def build():
    given = keras.Input(tuple(model["shape"]), dtype="int32" if model.get("tokens") else "float32")
    values = {"in": given}
    for layer in model["layers"]:
        made = getattr(keras.layers, layer["className"])(
            name=layer["id"], **{snake(k): v for k, v in layer["args"].items()})
        inbound = [values[i] for i in layer["inputs"]]
        if layer["className"] == "MultiHeadAttention":
            values[layer["id"]] = made(*inbound)
        else:
            values[layer["id"]] = made(inbound if len(inbound) > 1 else inbound[0])
    built = keras.Model(given, values[model["layers"][-1]["id"]])
    for name, arrays in weights().items():
        built.get_layer(name).set_weights(arrays)
    return built


class Clock(keras.callbacks.Callback):
    """When the first step was done, how long each epoch took; ends the training when the time is over."""

    def __init__(self, limit=None):
        super().__init__()
        self.first, self.times, self.limit = None, [], limit

    def on_train_batch_end(self, batch, logs=None):
        self.first = self.first or time.time() * 1000

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()
        if epoch == 1:
            self.warm, self.threads = self.began, Threads()

    def on_epoch_end(self, epoch, logs=None):
        now = time.perf_counter()
        self.times.append(now - self.began)
        if self.limit is not None and epoch >= 2 and now - self.warm > self.limit:
            self.model.stop_training = True


class EpochClock(Clock):
    """Without a callback of the batches, which costs time."""

    on_train_batch_end = keras.callbacks.Callback.on_train_batch_end


built = build()
metric = "mae" if model["loss"] == "MeanSquaredError" else "accuracy"
built.compile(keras.optimizers.Adam(0.001), snake(model["loss"]), metrics=[metric])
first = Clock()
n = task["checkRows"]
loss = built.fit(x[:n], y[:n], batch_size=batch, shuffle=False, verbose=0, callbacks=[first]).history["loss"][0]
clock = EpochClock(seconds)
built.fit(x, y, batch_size=batch, epochs=1_000_000, verbose=0, callbacks=[clock])
threads, memory = clock.threads.used(), peak_memory()

one = x[:1]
function = tf.function(lambda rows: built(rows, training=False))
function(tf.constant(one))
built.predict(one, verbose=0)
built.predict(x, batch_size=1024, verbose=0)
answer(
    loss=float(loss),
    firstStepAt=first.first,
    step={"fit": min(clock.times[1:]) * 1000 / steps},
    predictOne={
        "predict": least(seconds / 4, 5, lambda: built.predict(one, verbose=0)),
        "tf.function": least(seconds / 4, 20, lambda: function(tf.constant(one)).numpy()),
    },
    rowsPerSecond=len(x) * 1000 / least(seconds / 4, 1, lambda: built.predict(x, batch_size=1024, verbose=0)),
    memory=memory,
    threads=threads,
    versions={"keras": keras.__version__, "tensorflow": tf.__version__},
)
