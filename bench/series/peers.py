"""Forecasts of statsforecast at rolling origins: peers.py METHOD CSV JSON ORIGINS prints {forecasts: [origin][series][step], seconds}."""

import json
import sys
import time

import pandas
from statsforecast.models import MSTL, AutoETS, AutoTheta, SeasonalNaive

method, csv, about, origins = sys.argv[1:]
about = json.load(open(about))
season, horizon = about["season"], about["horizon"]
MODELS = {
    "seasonal-naive": lambda: SeasonalNaive(season),
    "autoets": lambda: AutoETS(season_length=season if season <= 24 else 1),
    "autotheta": lambda: AutoTheta(season_length=season),
    "mstl": lambda: MSTL(season_length=about["seasons"]),
}
series = [part["value"].to_numpy(float) for _, part in pandas.read_csv(csv).groupby("key", sort=True)]
began = time.process_time()
found = [
    [MODELS[method]().forecast(y[: len(y) - horizon * back], horizon)["mean"].tolist() for y in series]
    for back in range(int(origins), 0, -1)
]
print(json.dumps({"forecasts": found, "seconds": time.process_time() - began}))
