"""Forecasts of statsforecast and neuralforecast at rolling origins.

peers.py METHOD CSV JSON ORIGINS prints {forecasts: [origin][series][step], seconds}. At each origin, everything is fitted anew to
what was known; a network learns all series of a set together, with the defaults of neuralforecast 3.3 and three seasons of history.
"""

import json
import logging
import os
import sys
import time

import pandas

method, csv, about, origins = sys.argv[1:]
about = json.load(open(about))
season, horizon = about["season"], about["horizon"]
parts = pandas.read_csv(csv).groupby("key", sort=True)


def statistical(model):
    series = [part["value"].to_numpy(float) for _, part in parts]
    return [
        [model.forecast(y[: len(y) - horizon * back], horizon)["mean"].tolist() for y in series]
        for back in range(int(origins), 0, -1)
    ]


def neural(name):
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    import torch
    from neuralforecast import NeuralForecast, models

    torch.set_num_threads(1)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    quiet = {"enable_progress_bar": False, "logger": False, "enable_model_summary": False, "enable_checkpointing": False}
    size = max(2 * horizon, 3 * season)
    found = []
    for back in range(int(origins), 0, -1):
        rows = pandas.concat(
            pandas.DataFrame({"unique_id": str(key), "ds": range(len(part)), "y": part["value"].to_numpy(float)}).iloc[
                : len(part) - horizon * back
            ]
            for key, part in parts
        )
        model = getattr(models, name)(h=horizon, input_size=size, scaler_type="standard", accelerator="cpu", **quiet)
        forecaster = NeuralForecast(models=[model], freq=1)
        forecaster.fit(rows)
        answers = forecaster.predict()
        column = [one for one in answers.columns if one not in ("unique_id", "ds")][0]
        by = {key: part[column].tolist() for key, part in answers.groupby("unique_id")}
        found.append([by[str(key)] for key, _ in parts])
    return found


began = time.process_time()
if method in ("nhits", "tide"):
    found = neural({"nhits": "NHITS", "tide": "TiDE"}[method])
else:
    from statsforecast.models import MSTL, AutoETS, AutoTheta, SeasonalNaive

    MODELS = {
        "seasonal-naive": lambda: SeasonalNaive(season),
        "autoets": lambda: AutoETS(season_length=season if season <= 24 else 1),
        "autotheta": lambda: AutoTheta(season_length=season),
        "mstl": lambda: MSTL(season_length=about["seasons"]),
    }
    found = statistical(MODELS[method]())
print(json.dumps({"forecasts": found, "seconds": time.process_time() - began}))
