"""Scores of given predictions by scikit-learn. Run: python test/oracle/evaluation.py > test/oracle/evaluation.json"""

import json
import warnings

import numpy as np
import sklearn
from scipy import stats
from sklearn import metrics as m
from sklearn.dummy import DummyClassifier, DummyRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)


def classification(name, classes, rows, train, occurring=None, ties=False):
    labels = np.arange(classes)
    pool = labels if occurring is None else np.array(occurring)
    actual = rng.choice(pool, rows)
    trained = rng.choice(labels, train, p=np.linspace(1, 3, classes) / np.linspace(1, 3, classes).sum())
    scores = rng.random((rows, classes)) + 0.7 * np.eye(classes)[actual]
    if ties:
        scores = np.round(scores, 1) + 0.05
    probabilities = (scores / scores.sum(1, keepdims=True)).astype(np.float32)
    predicted = probabilities.argmax(1)

    def judged(predicted, probabilities):
        p, r, f, s = m.precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
        # of two classes what is not defined is left out, of several a class without a value counts as 0
        how = dict(average="binary", zero_division=np.nan) if classes == 2 else dict(average="macro", zero_division=0)
        out = {
            "accuracy": m.accuracy_score(actual, predicted),
            "precision": m.precision_score(actual, predicted, **how),
            "recall": m.recall_score(actual, predicted, **how),
            "f1": m.f1_score(actual, predicted, **how),
            "log_loss": m.log_loss(actual, probabilities, labels=labels),
        }
        if classes == 2 and len(set(actual.tolist())) == 2:
            out["roc_auc"] = m.roc_auc_score(actual, probabilities[:, 1])
        out = {name: value for name, value in out.items() if not np.isnan(value)}
        rows = [dict(precision=p[i], recall=r[i], f1=f[i], support=int(s[i])) for i in labels]
        return out, rows, m.confusion_matrix(actual, predicted, labels=labels).tolist()

    metrics, per_class, confusion = judged(predicted, probabilities)
    dummy = DummyClassifier(strategy="prior").fit(np.zeros((train, 1)), trained)
    prior = dummy.predict_proba(np.zeros((rows, 1)))
    full = np.zeros((rows, classes))
    full[:, dummy.classes_] = prior
    baseline, _, _ = judged(dummy.predict(np.zeros((rows, 1))), full.astype(np.float32))
    return dict(
        name=name, classes=classes, actual=actual.tolist(), trained=trained.tolist(),
        probabilities=probabilities.astype(float).round(9).tolist(),
        metrics=metrics, perClass=per_class, confusion=confusion, baseline=baseline,
    )


def regression(name, rows, train, noise, constant=None):
    trained = rng.normal(20, 5, train)
    actual = rng.normal(21, 6, rows)
    if constant is not None:
        actual = np.full(rows, constant)
    predicted = actual + rng.normal(0, noise, rows)

    def judged(predicted):
        out = dict(
            mae=m.mean_absolute_error(actual, predicted),
            rmse=m.root_mean_squared_error(actual, predicted),
        )
        if rows > 1:
            out["r2"] = m.r2_score(actual, predicted)
        return out

    dummy = DummyRegressor(strategy="mean").fit(np.zeros((train, 1)), trained)
    return dict(
        name=name, actual=actual.tolist(), trained=trained.tolist(), predicted=predicted.tolist(),
        metrics=judged(predicted), baseline=judged(dummy.predict(np.zeros((rows, 1)))),
    )


found = dict(
    versions={"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    classification=[
        classification("two classes", 2, 40, 60),
        classification("two classes with ties", 2, 50, 30, ties=True),
        classification("two classes, one of them absent", 2, 12, 20, occurring=[1]),
        classification("four classes", 4, 60, 80),
        classification("five classes, two of them absent", 5, 25, 80, occurring=[0, 2, 3]),
    ],
    regression=[regression("good", 30, 50, 1), regression("bad", 30, 50, 20), regression("one row", 1, 10, 2),
                regression("a constant", 16, 30, 1, constant=20.5)],
)
# behind the others, whose random numbers stay as they are
found["classification"].append(classification("two classes, the second one absent", 2, 12, 20, occurring=[0]))

found["signTest"] = [
    dict(wins=w, losses=l, chance=stats.binomtest(w, w + l).pvalue)
    for w, l in ((1, 0), (5, 0), (6, 0), (12, 3), (40, 60), (950, 1050), (3, 3), (30_000, 30_500))
]
gains = [rng.normal(center, 1, n).round(6).tolist() for center, n in ((0, 8), (1, 8), (0.2, 150), (-0.7, 20))]
found["tTest"] = [dict(gains=g, chance=stats.ttest_1samp(g, 0).pvalue) for g in gains]
print(json.dumps(found))
