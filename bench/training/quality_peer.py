"""Predicts every fold of a set by the peer with the parameters that ours has: `quality_peer.py <folder> <set> <model>` writes <set>.<model>.json."""

import json
import pathlib
import sys

import numpy as np

folder, name, model = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
data = json.loads((folder / f"{name}.json").read_text())
x, y, classes = np.array(data["columns"], dtype=float).T.copy(), np.array(data["target"]), data["classes"]


def boosting(train, test, seed):
    import lightgbm

    objective = {0: {"objective": "regression"}, 2: {"objective": "binary"}}.get(classes, {"objective": "multiclass", "num_class": classes})
    params = {**objective, "num_leaves": 31, "learning_rate": 0.1, "min_data_in_leaf": 20, "max_bin": 255, "num_threads": 1, "verbosity": -1}
    p = lightgbm.train(params, lightgbm.Dataset(x[train], y[train]), 100).predict(x[test])
    return np.column_stack([1 - p, p]) if classes == 2 else p


def forest(train, test, seed):
    from sklearn import ensemble

    name = ("RandomForest" if model == "random_forest" else "ExtraTrees") + ("Classifier" if classes else "Regressor")
    fitted = getattr(ensemble, name)(100, n_jobs=1, random_state=seed).fit(x[train], y[train])
    return fitted.predict_proba(x[test]) if classes else fitted.predict(x[test])


predict = boosting if model == "gradient_boosting" else forest
predictions = [predict(np.setdiff1d(np.arange(len(y)), test), test, fold).tolist() for fold, test in enumerate(data["folds"])]
(folder / f"{name}.{model}.json").write_text(json.dumps(predictions))
