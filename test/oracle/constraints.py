"""Numbers of Keras's constraints, for test/catalogue/components.test.ts and test/training/constraints.test.ts.

    /opt/oracle/bin/python test/oracle/constraints.py     writes test/oracle/constraints.json

Data and first weights are those of training.py, which the tests have too. Versions: requirements.txt.
"""
import json
from pathlib import Path

from training import SHAPES, data, floats, weights
import keras
import numpy as np

BATCH, ROWS, EPOCHS = 16, 50, 3


def values():
    random = np.random.default_rng(4)
    matrix, kernel = random.normal(size=(4, 3)), random.normal(size=(2, 2, 3, 2))
    cases = [
        ("MaxNorm", {}, {}, matrix * 2),
        ("MaxNorm", {"maxValue": 0.7, "axis": 1}, {"max_value": 0.7, "axis": 1}, matrix),
        ("MaxNorm", {"maxValue": 1, "axis": [0, 1, 2]}, {"max_value": 1, "axis": [0, 1, 2]}, kernel),
        ("MinMaxNorm", {}, {}, matrix),
        ("MinMaxNorm", {"minValue": 1, "maxValue": 1.5, "rate": 0.3}, {"min_value": 1, "max_value": 1.5, "rate": 0.3}, matrix),
        ("NonNeg", {}, {}, matrix),
        ("UnitNorm", {}, {}, matrix),
        ("UnitNorm", {"axis": [0, 1, 2]}, {"axis": [0, 1, 2]}, kernel),
    ]
    found = []
    for name, args, given, w in cases:
        w = w.astype("float32")
        result = getattr(keras.constraints, name)(**given)(keras.ops.convert_to_tensor(w))
        found.append({"constraint": name, "args": args, "w": {"shape": w.shape, "data": floats(w)},
                      "result": {"shape": w.shape, "data": floats(result)}})
    return found


def network():
    c = keras.constraints
    model = keras.Sequential([
        keras.Input((6,)),
        keras.layers.Dense(8, "relu", kernel_constraint=c.MaxNorm(0.3), bias_constraint=c.NonNeg()),
        keras.layers.Dense(3, "softmax", kernel_constraint=c.MinMaxNorm(0.5, 0.6, rate=0.5, axis=1)),
    ])
    model.set_weights(weights(SHAPES))
    return model


def fit(optimizer):
    model, (x, y, _) = network(), data(ROWS)
    model.compile(optimizer, "categorical_crossentropy")
    history = model.fit(x, y, BATCH, EPOCHS, shuffle=False, verbose=0)
    return {"loss": floats(history.history["loss"]), "weights": [floats(w) for w in model.get_weights()]}


result = {
    "made": {"keras": keras.__version__},
    "values": values(),
    "rows": ROWS, "batchSize": BATCH, "epochs": EPOCHS,
    "plain": fit(keras.optimizers.Adam(0.02)),
    "accumulated": fit(keras.optimizers.SGD(0.2, gradient_accumulation_steps=2)),
    "averaged": fit(keras.optimizers.SGD(0.2, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4)),
}
path = Path(__file__).with_name("constraints.json")
path.write_text(json.dumps(result, indent=1) + "\n")
print(path, path.stat().st_size, "bytes")
