"""Writes scikit-learn's data sets and their folds, 5 seeds by 5 folds each, to a folder: `quality_data.py <folder>`."""

import json
import pathlib
import sys

from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name in ["iris", "wine", "breast_cancer", "digits", "diabetes"]:
    data = getattr(datasets, f"load_{name}")()
    kind = KFold if name == "diabetes" else StratifiedKFold
    folds = [test.tolist() for seed in range(5) for _, test in kind(5, shuffle=True, random_state=seed).split(data.data, data.target)]
    classes = 0 if name == "diabetes" else len(set(data.target.tolist()))
    document = {"columns": data.data.T.tolist(), "target": data.target.tolist(), "classes": classes, "folds": folds}
    (folder / f"{name}.json").write_text(json.dumps(document))
