"""Numbers of Keras for test/training/convolution.test.ts: 20 steps of a small CNN, and its predictions afterwards.

    /opt/oracle/bin/python test/oracle/convolution.py     writes test/oracle/convolution.json

Data and first weights come from the counter generator of training.py. Versions: requirements.txt.
"""
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
import keras
import numpy as np
from keras import layers as L

SIZE, CHANNELS, CLASSES, STEPS, BATCH = 9, 2, 3, 20, 16


def uniform(count, key):
    """The first numbers of the stream `key`, in [0, 1): lowbias32 of i * 0x9e3779b9 + key, top 24 bits."""
    x = np.arange(count, dtype=np.uint64) * 0x9E3779B9 + key & 0xFFFFFFFF
    for shift, multiplier in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ x >> np.uint64(shift)) * multiplier & 0xFFFFFFFF
    x ^= x >> np.uint64(16)
    return ((x >> np.uint64(8)).astype(np.float64) / 2**24).astype(np.float32)


def centred(shape, key):
    return (uniform(int(np.prod(shape)), key) - np.float32(0.5)).reshape(shape)


def floats(array):
    return [float(f"{v:.9g}") for v in np.asarray(array, dtype=np.float64).ravel()]


rows = STEPS * BATCH
x = centred((rows, SIZE, SIZE, CHANNELS), 1)
label = x.reshape(rows, -1)[:, :CLASSES].argmax(axis=1)
y = np.eye(CLASSES, dtype=np.float32)[label]
model = keras.Sequential([
    keras.Input((SIZE, SIZE, CHANNELS)),
    L.Conv2D(4, 3, activation="relu"),
    L.MaxPooling2D(2),
    L.Conv2D(5, 2, padding="same", activation="tanh"),
    L.AveragePooling2D(2, padding="same"),
    L.Conv2D(3, 1, strides=2, activation="relu"),
    L.Flatten(),
    L.Dense(CLASSES, "softmax"),
])
model.set_weights([centred(w.shape, 100 + i) * np.float32(0.8) for i, w in enumerate(model.weights)])
model.compile(keras.optimizers.SGD(0.1), "categorical_crossentropy")
losses = []
for i in range(STEPS):
    batch = slice(i * BATCH, (i + 1) * BATCH)
    model.reset_metrics()
    losses.append(model.train_on_batch(x[batch], y[batch]))
found = {
    "rows": rows,
    "batchSize": BATCH,
    "loss": float(np.mean(losses)),
    "weights": [floats(w) for w in model.get_weights()],
    "predictions": floats(model.predict(x[:5], verbose=0)),
}
(Path(__file__).parent / "convolution.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
