"""The curves, tables and tests of a report by scikit-learn, numpy and scipy.
Run: python test/oracle/report.py > test/oracle/report.json"""

import json

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression, Ridge

rng = np.random.default_rng(11)


def scored(name, rows, share=0.4, digits=None, power=1.0):
    actual = (rng.random(rows) < share).astype(int)
    actual[:2] = [0, 1]
    p = 1 / (1 + np.exp(-(2 * actual - 1 + rng.normal(0, 1.3, rows)) * power))
    if digits is not None:
        p = np.round(p, digits)
    p = p.astype(np.float32)
    q = p.astype(float)
    fpr, tpr, _ = m.roc_curve(actual, q)
    precision, recall, _ = m.precision_recall_curve(actual, q)
    true, predicted = calibration_curve(actual, q, n_bins=10)
    ids = np.searchsorted(np.linspace(0, 1, 11)[1:-1], q)
    counts = np.bincount(ids, minlength=10)
    counts = counts[counts > 0]
    # the share of all positives among the rows with the highest scores, at the end of each run of ties
    order = np.argsort(-q, kind="stable")
    ends = np.r_[np.nonzero(np.diff(q[order]))[0], rows - 1]
    found = np.cumsum(actual[order])[ends] / actual.sum()
    shares = (ends + 1) / rows
    costs = []
    for false_alarm, miss in ((1, 1), (1, 8), (5, 1)):
        at = []
        for t in np.round(np.arange(1, 20) * 0.05, 2):
            tn, fp, fn, tp = m.confusion_matrix(actual, q >= t, labels=[0, 1]).ravel()
            at.append(dict(threshold=t, falseAlarms=int(fp), misses=int(fn), cost=float(false_alarm * fp + miss * fn)))
        cuts = np.r_[np.unique(q), 2]
        least = min(
            float(false_alarm * ((q >= t) & (actual == 0)).sum() + miss * ((q < t) & (actual == 1)).sum()) for t in cuts
        )
        costs.append(dict(falseAlarm=false_alarm, miss=miss, table=at, least=least))
    return dict(
        name=name, actual=actual.tolist(), probabilities=q.tolist(),
        roc=np.c_[fpr, tpr].tolist(), rocAuc=m.roc_auc_score(actual, q),
        precisionRecall=np.c_[recall, precision].tolist(), averagePrecision=m.average_precision_score(actual, q),
        lift=np.c_[shares, found / shares].tolist(),
        calibration=[dict(predicted=b, actual=a, rows=int(n)) for a, b, n in zip(true, predicted, counts)],
        calibrationError=float(np.sum(counts * np.abs(true - predicted)) / rows),
        costs=costs,
    )


def several(classes, rows):
    actual = rng.integers(0, classes, rows)
    scores = rng.random((rows, classes)) + 0.6 * np.eye(classes)[actual]
    p = (scores / scores.sum(1, keepdims=True)).astype(np.float32)
    q = p.astype(float)
    confidence, right = q.max(1), (q.argmax(1) == actual).astype(int)
    true, predicted = calibration_curve(right, confidence, n_bins=10)
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidence), minlength=10)
    counts = counts[counts > 0]
    predicted_classes = q.argmax(1)
    macro = dict(average="macro", zero_division=0)
    metrics = dict(
        accuracy=m.accuracy_score(actual, predicted_classes),
        precision=m.precision_score(actual, predicted_classes, **macro),
        recall=m.recall_score(actual, predicted_classes, **macro),
        f1=m.f1_score(actual, predicted_classes, **macro),
        log_loss=m.log_loss(actual, q),  # of float64: of float32 it computes in float32
    )
    return dict(
        metrics=metrics, classes=classes, actual=actual.tolist(), probabilities=q.tolist(),
        rocAuc=[m.roc_auc_score(actual == c, q[:, c]) for c in range(classes)],
        averagePrecision=[m.average_precision_score(actual == c, q[:, c]) for c in range(classes)],
        shares=m.confusion_matrix(actual, q.argmax(1), normalize="true").tolist(),
        calibrationError=float(np.sum(counts * np.abs(true - predicted)) / rows),
    )


def fisher(wrong, rows, wrong_rest, rows_rest):
    table = [[wrong, rows - wrong], [wrong_rest, rows_rest - wrong_rest]]
    return dict(wrong=wrong, rows=rows, wrongRest=wrong_rest, rowsRest=rows_rest,
                chance=stats.fisher_exact(table, alternative="greater").pvalue)


def ranks(a, b, shift, digits):
    x, y = np.abs(rng.normal(shift, 1, a)).round(digits), np.abs(rng.normal(0, 1, b)).round(digits)
    chance = stats.mannwhitneyu(x, y, alternative="greater", method="asymptotic").pvalue
    return dict(slice=x.tolist(), rest=y.tolist(), chance=chance)


def linear():
    n, d = 120, 5
    x = rng.normal(size=(n, d)).astype(np.float32).astype(float)
    w = rng.normal(size=(d, 3))
    noise = rng.normal(size=(n, 3))
    y = x @ w[:, 0] * 3 + 20 + noise[:, 0]
    two = (x @ w[:, 1] + noise[:, 1] > 0.3).astype(int)
    three = (x @ w + noise).argmax(1)
    exact = dict(tol=1e-13, max_iter=100_000, solver="newton-cg")
    ridge = Ridge(alpha=1).fit(x, y)
    both = Ridge(alpha=1).fit(x, np.c_[y, -y + noise[:, 1]])
    l2, l3 = LogisticRegression(**exact).fit(x, two), LogisticRegression(**exact).fit(x, three)
    fitted = ridge.predict(x)
    metrics = dict(
        mae=m.mean_absolute_error(y, fitted), rmse=m.root_mean_squared_error(y, fitted), r2=m.r2_score(y, fitted)
    )
    return dict(
        metrics=metrics, x=x.tolist(), y=y.tolist(), yBoth=(np.c_[y, -y + noise[:, 1]]).tolist(), two=two.tolist(), three=three.tolist(),
        ridge=ridge.predict(x).tolist(), ridgeBoth=both.predict(x).tolist(),
        logistic2=l2.predict_proba(x).tolist(), logistic3=l3.predict_proba(x).tolist(),
    )


values = rng.normal(size=37).round(2)
print(json.dumps(dict(
    versions={"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    binary=[
        scored("plain", 80), scored("with ties", 120, digits=1), scored("rare", 200, share=0.05),
        scored("sure, and often wrong", 90, power=6), scored("probabilities of 0 and 1", 60, digits=0),
        scored("four rows", 4),
    ],
    several=[several(3, 60), several(5, 150)],
    fisher=[fisher(*a) for a in ((3, 10, 4, 90), (10, 10, 0, 10), (0, 12, 5, 60), (40, 400, 900, 20_000), (7, 20, 70, 200))],
    ranks=[ranks(*a) for a in ((15, 80, 1, 6), (12, 30, 0, 1), (40, 41, 0.4, 2), (10, 900, 3, 4))],
    quartiles=dict(values=values.tolist(), edges=np.quantile(values, [0.25, 0.5, 0.75]).tolist()),
    linear=linear(),
    normal=[dict(z=z, above=float(stats.norm.sf(z))) for z in (-8, -3, -1, -0.2, 0, 0.3, 1, 1.96, 3, 5, 9)],
)))
