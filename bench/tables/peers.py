"""Trains one peer on splits of tables, on one core, and prints its figures on the test rows as JSON.

peers.py PEER FOLDER NAME-SPLIT…: a line of each. Boosted trees have their defaults, but for early stopping: at most 1,000 trees, until 50 more have
not made the loss of the validation rows smaller.
"""

import json
import os
import sys
import time
import warnings

os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
warnings.filterwarnings("ignore")

import numpy
import pandas
from sklearn.metrics import accuracy_score, log_loss, root_mean_squared_error
from sklearn.preprocessing import LabelEncoder

TREES, PATIENCE = 1000, 50


def lightgbm(task, train, validation):
    import lightgbm

    kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    return kind(n_estimators=TREES, n_jobs=1, verbose=-1).fit(*train, eval_set=[validation], callbacks=[stop])


def xgboost(task, train, validation):
    import xgboost

    kind = xgboost.XGBRegressor if task == "regression" else xgboost.XGBClassifier
    model = kind(n_estimators=TREES, n_jobs=1, early_stopping_rounds=PATIENCE, enable_categorical=True)
    return model.fit(*train, eval_set=[validation], verbose=False)


def catboost(task, train, validation):
    import catboost

    kind = catboost.CatBoostRegressor if task == "regression" else catboost.CatBoostClassifier
    texts = [c for c in train[0].columns if isinstance(train[0][c].dtype, pandas.CategoricalDtype)]
    plain = lambda x: x.assign(**{c: x[c].astype(object).fillna("").astype(str) for c in texts})
    model = kind(
        iterations=TREES,
        thread_count=1,
        verbose=False,
        cat_features=texts,
        early_stopping_rounds=PATIENCE,
        allow_writing_files=False,
    )
    model.fit(plain(train[0]), train[1], eval_set=(plain(validation[0]), validation[1]))
    return Prepared(model, plain)


def histgradientboosting(task, train, validation):
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    model = kind(max_iter=TREES, early_stopping=True, n_iter_no_change=PATIENCE, random_state=0)
    return model.fit(*train, X_val=validation[0], y_val=validation[1])


def realmlp(task, train, validation):
    import torch
    from pytabkit import RealMLP_TD_S_Classifier, RealMLP_TD_S_Regressor

    torch.set_num_threads(1)
    kind = RealMLP_TD_S_Regressor if task == "regression" else RealMLP_TD_S_Classifier
    metric = {} if task == "regression" else {"val_metric_name": "cross_entropy", "use_ls": False}
    model = kind(n_threads=1, device="cpu", random_state=0, **metric)
    medians = train[0].median(numeric_only=True)
    filled = lambda x: x.fillna(medians)
    model.fit(filled(train[0]), train[1], X_val=filled(validation[0]), y_val=validation[1])
    return Prepared(model, filled)


class Prepared:
    """A model whose features are prepared first."""

    def __init__(self, model, prepare):
        self.model, self.prepare = model, prepare

    def predict(self, x):
        return numpy.ravel(self.model.predict(self.prepare(x)))

    def predict_proba(self, x):
        return self.model.predict_proba(self.prepare(x))


def figures(peer, csv, about):
    target, task = about["target"], about["task"]
    table = pandas.read_csv(csv)
    for column, numeric in about["numeric"].items():
        if not numeric:
            table[column] = table[column].astype("category")
    if task != "regression":
        table[target] = LabelEncoder().fit_transform(table[target].astype(str))
    parts = {name: part.drop(columns="split").reset_index(drop=True) for name, part in table.groupby("split")}
    pairs = {name: (part.drop(columns=target), part[target]) for name, part in parts.items()}
    began = time.process_time()
    model = globals()[peer](task, pairs["train"], pairs["validation"])
    seconds = time.process_time() - began
    x, y = pairs["test"]
    if task == "regression":
        return {"seconds": seconds, "rmse": root_mean_squared_error(y, model.predict(x))}
    p = numpy.asarray(model.predict_proba(x), dtype="float64")
    p = numpy.clip(p / p.sum(axis=1, keepdims=True), 1e-15, 1)
    classes = list(range(p.shape[1]))
    return {"seconds": seconds, "log_loss": log_loss(y, p, labels=classes), "accuracy": accuracy_score(y, p.argmax(1))}


if __name__ == "__main__":
    peer, folder, *splits = sys.argv[1:]
    for split in splits:
        name = split.rsplit("-", 1)[0]
        with open(f"{folder}/{name}.json") as file:
            about = json.load(file)
        print(json.dumps({"split": split, **figures(peer, f"{folder}/{split}.csv", about)}), flush=True)
