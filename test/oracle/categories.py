"""Keras's numbers for test/training/categories.test.ts: a text and a whole number, looked up and embedded.

    /opt/oracle/bin/python test/oracle/categories.py     writes test/oracle/categories.json

StringLookup and IntegerLookup know the values of the training rows; 0 stands for any other and for a missing text.
Versions: requirements.txt.
"""
import json
from pathlib import Path

from training import floats, uniform
import keras
import numpy as np

ROWS, BATCH, EPOCHS = 40, 8, 3
CITIES = ["Berlin", "Kyoto", "Lima", "Oslo"]
STORES = [7, 120, 4000]
TABLES = {"city": (len(CITIES) + 1, 3), "store": (len(STORES) + 1, 2)}


def records(rows):
    """Every ninth city is missing; the number to predict hangs on both."""
    city = ["" if row % 9 == 8 else CITIES[(3 * row + row // 4) % 4] for row in range(rows)]
    store = [STORES[(row + row // 5) % 3] for row in range(rows)]
    noise = uniform(rows, 5)
    y = [float(np.float32(10 * len(c) + s / 100 + n)) for c, s, n in zip(city, store, noise)]
    return [{"city": c or None, "store": s, "y": v} for c, s, v in zip(city, store, y)]


def first_weights():
    shapes = [TABLES["city"], TABLES["store"], (5, 1), (1,)]
    return [(uniform(int(np.prod(s)), 60 + i) - np.float32(0.5)).reshape(s) for i, s in enumerate(shapes)]


def model():
    city, store = keras.Input((), name="city", dtype="int32"), keras.Input((), name="store", dtype="int32")
    vectors = [keras.layers.Embedding(*TABLES[x.name])(x) for x in (city, store)]
    result = keras.Model([city, store], keras.layers.Dense(1)(keras.layers.Concatenate()(vectors)))
    result.set_weights(first_weights())
    return result


def indices(rows):
    city = keras.layers.StringLookup(vocabulary=CITIES)(np.array([r["city"] or "" for r in rows]))
    store = keras.layers.IntegerLookup(vocabulary=STORES)(np.array([r["store"] for r in rows]))
    return [np.array(city, np.int32), np.array(store, np.int32)]


train = records(ROWS)
y = np.array([r["y"] for r in train])
mean, std = y.mean(), y.std()
network = model()
network.compile(keras.optimizers.SGD(0.05), "mean_squared_error")
x = indices(train)
history = network.fit(x, ((y - mean) / std).astype(np.float32)[:, None], BATCH, EPOCHS, shuffle=False, verbose=0)
asked = [{"city": "Lima", "store": 120}, {"city": "Atlantis", "store": 7}, {"city": None, "store": 5}]
predicted = network.predict(indices(asked), verbose=0)[:, 0] * std + mean
result = {
    "made": {"keras": keras.__version__},
    "batchSize": BATCH, "epochs": EPOCHS, "learningRate": 0.05,
    "train": train, "indices": [i.tolist() for i in x], "first": [floats(w) for w in first_weights()],
    "loss": floats(history.history["loss"]), "weights": [floats(w) for w in network.get_weights()],
    "asked": asked, "predicted": floats(predicted),
}
path = Path(__file__).with_name("categories.json")
path.write_text(json.dumps(result, indent=1) + "\n")
print(path, path.stat().st_size, "bytes")
