"""MAPIE on the predictions of our networks: peer.py CASES.json CONFIDENCE prints coverage and size of each case as JSON."""

import json
import sys

import numpy
from mapie.classification import SplitConformalClassifier
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin


class Given(BaseEstimator):
    """Its answers stand in a table; a row is named by its number."""

    def __init__(self, table=None):
        self.table = table

    def fit(self, x, y):
        return self

    n_features_in_ = 1

    def __sklearn_is_fitted__(self):
        return True


class Numbers(RegressorMixin, Given):
    def predict(self, x):
        return self.table[numpy.asarray(x)[:, 0].astype(int)]


class Classes(ClassifierMixin, Given):
    @property
    def classes_(self):
        return numpy.arange(self.table.shape[1])

    def predict_proba(self, x):
        return self.table[numpy.asarray(x)[:, 0].astype(int)]

    def predict(self, x):
        return self.predict_proba(x).argmax(1)


def measure(case, confidence):
    given = numpy.array(case["calibration"]["given"] + case["test"]["given"])
    y, truth = numpy.array(case["calibration"]["truth"]), numpy.array(case["test"]["truth"])
    x = numpy.arange(len(given))[:, None]
    if not case["classes"]:
        peer = SplitConformalRegressor(Numbers(given), confidence_level=confidence, prefit=True)
        peer.conformalize(x[: len(y)], y)
        ends = peer.predict_interval(x[len(y) :])[1][:, :, 0]
        covered = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
        return {"coverage": covered.mean(), "size": (ends[:, 1] - ends[:, 0]).mean()}
    table = given / given.sum(1, keepdims=True)
    score = "aps" if table.shape[1] > 2 else "lac"  # MAPIE has no other for two classes
    peer = SplitConformalClassifier(
        Classes(table), confidence_level=confidence, prefit=True, conformity_score=score, random_state=0
    )
    peer.conformalize(x[: len(y)], y)
    params = {"include_last_label": True} if score == "aps" else {}
    sets = peer.predict_set(x[len(y) :], conformity_score_params=params)[1][:, :, 0]
    return {"coverage": sets[numpy.arange(len(truth)), truth].mean(), "size": sets.sum(1).mean()}


print(json.dumps([measure(case, float(sys.argv[2])) for case in json.load(open(sys.argv[1]))]))
