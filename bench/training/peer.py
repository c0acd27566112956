"""One process of a peer: `peer.py <name> <folder> <test folder> <threads> <fits> <model>` trains and prints what the fits took, the least of each, as JSON."""

import json
import os
import re
import sys
import time

name, folder, test_folder, threads, fits, kind = sys.argv[1:]
os.environ["OMP_NUM_THREADS"] = threads

import numpy as np  # noqa: E402  after the number of threads is set

WIDTH = 30


def load(home):
    return np.fromfile(f"{home}/x.rows").reshape(-1, WIDTH), np.fromfile(f"{home}/y")


def fit_lightgbm(x, y):
    import lightgbm as peer

    common = {"max_bin": 255, "num_threads": int(threads), "verbosity": -1}
    return peer.train({**common, "objective": "binary", "num_leaves": 31, "learning_rate": 0.1, "min_data_in_leaf": 20}, peer.Dataset(x, y, params=common), 100)


def fit_xgboost(x, y):
    import xgboost as peer

    data = peer.QuantileDMatrix(x, y, max_bin=256, nthread=int(threads))
    grow = {"tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0, "max_bin": 256}
    return peer.train({**grow, "objective": "binary:logistic", "eta": 0.1, "nthread": int(threads), "reg_lambda": 0, "min_child_weight": 1e-3}, data, 100)


def fit_sklearn(x, y):
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, max_bins=255, early_stopping=False).fit(x, y)


def fit_forest(x, y):
    import sklearn.ensemble

    peer = {"random_forest": sklearn.ensemble.RandomForestClassifier, "extra_trees": sklearn.ensemble.ExtraTreesClassifier}[kind]
    return peer(100, n_jobs=int(threads), random_state=0).fit(x, y)


def scores(model, x):
    if name == "xgboost":
        import xgboost as peer

        return model.predict(peer.DMatrix(x))
    return model.predict(x) if name == "lightgbm" else model.predict_proba(x)[:, 1]


def auc(y, p):
    order = np.argsort(p, kind="stable")
    values, inverse, counts = np.unique(p[order], return_inverse=True, return_counts=True)
    ranks = np.empty(len(p))
    ranks[order] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positive = y == 1
    return float((ranks[positive].sum() - positive.sum() * (positive.sum() + 1) / 2) / (positive.sum() * (~positive).sum()))


version = __import__(name).__version__
if name == "sklearn":
    import sklearn.ensemble  # noqa: F401  not a part of what is timed
fit = {"lightgbm": fit_lightgbm, "xgboost": fit_xgboost, "sklearn": fit_sklearn if kind == "gradient_boosting" else fit_forest}[name]
x, y = load(folder)
if kind != "gradient_boosting":
    x = np.asfortranarray(x, dtype=np.float32)  # what its trees read fastest
wall = cpu = float("inf")
for _ in range(int(fits)):
    cpu_before, begin = time.process_time(), time.perf_counter()
    model = fit(x, y)
    wall, cpu = min(wall, time.perf_counter() - begin), min(cpu, time.process_time() - cpu_before)
# ru_maxrss would count the process that started this one, whose tables were larger
memory = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read()).group(1)) / 1024
test_x, test_y = load(test_folder)
print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "auc": auc(test_y, scores(model, test_x)), "version": version}))
