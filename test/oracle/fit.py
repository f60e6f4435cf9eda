"""Numbers of Keras's fit for test/training: sample weights, accumulated gradients, averaged weights.

    /opt/oracle/bin/python test/oracle/fit.py     writes test/oracle/fit.json

Data and first weights are those of training.py, which the tests have too. Versions: requirements.txt.
"""
import json
import re
from pathlib import Path

from training import CLASSES, data, floats, network, uniform
import keras
import numpy as np
from sklearn.utils.class_weight import compute_class_weight

ROWS, VALIDATION, BATCH, EPOCHS = 50, 37, 16, 3


def fit(model, optimizer, train, validation=None, callbacks=()):
    """Epochs of batches in order, the last one smaller: history and weights. train: x, y, sample weights or None."""
    x, y, weights = train
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, BATCH, EPOCHS, sample_weight=weights, shuffle=False, validation_data=validation, verbose=0,
                        callbacks=list(callbacks))
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


def snake(name):
    return re.sub("(?<=[a-z])([A-Z])", r"_\1", name).lower().replace("clip_", "clip")


def update_case(name, class_name, args, stop=None, **common):
    """args: of the class, as ours are called; common: of keras.optimizers.Optimizer."""
    (x, y, _), (vx, vy, _) = data(ROWS), data(VALIDATION, key=2)
    given = {snake(k): v for k, v in {**args, **common}.items()}
    schedule = {}
    if "schedule" in given:
        spec = given.pop("schedule")
        rate = getattr(keras.optimizers.schedules, spec["className"])
        given["learning_rate"] = rate(args["learningRate"], **{snake(k): v for k, v in spec["args"].items()})
    early = [keras.callbacks.EarlyStopping(patience=stop, restore_best_weights=True)] if stop else []
    result = fit(network(), getattr(keras.optimizers, class_name)(**given), (x, y, None), (vx, vy), early)
    stopping = {"earlyStopping": True, "patience": stop} if stop else {}
    return {"name": name, "optimizer": {"className": class_name, "args": args, **common}, **stopping, **result}


def update_cases():
    """12 batches of 16, 16, 16 and 2 rows: what is accumulated goes on from one epoch to the next."""
    mean = {"useEma": True, "emaMomentum": 0.9}
    decay = {"className": "ExponentialDecay", "args": {"decaySteps": 2, "decayRate": 0.5}}
    case = update_case
    return [
        case("Adam, gradients of 3 batches", "Adam", {"learningRate": 0.02}, gradientAccumulationSteps=3),
        case("Nadam, gradients of 5 batches", "Nadam", {"learningRate": 0.02}, gradientAccumulationSteps=5),
        case("gradients of 2 batches, clipped, with a schedule", "SGD", {"learningRate": 0.5, "momentum": 0.9},
             gradientAccumulationSteps=2, clipNorm=0.03, schedule=decay),
        case("globalClipNorm", "SGD", {"learningRate": 0.5}, globalClipNorm=0.05),
        case("globalClipNorm of gradients of 2 batches", "SGD", {"learningRate": 0.5}, globalClipNorm=0.05,
             gradientAccumulationSteps=2),
        case("averaged weights", "Adam", {"learningRate": 0.02}, **mean),
        case("averaged weights that overwrite", "SGD", {"learningRate": 0.5}, **mean, emaOverwriteFrequency=5),
        case("averaged weights, gradients of 2 batches", "Adam", {"learningRate": 0.02}, **mean,
             gradientAccumulationSteps=2),
        case("averaged weights that overwrite, gradients of 3 batches", "Adam", {"learningRate": 0.02}, **mean,
             emaOverwriteFrequency=2, gradientAccumulationSteps=3),
        case("averaged weights and early stopping", "SGD", {"learningRate": 12.0}, stop=1, **mean),
        *[case(f"weight decay of {name}", name, {"learningRate": 0.05, "weightDecay": 0.3})
          for name in ("SGD", "Adam", "Nadam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Lion")],
    ]


if __name__ == "__main__":
    result = {"made": {"keras": keras.__version__}, "sampleWeights": sample_weight_cases(),
              "updates": update_cases()}
    path = Path(__file__).with_name("fit.json")
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")
