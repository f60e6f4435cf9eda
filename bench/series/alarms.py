"""Series with faults, and the scores of PyOD's detectors.

alarms.py sets FOLDER NAME…: FOLDER/NAME.csv (sensors, fault: 1 within one, sensor: that which has it) and FOLDER/NAME.json.
alarms.py peers FOLDER NAME HISTORY: PR-AUC and the alarms of PCA, IForest, KNN and ECOD on windows, and their times, as JSON.
"""

import json
import pathlib
import sys
import time

import numpy
import pandas

FAULTS = ("spike", "stuck", "drift", "noise", "correlation")


def made_up(seed, sensors=6, rows=6000):
    """Sensors that follow two common loads, with faults of one sensor each in the last third."""
    random = numpy.random.default_rng(seed)
    steps = numpy.arange(rows)
    slow = numpy.zeros(rows)
    for step in range(1, rows):
        slow[step] = 0.97 * slow[step - 1] + 0.15 * random.normal()
    period = int(random.integers(30, 90))
    loads = numpy.stack([numpy.sin(2 * numpy.pi * steps / period) + slow, slow])
    weights = random.normal(size=(sensors, 2))
    values = (weights @ loads).T * random.uniform(0.5, 20, sensors) + random.normal(50, 30, sensors)
    spread = values.std(axis=0)
    values += 0.1 * spread * random.normal(size=values.shape)
    fault = numpy.zeros(rows, int)
    who = numpy.full(rows, -1)
    begin = rows * 2 // 3
    for i, at in enumerate(range(begin + 60, rows - 60, 100)):
        sensor = int(random.integers(sensors))
        name = FAULTS[i % len(FAULTS)]
        long = 1 if name == "spike" else 20
        part = slice(at, at + long)
        if name == "spike":
            values[part, sensor] += 4 * spread[sensor] * random.choice([-1, 1])
        elif name == "stuck":
            values[part, sensor] = values[at - 1, sensor]
        elif name == "drift":
            values[part, sensor] += 3 * spread[sensor] * numpy.linspace(0, 1, long)
        elif name == "noise":
            values[part, sensor] += 1.5 * spread[sensor] * random.normal(size=long)
        else:
            other = int(random.integers(begin - 100))
            values[part, sensor] = values[other : other + long, sensor]
        fault[part] = 1
        who[part] = sensor
    return values, fault, who, begin


def kdd():
    """Intestinal pressure with one unusual beat (UCR anomaly archive 135), as aeon has it."""
    import aeon

    folder = pathlib.Path(aeon.__file__).parent / "datasets/data/KDD-TSAD_135"
    parts = [pandas.read_csv(next(folder.glob(f"*{part}.csv"))) for part in ("TRAIN", "TEST")]
    table = pandas.concat(parts)
    return table[["value"]].to_numpy(), table["is_anomaly"].to_numpy(), numpy.zeros(len(table), int), len(parts[0])


def shuttle():
    """Readings of a space shuttle's sensors: half of the normal ones first, then the others with the faults between them."""
    from river import datasets

    rows = [([float(value) for value in x.values()], int(y)) for x, y in datasets.Shuttle()]
    values, fault = numpy.array([x for x, _ in rows]), numpy.array([y for _, y in rows])
    usual = numpy.flatnonzero(fault == 0)
    first = usual[: len(usual) // 2]
    rest = numpy.setdiff1d(numpy.arange(len(fault)), first)
    order = numpy.concatenate([first[:12000], rest[:12000]])
    return values[order], fault[order], numpy.zeros(len(order), int), len(first[:12000])


SETS = {"kdd-135": kdd, "shuttle": shuttle}


def write(folder, name):
    if name.startswith("made-up-"):
        values, fault, who, begin = made_up(int(name.rsplit("-", 1)[1]))
    else:
        values, fault, who, begin = SETS[name]()
    table = pandas.DataFrame(values, columns=[f"s{i}" for i in range(values.shape[1])])
    table["fault"] = fault
    table["who"] = who
    table.to_csv(folder / f"{name}.csv", index=False)
    (folder / f"{name}.json").write_text(json.dumps({"name": name, "normal": begin, "sensors": values.shape[1]}))


def windows(values, history):
    view = numpy.lib.stride_tricks.sliding_window_view(values, history, axis=0)
    return view.reshape(len(view), -1)


def peers(folder, name, history):
    from pyod.models.ecod import ECOD
    from pyod.models.iforest import IForest
    from pyod.models.knn import KNN
    from pyod.models.pca import PCA

    about = json.loads((folder / f"{name}.json").read_text())
    table = pandas.read_csv(folder / f"{name}.csv")
    values = table[[f"s{i}" for i in range(about["sensors"])]].to_numpy()
    normal = about["normal"]
    mean, std = values[:normal].mean(axis=0), values[:normal].std(axis=0)
    scaled = (values - mean) / numpy.where(std > 0, std, 1)
    train = windows(scaled[:normal], history)
    test = windows(scaled[normal - history + 1 :], history)
    found = {}
    for method, model in {"PCA": PCA(random_state=1), "IForest": IForest(random_state=1), "KNN": KNN(), "ECOD": ECOD()}.items():
        begin = time.process_time()
        model.fit(train)
        scores = model.decision_function(test)
        found[method] = {"scores": [float(f"{score:.6g}") for score in scores], "seconds": time.process_time() - begin}
    return found


if __name__ == "__main__":
    what, folder, *rest = sys.argv[1:]
    folder = pathlib.Path(folder)
    if what == "sets":
        for name in rest:
            write(folder, name)
    else:
        print(json.dumps(peers(folder, rest[0], int(rest[1]))))
