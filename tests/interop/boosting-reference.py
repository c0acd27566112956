"""Trains scikit-learn's HistGradientBoosting on the employment data with the defaults our boosting shares, and leaves the split for ours.

argv: a folder; writes train.bin, test.bin (float64, features then label, column by column) and reference.json there."""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

folder = pathlib.Path(sys.argv[1])
data = pd.read_parquet(pathlib.Path(__file__).parents[2] / "examples/employment/data/acs_2015.parquet")
label = data.pop("employed").to_numpy().astype("f8")
features = data.drop(columns=[name for name in ("id", "year", "prediction", "predicted_probability") if name in data])
matrix = features.apply(lambda column: pd.to_numeric(column.astype(str), errors="coerce")).to_numpy("f8")
# gaps, so that the direction of missing values counts too
matrix[np.random.default_rng(1).random(matrix.shape) < 0.03] = np.nan
order = np.random.default_rng(0).permutation(len(label))
cut = int(0.8 * len(label))
train, test = order[:cut], order[cut:]
for name, rows in (("train", train), ("test", test)):
    np.vstack([matrix[rows].T, label[rows]]).astype("<f8").tofile(folder / f"{name}.bin")
model = HistGradientBoostingClassifier(early_stopping=False).fit(matrix[train], label[train])
scores = model.predict_proba(matrix[test])[:, 1]
reference = {"names": list(features.columns), "train": len(train), "test": len(test), "auc": float(roc_auc_score(label[test], scores))}
(folder / "reference.json").write_text(json.dumps(reference))
