"""Numbers of Keras's fit for test/training: sample weights, accumulated gradients, averaged weights, masks.

    /opt/oracle/bin/python test/oracle/fit.py     writes test/oracle/fit.json

Data and first weights are those of training.py, which the tests have too. Versions: requirements.txt.
"""
import json
import re
from pathlib import Path

from training import CLASSES, data, floats, network, uniform, weights  # first: it sets TensorFlow's threads
from catalogue import called, keras_layer
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


# Networks with masks, as the tests build them too: [id, class, arguments, the ids that it is called on]
RNN, SOFTMAX = {"units": 4, "returnSequences": True}, ["out", "Dense", {"units": CLASSES, "activation": "softmax"}]
BOTH = [["a", "Masking", {}, ["in"]], ["b", "Masking", {"maskValue": 0.25}, ["in"]]]
MASKED = {
    "LSTM": [["mask", "Masking", {}], ["rnn", "LSTM", {"units": 4}]],
    "a recurrent layer behind another": [["mask", "Masking", {}], ["rnn", "LSTM", RNN], ["more", "GRU", {"units": 3}]],
    "GRU, the last step first": [["mask", "Masking", {}], ["rnn", "GRU", {"units": 4, "goBackwards": True}]],
    "all steps, the last first": [
        ["mask", "Masking", {}], ["rnn", "SimpleRNN", {**RNN, "goBackwards": True}],
        ["pool", "GlobalAveragePooling1D", {}]],
    "both ways": [["mask", "Masking", {}], ["rnn", "LSTM", {"units": 3, "bidirectional": "concat"}]],
    "all steps, both ways": [
        ["mask", "Masking", {}], ["rnn", "GRU", {**RNN, "bidirectional": "sum"}], ["flat", "Flatten", {}]],
    "layers that hand a mask on": [
        ["mask", "Masking", {"maskValue": 0.25}], ["dense", "Dense", {"units": 4, "activation": "tanh"}],
        ["norm", "BatchNormalization", {"momentum": 0.5}], ["drop", "Dropout", {"rate": 0}], ["relu", "LeakyReLU", {}],
        ["layer", "LayerNormalization", {}], ["pool", "GlobalAveragePooling1D", {"keepdims": True}], ["flat", "Flatten", {}]],
    "layers that end a mask": [
        ["mask", "Masking", {}], ["conv", "Conv1D", {"filters": 3, "kernelSize": 2}],
        ["pool", "GlobalAveragePooling1D", {}]],
    "Embedding, LSTM": [["words", "Embedding", {"inputDim": 9, "outputDim": 3, "maskZero": True}],
                        ["rnn", "LSTM", {"units": 4}]],
    "Embedding, the mean": [["words", "Embedding", {"inputDim": 9, "outputDim": 3, "maskZero": True}],
                            ["pool", "GlobalAveragePooling1D", {}]],
    "Add: there in any": [*BOTH, ["add", "Add", {}, ["a", "b"]], ["rnn", "GRU", {"units": 4}]],
    "Add to what has no mask": [*BOTH[:1], ["add", "Add", {}, ["a", "in"]], ["rnn", "GRU", {"units": 4}]],
    "Concatenate features": [*BOTH, ["join", "Concatenate", {}, ["a", "b"]], ["rnn", "GRU", {"units": 4}]],
    "Concatenate steps": [*BOTH, ["join", "Concatenate", {"axis": 1}, ["a", "b", "in"]], ["rnn", "GRU", {"units": 4}]],
    "heads look at what is there": [
        ["mask", "Masking", {}], ["look", "MultiHeadAttention", {"numHeads": 2, "keyDim": 3}],
        ["sum", "Add", {}, ["mask", "look"]], ["norm", "LayerNormalization", {}],
        ["pool", "GlobalAveragePooling1D", {}]],
    "heads look back": [
        ["mask", "Masking", {}], ["look", "MultiHeadAttention", {"numHeads": 2, "keyDim": 2, "useCausalMask": True}],
        ["flat", "Flatten", {}]],
    "one sequence looks at another": [*BOTH, ["look", "MultiHeadAttention", {"numHeads": 2, "keyDim": 2}, ["a", "b", "a"]],
                                      ["rnn", "GRU", {"units": 4}]],
    "groups look back": [
        *BOTH, ["look", "GroupQueryAttention", {
            "headDim": 2, "numQueryHeads": 4, "numKeyValueHeads": 2, "useCausalMask": True}, ["b", "a"]],
        ["pool", "GlobalAveragePooling1D", {}]],
    "attention": [*BOTH, ["look", "Attention", {"useScale": True, "useCausalMask": True}, ["a", "b"]],
                  ["rnn", "GRU", {"units": 4}]],
    "additive attention": [["mask", "Masking", {}], ["look", "AdditiveAttention", {}],
                           ["flat", "Flatten", {}]],
    "rows that are not there": [["flat", "Flatten", {}], ["mask", "Masking", {}], ["hidden", "Dense", {"units": 5}]],
}


