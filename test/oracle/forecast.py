"""Baselines of forecasts by statsforecast, for test/forecast/baselines.test.ts: `forecast.py > forecast.json`.

Asks for statsforecast==2.1.1, which the other oracles do not need: install it into an environment of its own.
"""

import json

import numpy
from statsforecast._lib import theta
from statsforecast.ets import etsforecast, initstate, pegelsresid_C, switch
from statsforecast.models import Naive, RandomWalkWithDrift, SeasonalNaive
from statsforecast.theta import auto_theta, forecast_theta, switch_theta
from statsmodels.tsa.seasonal import seasonal_decompose

HORIZON = 15
random = numpy.random.default_rng(20)


def series(count, season, trend, level, noise):
    steps = numpy.arange(count)
    wave = numpy.sin(2 * numpy.pi * steps / season) + 0.5 * numpy.cos(4 * numpy.pi * steps / season)
    return (level + trend * steps + 3 * wave + noise * random.normal(size=count).cumsum() / 3).round(6)


SERIES = [
    (12, series(96, 12, 0.2, 30, 1)),
    (7, series(40, 7, -0.1, 2, 1)),
    (1, series(25, 9, 0.5, 5, 2)),
    (24, series(100, 24, 0, 100, 3)),
    (4, series(11, 4, 0, 20, 1)),
]


def smoothing(y, season, trend, seasonal, damped, alpha, beta, gamma, phi):
    """As statsforecast's etsmodel with these parameters, from where its search begins."""
    state = initstate(y, season, "A" if trend else "N", "A" if seasonal else "N")
    if seasonal:
        state = numpy.append(state, -state[2 if trend else 1 :].sum())
    args = ("A", "A" if trend else "N", "A" if seasonal else "N", damped, alpha, beta, gamma, phi)
    _, errors, states, _ = pegelsresid_C(y, season if seasonal else 1, state, *args, 1)
    forecast = numpy.empty(HORIZON)
    etsforecast(states[-1], season, switch(args[1]), switch(args[2]), phi, HORIZON, forecast)
    return {
        "trend": trend,
        "seasonal": seasonal,
        "parameters": {"alpha": alpha, "beta": beta, "gamma": gamma, "phi": phi},
        "initial": state.tolist(),
        "errors": errors.tolist(),
        "forecast": forecast.tolist(),
    }


def fixed_theta(y, alpha, initial):
    _, errors, states, _ = theta.pegels_resid(y, switch_theta("STM"), initial, alpha, 2.0, 3)
    forecast = numpy.empty(HORIZON)
    theta.forecast(states, len(y), switch_theta("STM"), forecast, alpha, 2.0)
    return {"alpha": alpha, "initial": initial, "errors": errors.tolist(), "forecast": forecast.tolist()}


def one(season, y):
    enough = season > 1 and len(y) >= 3 * season
    searched = auto_theta(y, season, model="STM")
    return {
        "season": season,
        "values": y.tolist(),
        "naive": Naive().forecast(y, HORIZON)["mean"].tolist(),
        "seasonalNaive": SeasonalNaive(season).forecast(y, HORIZON)["mean"].tolist(),
        "drift": RandomWalkWithDrift().forecast(y, HORIZON)["mean"].tolist(),
        "parts": {
            kind: seasonal_decompose(y, period=season, model=kind).seasonal.tolist()
            for kind in ["additive", "multiplicative"]
            if season > 1 and (kind == "additive" or y.min() > 0)
        },
        "smoothing": [
            smoothing(y, season, False, False, False, 0.3, 0, 0, 1),
            smoothing(y, season, True, False, False, 0.4, 0.1, 0, 1),
            smoothing(y, season, True, False, True, 0.4, 0.1, 0, 0.9),
        ]
        + (
            [
                smoothing(y, season, False, True, False, 0.2, 0, 0.3, 1),
                smoothing(y, season, True, True, False, 0.2, 0.05, 0.1, 1),
                smoothing(y, season, True, True, True, 0.5, 0.2, 0.4, 0.85),
            ]
            if enough
            else []
        ),
        "theta": [fixed_theta(y, 0.3, float(y[0])), fixed_theta(y, 0.8, 2.5)],
        "searched": {
            "isSeasonal": bool(searched.get("decompose", False)),
            "forecast": forecast_theta(searched, HORIZON)["mean"].tolist(),
        },
    }


print(json.dumps([one(season, y) for season, y in SERIES], indent=1))
