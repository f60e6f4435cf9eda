"""What Keras says of every entry of the catalogue: writes catalogue/*.json beside this file.

Run with the versions of requirements.txt: python test/oracle/catalogue.py, or a part of it: … layers losses, or single
layers: … layers ELU ReLU. The last digits may differ from machine to machine, so write no more than you need. Layers and their
arguments come from test/catalogue/cases/<Class>.json; a layer of Keras's that has such a file needs nothing here, any other
is a Keras layer in tabular.py. Numbers are written with 9 digits.
"""
import json
import os
import re
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf

import tabular

HERE = Path(__file__).parent
OUT = HERE / "catalogue"
assert keras.__version__ == "3.15.1", keras.__version__


def snake(name):
    """As Keras writes it: beta1 is beta_1, but l1 is l1."""
    return re.sub(r"(?<=[a-z]{2})(?=[0-9])|(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def numbers(x):
    x = np.asarray(x)
    flat = [int(v) if x.dtype.kind in "iub" else float(f"{v:.9g}") for v in x.ravel()]
    return {"shape": list(x.shape), "data": flat}


def write(name, value):
    path = OUT / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def part(module, text):
    """`L2(0.01)` as Keras's object."""
    name, args = re.fullmatch(r"(\w+)(?:\((.*)\))?", text).groups()
    return getattr(module, name)(*[float(a) for a in (args or "").split(",") if a])


# arguments that have another name in Keras
RENAMED = {"repeats": "n"}


def keras_args(args):
    def value(name, v):
        if name.endswith("Initializer"):
            return part(keras.initializers, v)
        if name.endswith("Regularizer"):
            return part(keras.regularizers, v)
        return v

    return {RENAMED.get(k, snake(k)): value(k, v) for k, v in args.items()}


def layers(*wanted):
    cases = HERE.parent / "catalogue" / "cases"
    for name in wanted:
        if not (cases / f"{name}.json").exists():
            sys.exit(f"{name}: has no cases; write them to test/catalogue/cases/{name}.json")
    for file in sorted(cases.glob("*.json")):
        if wanted and file.stem not in wanted:
            continue
        spec = json.loads(file.read_text())
        random = np.random.default_rng(7)
        records = [
            layer_record(file.stem, args, shapes, training, block.get("integers"), random)
            for block in (spec if isinstance(spec, list) else [spec])
            for args in block["cases"]
            for shapes in block["inputs"]
            for training in ([False, True] if block.get("training") else [False])
        ]
        write(f"layers/{file.stem}", records)


# arguments of the call, or of a layer around it
CALLED = {"bidirectional", "useCausalMask"}
ATTENTION = {"Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"}
# attention layers with layers inside, which take query, value and key one by one
ONE_BY_ONE = {"MultiHeadAttention", "GroupQueryAttention"}


def called(name, layer, args, xs):
    """The layer as a function of nothing but `training`; one input of an attention layer is query and value."""
    if name not in ATTENTION:
        return lambda **how: layer(xs if len(xs) > 1 else xs[0], **how)
    xs = xs if len(xs) > 1 else [xs[0], xs[0]]
    given = xs if name in ONE_BY_ONE else [xs]
    return lambda **how: layer(*given, use_causal_mask=args.get("useCausalMask", False), **how)


def keras_layer(name, args):
    """The layer, in Keras's Bidirectional where it reads both ways, and a function that names its weights."""
    merge = args.get("bidirectional", "none")
    module = tabular if hasattr(tabular, name) else keras.layers
    if not hasattr(module, name):
        sys.exit(f"{name}: keras.layers has no such class; write it as a Keras layer, after its source, in tabular.py")
    layer = getattr(module, name)(**keras_args({k: v for k, v in args.items() if k not in CALLED}))
    if merge == "none":
        path = lambda w: "/".join(w.path.split("/")[1:])
        return layer, lambda weights: [path(w) if name in ONE_BY_ONE else w.name for w in weights]
    layer = keras.layers.Bidirectional(layer, merge_mode=merge)
    return layer, lambda weights: [f"{w.path.split('/')[-3].split('_')[0]}_{w.name}" for w in weights]


def layer_record(name, args, shapes, training, integers, random):
    def given(shape):
        if integers:
            return tf.constant(random.integers(0, integers, size=shape).astype("int32"))
        return tf.constant(random.normal(size=shape).astype("float32"))

    def weight(w):
        x = random.normal(size=w.shape).astype("float32")
        if name in ONE_BY_ONE:
            x = x / 2  # products of two kernels: larger ones make softmax all or nothing, and rounding much of its gradient
        if w.name == "boundaries":
            return tabular.boundaries(x)
        return np.abs(x) if "variance" in w.name else x

    layer, names = keras_layer(name, args)
    xs = [given(s) for s in shapes]
    call = called(name, layer, args, xs)
    call()  # builds
    layer._clear_losses()
    layer.set_weights([weight(w) for w in layer.weights])
    moments = name == "Normalization"  # which also counts the rows that adapt() saw
    if moments:
        layer.finalize_state()
    weights = {n: numbers(w) for n, w in zip(names(layer.weights), layer.weights) if not moments or n != "count"}
    watched = [x for x in xs if x.dtype == tf.float32]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        y = call(training=True) if training else call()
        dy = tf.constant(random.normal(size=y.shape).astype("float32"))
        goal = tf.reduce_sum(y * dy)
    trained = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(goal, watched + trained)
    trainable = names(layer.trainable_weights)
    return {
        "args": args,
        **({"training": True, "updates": {w.name: numbers(w) for w in layer.non_trainable_weights}} if training else {}),
        "inputs": [{**numbers(x), **({"dtype": "int32"} if integers else {})} for x in xs],
        "weights": weights,
        "output": numbers(y),
        "dy": numbers(dy),
        "inputGradients": [numbers(g) for g in gradients[: len(watched)]],
        "weightGradients": {n: numbers(tf.convert_to_tensor(g)) for n, g in zip(trainable, gradients[len(watched) :])},
        "parameters": layer.count_params() - moments,
        "penalty": float(f"{float(sum(layer.losses)):.9g}"),
    }


def masks():
    """Of each case on sequences [rows, steps, size]: does the output have a mask, if each input has one?"""
    cases = HERE.parent / "catalogue" / "cases"
    found = {}
    for file in sorted(cases.glob("*.json")):
        if hasattr(tabular, file.stem):
            continue
        spec = json.loads(file.read_text())
        for block in spec if isinstance(spec, list) else [spec]:
            for shapes in block["inputs"]:
                if block.get("integers") or any(len(shape) != 3 for shape in shapes):
                    continue
                for args in block["cases"]:
                    xs = [tf.zeros(shape) for shape in shapes]
                    for x in xs:
                        keras.src.backend.set_keras_mask(x, tf.ones(x.shape[:2], dtype="bool"))
                    layer, _ = keras_layer(file.stem, args)
                    try:
                        y = called(file.stem, layer, args, xs)()
                    except (tf.errors.InvalidArgumentError, ValueError):
                        # GlobalAveragePooling1D with channels first, and Softmax, take no mask of steps
                        print("masks:", file.stem, args, "takes none")
                        continue
                    masked = keras.src.backend.get_keras_mask(y) is not None
                    found.setdefault(file.stem, []).append({"args": args, "inputs": shapes, "masked": masked})
    write("masks", found)


def activations():
    names = sorted(p.stem for p in (HERE.parent.parent / "src/catalogue/activations").glob("*.ts"))
    x = tf.constant(np.array([[-30, -7.5, -3.2, -1.1], [-0.4, 0.3, 0.9, 1.7], [2.6, 3.3, 6.4, 25]], "float32"))
    dy = tf.constant(np.random.default_rng(3).normal(size=x.shape).astype("float32"))
    found = {}
    for name in names:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = keras.activations.get(name)(x)
            goal = tf.reduce_sum(y * dy)
        found[name] = {"output": numbers(y), "gradient": numbers(tape.gradient(goal, x))}
    write("activations", {"x": numbers(x), "dy": numbers(dy), "activations": found})


def pinball(y, p, quantiles=(0.05, 0.5, 0.95)):
    """Rows are scikit-learn's; written out so that the gradient can be taken."""
    import sklearn.metrics as sk

    p = tf.reshape(p, (y.shape[0], y.shape[1], len(quantiles)))
    e = y[:, :, None] - p
    q = tf.constant(quantiles)
    rows = tf.reduce_mean(tf.maximum(q * e, (q - 1) * e), axis=(1, 2))
    for i in range(y.shape[0]):
        theirs = [sk.mean_pinball_loss(y[i], p[i, :, k], alpha=a) for k, a in enumerate(quantiles)]
        assert abs(np.mean(theirs) - rows[i]) < 1e-6
    return rows


def gaussian(y, p):
    """torch.nn.GaussianNLLLoss(eps=1e-6) of the variance exp(2s); rows are those of scipy's density without its constant."""
    import scipy.stats

    p = tf.reshape(p, (y.shape[0], y.shape[1], 2))
    s = tf.maximum(p[:, :, 1], np.log(1e-3).astype("float32"))
    rows = tf.reduce_mean(0.5 * (2 * s + (y - p[:, :, 0]) ** 2 * tf.exp(-2 * s)), axis=1)
    theirs = -scipy.stats.norm.logpdf(y, p[:, :, 0], np.exp(s.numpy().astype(float))) - np.log(2 * np.pi) / 2
    np.testing.assert_allclose(rows, theirs.mean(1), rtol=1e-5)
    return rows


DISTRIBUTIONS = {"Pinball": pinball, "GaussianNegativeLogLikelihood": gaussian}


def losses():
    random = np.random.default_rng(11)
    softmax, sigmoid = keras.activations.softmax, keras.activations.sigmoid
    index = np.array([0, 2, 1, 3, 2], "int32")
    one_hot = np.eye(4, dtype="float32")[index]
    soft = random.dirichlet(np.ones(4), 5).astype("float32")
    logits = random.normal(size=(5, 4)).astype("float32") * 3
    extreme = np.array([[90, -90, 0, 1], [-60, 60, 0, 0], [0, 0, 200, 0], [1, 2, 3, -300], [5, 5, 5, 5]], "float32")
    simplex = random.dirichlet(np.ones(4), 5).astype("float32")
    simplex[0] = [1, 0, 0, 0]
    bits = (random.random((5, 3)) > 0.5).astype("float32")
    z = random.normal(size=(5, 3)).astype("float32") * 3
    z[0] = [100, -100, 60]
    p = random.random((5, 3)).astype("float32")
    p[0, :2] = [0, 1]
    y, yhat = random.normal(size=(2, 5, 3)).astype("float32")
    one = random.normal(size=(5,)).astype("float32")
    cases = [
        ("CategoricalCrossentropy", "softmax", one_hot, logits),
        ("CategoricalCrossentropy", "softmax", soft, logits),
        ("CategoricalCrossentropy", "softmax", one_hot, extreme),
        ("CategoricalCrossentropy", None, one_hot, simplex),
        ("CategoricalCrossentropy", None, one_hot, simplex * 2 + 0.1),
        ("SparseCategoricalCrossentropy", "softmax", index, logits),
        ("SparseCategoricalCrossentropy", "softmax", index, extreme),
        ("SparseCategoricalCrossentropy", None, index, simplex),
        ("BinaryCrossentropy", "sigmoid", bits, z),
        ("BinaryCrossentropy", None, bits, p),
        ("MeanSquaredError", None, y, yhat),
        ("MeanSquaredError", None, one[:, None], yhat[:, :1]),
        ("MeanAbsoluteError", None, y, yhat),
        ("Huber", None, y, yhat * 3),
        ("LogCosh", None, y, yhat * 3),
        ("LogCosh", None, y, yhat * 100),
        ("KLDivergence", "softmax", soft, logits),
        ("KLDivergence", None, one_hot, simplex),
        ("CategoricalFocalCrossentropy", "softmax", one_hot, logits),
        ("CategoricalFocalCrossentropy", None, one_hot, simplex),
        ("BinaryFocalCrossentropy", "sigmoid", bits, z),
        ("BinaryFocalCrossentropy", None, bits, p),
        ("MeanAbsolutePercentageError", None, y, yhat),
        ("MeanSquaredLogarithmicError", None, np.abs(y) * 9, yhat * 5),
        ("CosineSimilarity", None, y, yhat),
        ("Poisson", None, np.round(np.abs(y) * 4), np.abs(yhat) * 3),
        ("Hinge", None, bits, z / 30),
        ("Hinge", "sigmoid", bits, z),
        ("SquaredHinge", None, bits, z / 30),
        ("SquaredHinge", "sigmoid", bits, z),
        ("CategoricalHinge", None, one_hot, logits),
        ("CategoricalHinge", "softmax", one_hot, logits),
    ]
    cases = [(*case, {}) for case in cases] + [
        ("CategoricalCrossentropy", "softmax", one_hot, logits, {"labelSmoothing": 0.1}),
        ("CategoricalCrossentropy", None, one_hot, simplex, {"labelSmoothing": 0.3}),
        ("BinaryCrossentropy", "sigmoid", bits, z, {"labelSmoothing": 0.2}),
        ("BinaryCrossentropy", None, bits, p, {"labelSmoothing": 1}),
        ("Huber", None, y, yhat * 3, {"delta": 0.3}),
        ("Huber", None, y, yhat * 3, {"delta": 2.5}),
        ("CategoricalFocalCrossentropy", "softmax", one_hot, logits, {"alpha": 0.6, "gamma": 1.5}),
        ("CategoricalFocalCrossentropy", None, one_hot, simplex, {"gamma": 3, "labelSmoothing": 0.1}),
        ("BinaryFocalCrossentropy", "sigmoid", bits, z / 4, {"applyClassBalancing": True, "alpha": 0.8, "gamma": 3}),
        ("BinaryFocalCrossentropy", "sigmoid", bits, z / 4, {"gamma": 1.5, "labelSmoothing": 0.1}),
    ]
    three, six = yhat, random.normal(size=(5, 6)).astype("float32")
    cases += [
        ("Pinball", None, one[:, None], three, {}),
        ("Pinball", None, y[:, :2], six, {"quantiles": [0.1, 0.4, 0.9]}),
        ("Pinball", None, y, yhat, {"quantiles": [0.7]}),
        ("GaussianNegativeLogLikelihood", None, y, six, {}),
        ("GaussianNegativeLogLikelihood", None, one[:, None], six[:, :2] * 20, {}),
    ]
    records = []
    for name, activation, target, x, args in cases:
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            prediction = x if activation is None else {"softmax": softmax, "sigmoid": sigmoid}[activation](x)
            rows = (
                DISTRIBUTIONS[name](tf.constant(target), prediction, **args)
                if name in DISTRIBUTIONS
                else getattr(keras.losses, name)(reduction=None, **keras_args(args)).call(tf.constant(target), prediction)
            )
            mean = tf.reduce_mean(rows)
        records.append(
            {
                "loss": name,
                "args": args,
                "activation": activation,
                "target": numbers(target),
                "x": numbers(x),
                "rows": numbers(rows),
                "gradient": numbers(tape.gradient(mean, x)),
            }
        )
    write("losses", records)


def metrics():
    random = np.random.default_rng(5)
    import sklearn.metrics as sk

    n, k = 60, 4
    index = random.integers(0, k, n).astype("int32")
    scores = random.dirichlet(np.ones(k) * 0.7, n).astype("float32")
    scores[np.arange(n), index] += 0.4
    scores /= scores.sum(1, keepdims=True)
    one_hot = np.eye(k, dtype="float32")[index]
    bit = (random.random((n, 1)) > 0.6).astype("float32")
    probability = np.clip(random.random((n, 1)) * 0.7 + bit * 0.3, 0, 1).astype("float32")
    labels = (random.random((n, 3)) > 0.5).astype("float32")
    label_scores = np.clip(random.random((n, 3)) * 0.6 + labels * 0.4, 0, 1).astype("float32")
    y = random.normal(size=(n, 1)).astype("float32")
    yhat = (y + 0.3 * random.normal(size=(n, 1))).astype("float32")
    y2 = random.normal(size=(n, 2)).astype("float32")
    y2hat = (y2 * 0.8 + 0.2).astype("float32")

    nine = random.integers(0, 9, n).astype("int32")
    many = random.dirichlet(np.ones(9), n).astype("float32")

    def ask(metric, target, prediction):
        metric.update_state(target, prediction)
        return float(np.squeeze(metric.result()))

    m, decided = keras.metrics, scores.argmax(1)
    auc = lambda **kw: m.AUC(num_thresholds=200, **kw)
    macro = dict(average="macro", zero_division=0)
    # a class that is neither in the truth nor among the answers does not count
    some = index.copy()
    some[some == 3] = 1
    three = scores.copy()
    three[:, 3] = 0
    cases = [
        ("accuracy", "index", index, scores, ask(m.SparseCategoricalAccuracy(), index, scores)),
        ("accuracy", "one-hot", one_hot, scores, ask(m.CategoricalAccuracy(), one_hot, scores)),
        ("accuracy", "number", bit, probability, ask(m.BinaryAccuracy(), bit, probability)),
        ("accuracy", "number", labels, label_scores, ask(m.BinaryAccuracy(), labels, label_scores)),
        ("roc_auc", "number", bit, probability, ask(auc(), bit, probability)),
        ("roc_auc", "number", labels, label_scores, ask(auc(multi_label=True), labels, label_scores)),
        ("roc_auc", "index", index, scores, ask(auc(multi_label=True), one_hot, scores)),
        ("roc_auc", "one-hot", one_hot, scores, ask(auc(multi_label=True), one_hot, scores)),
        ("precision", "number", bit, probability, ask(m.Precision(), bit, probability)),
        ("recall", "number", bit, probability, ask(m.Recall(), bit, probability)),
        ("precision", "index", index, scores, sk.precision_score(index, decided, **macro)),
        ("recall", "one-hot", one_hot, scores, sk.recall_score(index, decided, **macro)),
        ("precision", "index", some, three, sk.precision_score(some, three.argmax(1), **macro)),
        ("recall", "index", some, three, sk.recall_score(some, three.argmax(1), **macro)),
        ("precision", "number", labels, label_scores, sk.precision_score(labels, label_scores > 0.5, **macro)),
        ("mae", "number", y, yhat, ask(m.MeanAbsoluteError(), y, yhat)),
        ("mae", "number", y2, y2hat, ask(m.MeanAbsoluteError(), y2, y2hat)),
        ("rmse", "number", y, yhat, ask(m.RootMeanSquaredError(), y, yhat)),
        ("rmse", "number", y2, y2hat, ask(m.RootMeanSquaredError(), y2, y2hat)),
        ("r2", "number", y, yhat, ask(m.R2Score(), y, yhat)),
        ("r2", "number", y2, y2hat, ask(m.R2Score(), y2, y2hat)),
        ("r2", "number", y * 0 + 3, yhat, sk.r2_score(y * 0 + 3, yhat)),
        ("f1", "number", bit, probability, ask(m.F1Score(threshold=0.5, average="macro"), bit, probability)),
        ("f1", "index", index, scores, ask(m.F1Score(average="macro"), one_hot, scores)),
        ("f1", "one-hot", one_hot, scores, ask(m.F1Score(average="macro"), one_hot, scores)),
        ("f1", "index", some, three, sk.f1_score(some, three.argmax(1), **macro)),
        ("f1", "number", labels, label_scores, sk.f1_score(labels, label_scores > 0.5, **macro)),
        ("pr_auc", "number", bit, probability, ask(auc(curve="PR"), bit, probability)),
        ("pr_auc", "number", labels, label_scores, ask(auc(curve="PR", multi_label=True), labels, label_scores)),
        ("pr_auc", "index", index, scores, ask(auc(curve="PR", multi_label=True), one_hot, scores)),
        ("top_k_accuracy", "index", nine, many, ask(m.SparseTopKCategoricalAccuracy(k=5), nine, many)),
        ("top_k_accuracy", "one-hot", np.eye(9, dtype="float32")[nine], many,
         ask(m.TopKCategoricalAccuracy(k=5), np.eye(9, dtype="float32")[nine], many)),
        ("mape", "number", y, yhat, ask(m.MeanAbsolutePercentageError(), y, yhat)),
        ("mape", "number", y2, y2hat, ask(m.MeanAbsolutePercentageError(), y2, y2hat)),
        ("r2", "number", y * 0 + 3, y * 0 + 3, sk.r2_score(y * 0 + 3, y * 0 + 3)),
    ]
    write(
        "metrics",
        [
            {"metric": name, "form": form, "target": numbers(t), "prediction": numbers(p), "expected": float(value)}
            for name, form, t, p, value in cases
        ],
    )


def optimizers():
    """20 steps on a small least squares problem, whose gradient is (2/8) Aᵀ(Aθ − b)."""
    random = np.random.default_rng(1)
    a, b = random.normal(size=(8, 6)).astype("float32"), random.normal(size=(8, 1)).astype("float32")
    start = random.normal(size=(6, 1)).astype("float32")

    def of_keras(name, args):
        optimizer = getattr(keras.optimizers, name)(**{snake(k): v for k, v in args.items()})

        theta, trace = keras.Variable(start), []
        for _ in range(20):
            with tf.GradientTape() as tape:
                goal = tf.reduce_mean((tf.matmul(a, theta.value) - b) ** 2)
            optimizer.apply([tape.gradient(goal, theta.value)], [theta])
            trace.append(theta.numpy())
        return numbers(np.stack(trace))

    def by_formula(name, args):
        theta, v, trace = start.astype("float64"), 0.0, []
        rate = args.get("learningRate", {"GradientDescent": 0.1, "Momentum": 0.01}[name])
        beta = args.get("momentum", 0.9) if name == "Momentum" else 0.0
        for _ in range(20):
            v = beta * v + (1 - beta) * (2 / 8) * a.T @ (a @ theta - b)
            theta = theta - rate * v
            trace.append(theta)
        return numbers(np.stack(trace))

    cases = [
        ("GradientDescent", {}),
        ("GradientDescent", {"learningRate": 0.03}),
        ("SGD", {}),
        ("SGD", {"learningRate": 0.05, "momentum": 0.9}),
        ("SGD", {"learningRate": 0.05, "momentum": 0.9, "nesterov": True}),
        ("Momentum", {}),
        ("Momentum", {"learningRate": 0.1, "momentum": 0.8}),
        ("Adam", {}),
        ("Adam", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01}),
        ("Adam", {"learningRate": 0.1, "amsgrad": True}),
        ("AdamW", {}),
        ("AdamW", {"learningRate": 0.1, "weightDecay": 0.3, "beta1": 0.8, "amsgrad": True}),
        ("Nadam", {}),
        ("Nadam", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01}),
        ("RMSprop", {}),
        ("RMSprop", {"learningRate": 0.02, "rho": 0.8, "momentum": 0.7, "epsilon": 0.01}),
        ("RMSprop", {"learningRate": 0.01, "momentum": 0.5, "epsilon": 0.001, "centered": True}),
        ("Adagrad", {}),
        ("Adagrad", {"learningRate": 0.3, "initialAccumulatorValue": 0.02, "epsilon": 0.01}),
        ("Adadelta", {}),
        ("Adadelta", {"learningRate": 1.5, "rho": 0.8, "epsilon": 0.001}),
        ("Adamax", {}),
        ("Adamax", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01}),
        ("Lion", {}),
        ("Lion", {"learningRate": 0.02, "beta1": 0.7, "beta2": 0.8}),
    ]
    formula = {"GradientDescent", "Momentum"}
    trace = lambda name, args: (by_formula if name in formula else of_keras)(name, args)
    write(
        "optimizers",
        {
            "a": numbers(a),
            "b": numbers(b),
            "start": numbers(start),
            "cases": [{"optimizer": n, "args": args, "trace": trace(n, args)} for n, args in cases],
        },
    )