def sequences(rows, key):
    """5 steps of 3 numbers: on the right, on the left, on both sides or in between some are filled up with 0, others with 0.25."""
    x = (uniform(rows * 15, key) - np.float32(0.5)).reshape(rows, 5, 3)
    for row in range(rows):
        filled = [[3, 4], [0, 1], [0, 4], [2], [], [0, 1, 2, 3, 4], [1, 2, 3, 4]][row % 7]
        x[row, filled] = 0 if row % 2 else 0.25
    return x


def tokens(x):
    """A whole number below 9 for each step, 0 where it is filled up with 0."""
    there = (x != 0).any(axis=-1)
    return np.where(there, np.floor((x[..., 0] + np.float32(0.5)) * 8) + 1, 0).astype(np.int32)


def mask_case(layers):
    x, vx = sequences(ROWS, 41), sequences(VALIDATION, 42)
    words = "Embedding" in str(layers)
    if words:
        x, vx = tokens(x), tokens(vx)
    if any(name == "GlobalAveragePooling1D" for _, name, *_ in layers):
        x[5::7, 0], vx[5::7, 0] = 1, 1  # Keras: of no step at all, the mean is NaN
    layers = [*layers, SOFTMAX]
    values = {"in": keras.Input(x.shape[1:], dtype=x.dtype)}
    made, last = [], "in"
    for id, name, args, *inputs in layers:
        layer, _ = keras_layer(name, args)
        xs = [values[i] for i in (inputs[0] if inputs else [last])]
        values[id], last = called(name, layer, args, xs)(), id
        made.append((id, layer))
    model = keras.Model(values["in"], values[last])
    at = 300
    for _, layer in made:
        shapes = [w.shape for w in layer.weights]
        layer.set_weights([np.abs(w) if "variance" in v.name else w for w, v in zip(weights(shapes, at), layer.weights)])
        at += len(shapes)
    (_, y, _), (_, vy, _) = data(ROWS), data(VALIDATION, key=2)
    # SGD for embeddings: see embedding_case in training.py; for attention, whose keys' bias has a gradient of rounding alone
    plain = words or "Attention" in str(layers)
    name, optimizer = ("SGD", keras.optimizers.SGD(0.5)) if plain else ("Adam", keras.optimizers.Adam(0.02))
    result = fit(model, optimizer, (x, y, None), (vx, vy))
    del result["weights"]
    return {"layers": layers, "optimizer": {"className": name, "args": {"learningRate": 0.5 if plain else 0.02}}, **result, "weights": {id: [floats(w) for w in l.get_weights()] for id, l in made if l.weights},
            "predictions": floats(model.predict(vx, verbose=0))}


def supporting_layers():
    """The layers of the catalogue that support masks, with the arguments of their first case; Dot and the global mean end them."""
    cases = {f.stem: json.loads(f.read_text()) for f in sorted((Path(__file__).parents[1] / "catalogue/cases").glob("*.json"))}
    first = {name: (spec[0] if isinstance(spec, list) else spec)["cases"][0] for name, spec in cases.items()}
    return [name for name, args in first.items() if keras_layer(name, args)[0].supports_masking]


if __name__ == "__main__":
    result = {"made": {"keras": keras.__version__}, "sampleWeights": sample_weight_cases(),
              "updates": update_cases(),
              "supportMasks": supporting_layers(),
              "masks": {name: mask_case(layers) for name, layers in MASKED.items()}}
    path = Path(__file__).with_name("fit.json")
    path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size, "bytes")
