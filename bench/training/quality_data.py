"""Writes data sets and their folds, 5 seeds by 5 folds each, to a folder: `quality_data.py <folder>`.

Scientific sets come with scikit-learn; tables of the examples lie in the folder already, as <name>.table.json.
"""

import json
import pathlib
import sys

import numpy as np
from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold

folder = pathlib.Path(sys.argv[1])


def write(name, columns, target, classes):
    kind = StratifiedKFold if classes else KFold
    rows = np.zeros((len(target), 1))
    folds = [test.tolist() for seed in range(5) for _, test in kind(5, shuffle=True, random_state=seed).split(rows, target)]
    (folder / f"{name}.json").write_text(json.dumps({"columns": columns, "target": target, "classes": classes, "folds": folds}))


for name in ["iris", "wine", "breast_cancer", "digits", "diabetes"]:
    data = getattr(datasets, f"load_{name}")()
    write(name, data.data.T.tolist(), data.target.tolist(), 0 if name == "diabetes" else len(set(data.target.tolist())))
for file in folder.glob("*.table.json"):
    table = json.loads(file.read_text())
    write(file.name.split(".")[0], table["columns"], table["target"], table["classes"])
