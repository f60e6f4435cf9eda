"""Folds by scikit-learn, for test/data/split/folds.test.ts: `folds.py > folds.json`."""

import json

import numpy
from sklearn.model_selection import GroupKFold, StratifiedKFold, TimeSeriesSplit


def by_time(rows, folds, gap):
    splits = TimeSeriesSplit(n_splits=folds, gap=gap).split(numpy.zeros(rows))
    return {"rows": rows, "folds": folds, "gap": gap, "splits": [[len(a), b.tolist()] for a, b in splits]}


def by_group(sizes, folds):
    """The sizes of the groups in each fold: which of two groups of the same size comes first is not defined."""
    groups = numpy.repeat(numpy.arange(len(sizes)), sizes)
    splits = GroupKFold(folds).split(groups, groups=groups)
    return {"sizes": sizes, "folds": folds, "splits": [sorted(sizes[g] for g in set(groups[b])) for _, b in splits]}


def stratified(sizes, folds):
    y = numpy.repeat(numpy.arange(len(sizes)), sizes)
    splits = StratifiedKFold(folds).split(y, y)
    return {"sizes": sizes, "folds": folds, "splits": sorted(numpy.bincount(y[b]).tolist() for _, b in splits)}


print(
    json.dumps(
        {
            "time": [by_time(17, 3, 0), by_time(17, 3, 2), by_time(40, 5, 3), by_time(12, 5, 0)],
            "group": [by_group([7, 1, 4, 9, 2, 2, 5, 3, 8, 6], folds) for folds in (2, 3, 4)],
            "stratified": [stratified([13, 7, 21], folds) for folds in (3, 5)],
        },
        indent=1,
    )
)