def schedules():
    """The rates of many steps, from 0."""
    cases = [
        ("ExponentialDecay", {"initialLearningRate": 0.1, "decaySteps": 10, "decayRate": 0.96}),
        ("ExponentialDecay", {"initialLearningRate": 0.1, "decaySteps": 8, "decayRate": 0.5, "staircase": True}),
        ("InverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 7, "decayRate": 0.5}),
        ("InverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 8, "decayRate": 2, "staircase": True}),
        ("PolynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 50}),
        ("PolynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 32, "endLearningRate": 0.01, "power": 0.5}),
        ("PolynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 16, "power": 2, "cycle": True}),
        ("CosineDecay", {"initialLearningRate": 0.1, "decaySteps": 60}),
        ("CosineDecay", {"initialLearningRate": 0.1, "decaySteps": 60, "alpha": 0.2, "warmupSteps": 9}),
        ("CosineDecay", {"initialLearningRate": 0, "decaySteps": 60, "warmupTarget": 0.1, "warmupSteps": 20}),
        ("CosineDecay", {"initialLearningRate": 0.02, "decaySteps": 40, "warmupTarget": 0.1}),
        ("CosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 16}),
        ("CosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 16, "tMul": 1, "mMul": 0.8}),
        ("CosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 9, "tMul": 1.5, "mMul": 0.9, "alpha": 0.1}),
        ("PiecewiseConstantDecay", {"boundaries": [10, 30], "values": [0.1, 0.05, 0.001]}),
        ("PiecewiseConstantDecay", {"boundaries": [50], "values": [1.0, 0.5]}),
    ]
    records = []
    for name, args in cases:
        floats = {k: float(v) if "Rate" in k or k in ("tMul", "mMul", "warmupTarget") else v for k, v in args.items()}
        rate = getattr(keras.optimizers.schedules, name)(**{snake(k): v for k, v in floats.items()})
        records.append({"schedule": name, "args": args, "rates": numbers([rate(step) for step in range(120)])})
    records += [
        {"schedule": "CosineLog", "args": args, "learningRate": 0.04, "rates": numbers(tabular.coslog(120, 0.04, **args))}
        for args in ({}, {"cycles": 2})
    ]
    write("schedules", records)


def initializers():
    """Mean and standard deviation of each initializer, and its fan rule, as Keras says them over many numbers."""
    shapes = [[300, 200], [3, 3, 40, 60]]
    found = {}
    for name in sorted(p.stem for p in (HERE.parent.parent / "src/catalogue/initializers").glob("*.ts")):
        found[name] = []
        for shape in shapes:
            args = {} if name in ("Zeros", "Ones", "Constant") else {"seed": 1}
            x = np.asarray(getattr(keras.initializers, name)(**args)(shape), "float64")
            row = {"shape": shape, "mean": x.mean(), "std": x.std(), "min": x.min(), "max": x.max()}
            found[name].append({k: v if k == "shape" else float(f"{v:.6g}") for k, v in row.items()})
    write("initializers", found)


def regularizers():
    w = np.random.default_rng(2).normal(size=(4, 3)).astype("float32")
    cases = [("L1", {}), ("L2", {"l2": 0.3}), ("L1L2", {"l1": 0.1, "l2": 0.2})]
    records = []
    for name, args in cases:
        x = tf.constant(w)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = getattr(keras.regularizers, name)(**args)(x)
        gradient = tape.gradient(value, x)
        records.append(
            {"regularizer": name, "args": args, "value": float(f"{float(value):.9g}"), "gradient": numbers(gradient)}
        )
    write("regularizers", {"w": numbers(w), "cases": records})


sections = (layers, masks, activations, losses, metrics, optimizers, schedules, initializers, regularizers)
for section in sections:
    if len(sys.argv) == 1 or section.__name__ in sys.argv[1:]:
        section(*[name for name in sys.argv[1:] if section is layers and name[0].isupper()])
