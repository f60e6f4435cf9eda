"""Mutual information, associations and distances of distributions by scikit-learn, scipy and numpy.
Run: python test/oracle/data_report.py > test/oracle/data_report.json"""

import json

import numpy as np
import sklearn
import scipy
from scipy import special, stats
from scipy.stats import contingency
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression
from sklearn.metrics import mutual_info_score

rng = np.random.default_rng(14)


def bergsma(a, b):
    """Bias-corrected Cramér's V of scipy's chi-square."""
    table = contingency.crosstab(a, b).count
    n = table.sum()
    phi2 = stats.chi2_contingency(table, correction=False).statistic / n
    r, k = table.shape
    phi2 = max(0, phi2 - (k - 1) * (r - 1) / (n - 1))
    return float(np.sqrt(phi2 / (min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1)))


def kelley(x, c):
    """Epsilon: the root of the adjusted share of variance between classes, of scipy's F."""
    groups = [x[c == k] for k in np.unique(c)]
    n, k = len(x), len(groups)
    f = stats.f_oneway(*groups).statistic
    eta2 = f * (k - 1) / (f * (k - 1) + n - k)
    return float(np.sqrt(max(0, 1 - (n - 1) / (n - k) * (1 - eta2))))


def pair(rows, kind):
    x = rng.normal(0, 3, rows) + 100
    y = np.sin(x) + rng.normal(0, 0.3, rows)
    c = (x > 100).astype(int) + (rng.random(rows) < 0.2) + (x > 103)
    d = (c + (rng.random(rows) < 0.4)) % 3
    if kind == "large":
        x, y = x * 1e8, y * 1e-8
    return dict(
        kind=kind, x=x.tolist(), y=y.tolist(), c=c.tolist(), d=d.tolist(),
        pearson=float(stats.pearsonr(x, y).statistic),
        correlationRatio=kelley(x, c),
        cramersV=bergsma(c, d),
        numbers=float(mutual_info_regression(x[:, None], y, random_state=0)[0]),
        numbersInClasses=float(mutual_info_classif(x[:, None], c, random_state=0)[0]),
        classesOfNumbers=float(mutual_info_regression(d[:, None], y, discrete_features=True, random_state=0)[0]),
        classes=float(mutual_info_score(c, d)),
    )


def ties(rows):
    """Whole numbers: the noise decides, so scikit-learn is asked many times."""
    x = rng.integers(0, 12, rows)
    c = ((x > 5) ^ (rng.random(rows) < 0.1)).astype(int)
    y = x + rng.normal(0, 1, rows)
    many = range(30)
    cd = [mutual_info_classif(x[:, None].astype(float), c, discrete_features=False, random_state=s)[0] for s in many]
    cc = [mutual_info_regression(x[:, None].astype(float), y, random_state=s)[0] for s in many]
    told = lambda v: dict(mean=float(np.mean(v)), std=float(np.std(v)))
    return dict(x=x.tolist(), c=c.tolist(), y=y.tolist(), numbersInClasses=told(cd), numbers=told(cc))


def drift():
    a, b = rng.normal(0, 1, 180), np.round(rng.normal(0.4, 1.2, 75), 1)
    found = stats.ks_2samp(a, b, method="asymp")
    p, q = rng.integers(0, 4, 200), rng.choice(4, 90, p=[0.4, 0.3, 0.2, 0.1])
    table = np.array([np.bincount(p, minlength=4), np.bincount(q, minlength=4)])
    chi = stats.chi2_contingency(table, correction=False)
    return dict(
        a=a.tolist(), b=b.tolist(), ks=float(found.statistic), ksChance=float(found.pvalue),
        p=p.tolist(), q=q.tolist(), chance=float(chi.pvalue),
        variation=float(np.abs(table[0] / 200 - table[1] / 90).sum() / 2),
    )


at = [0.01, 0.5, 1, 1.5, 2, 3, 5.9, 6, 10, 1234.5]
chi = [[0.5, 1], [3.84, 1], [10, 4], [30, 12], [200, 150]]
print(json.dumps(dict(
    versions=dict(sklearn=sklearn.__version__, scipy=scipy.__version__, numpy=np.__version__),
    pairs=[pair(60, "few"), pair(400, "many"), pair(250, "large")],
    ties=ties(300),
    drift=drift(),
    digamma=[[x, float(special.digamma(x))] for x in at],
    chiSquare=[[v, d, float(stats.chi2.sf(v, d))] for v, d in chi],
)))
