"""Numbers of Keras's fit for test/training: sample weights.

    /opt/oracle/bin/python test/oracle/fit.py     writes test/oracle/fit.json

Data and first weights are those of training.py, which the tests have too. Versions: requirements.txt.
"""
import json
from pathlib import Path

from training import CLASSES, data, floats, network, uniform
import keras
import numpy as np
from sklearn.utils.class_weight import compute_class_weight

ROWS, VALIDATION, BATCH, EPOCHS = 50, 37, 16, 3


def fit(model, optimizer, train, validation=None):
    """Epochs of batches in order, the last one smaller: history and weights. train: x, y, sample weights or None."""
    x, y, weights = train
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, BATCH, EPOCHS, sample_weight=weights, shuffle=False, validation_data=validation, verbose=0)
    return {"rows": ROWS, "validation": VALIDATION, "batchSize": BATCH, "epochs": EPOCHS,
            "history": {k: floats(v) for k, v in history.history.items()},
            "weights": [floats(w) for w in model.get_weights()]}


def row_weights(rows, key):
    """From 0 to 3, every seventh 0."""
    w = uniform(rows, key) * np.float32(3)
    w[::7] = 0
    return w


def sample_weight_cases():
    """Keras takes sample weights or class weights, not both: the product of the two is what it would make of them."""
    (x, y, label), (vx, vy, _) = data(ROWS), data(VALIDATION, key=2)
    w, vw = row_weights(ROWS, 31), row_weights(VALIDATION, 32)
    classes = {"a": 1, "b": 2.5, "c": 0.5}
    balanced = compute_class_weight("balanced", classes=np.arange(CLASSES), y=label, sample_weight=w.astype(np.float64))
    factors = {"none": np.ones(CLASSES), "given": np.array(list(classes.values())), "balanced": balanced}
    cases = {name: fit(network(), keras.optimizers.SGD(0.1), (x, y, w * f[label].astype(np.float32)), (vx, vy, vw))
             for name, f in factors.items()}
    return {"none": cases["none"], "given": {**cases["given"], "classWeight": classes},
            "balanced": {**cases["balanced"], "classWeight": "balanced", "factors": floats(balanced)}}


if __name__ == "__main__":
    result = {"made": {"keras": keras.__version__}, "sampleWeights": sample_weight_cases()}
    path = Path(__file__).with_name("fit.json")
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")
