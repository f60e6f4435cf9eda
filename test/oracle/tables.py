"""Keras on the examples' tables: same network (64, 32), data, split, encoding and settings as test/training/tables.test.ts.

    /opt/oracle/bin/python test/oracle/tables.py     writes test/oracle/tables.json

Test accuracy (penguins) and R² (cars) of each of five seeds. The encoded rows come from test/oracle/tables.ts.
"""
import json
import os
import subprocess
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np
import tensorflow as tf

here = Path(__file__).parent
export = subprocess.run(["node", "--import", "tsx", here / "tables.ts"], cwd=here.parent.parent, check=True, capture_output=True)
exported = json.loads(export.stdout)
settings = exported["settings"]


def rows(part, kind):
    x = np.array(part["x"], dtype=np.float32).reshape(part["rows"], -1)
    return x, np.array(part["y"], dtype=kind)


def score(name, data):
    classes = name == "penguins"
    kind = np.int32 if classes else np.float32
    (x, y), validation, (tx, ty) = (rows(data[s], kind) for s in ("train", "validation", "test"))
    keras.utils.set_random_seed(data["seed"])
    model = keras.Sequential([
        keras.Input((x.shape[1],)),
        keras.layers.Dense(64, "relu"),
        keras.layers.Dense(32, "relu"),
        keras.layers.Dense(3, "softmax") if classes else keras.layers.Dense(1),
    ])
    model.compile(keras.optimizers.Adam(settings["learningRate"]),
                  "sparse_categorical_crossentropy" if classes else "mean_squared_error")
    stop = keras.callbacks.EarlyStopping("val_loss", patience=settings["patience"], restore_best_weights=True)
    model.fit(x, y, batch_size=settings["batchSize"], epochs=settings["epochs"], validation_data=validation,
              callbacks=[stop], verbose=0)
    p = model.predict(tx, verbose=0)
    if classes:
        return float(np.mean(p.argmax(axis=1) == ty))
    return float(1 - np.sum((p[:, 0] - ty) ** 2) / np.sum((ty - ty.mean()) ** 2))


scores = {name: [score(name, data) for data in seeds] for name, seeds in exported["tables"].items()}
result = {
    "made": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    "settings": settings,
    "scores": scores,
    "means": {name: float(np.mean(s)) for name, s in scores.items()},
}
(here / "tables.json").write_text(json.dumps(result, indent=1) + "\n")
print(json.dumps(result["means"]))
