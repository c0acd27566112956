"""Decision trees of packages/core/src/kernel/learn/forest, from scikit-learn and shap. Needs both: python tools/golden/forest.py

A forest of one tree on all rows and features is a decision tree. Data are drawn until the tree does not depend on the order in which features are
looked at, so that no tie decides.
"""

import json
import pathlib

import numpy as np
import shap
import sklearn
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/learn/forest/__golden__/trees.json"
n, width = 400, 5


def rounded(columns):
    return [[None if np.isnan(v) else v for v in column] for column in columns]


def data(seed, gaps):
    rng = np.random.default_rng(seed)
    # integers have fewer values than bins and are the same in 32 bits, which scikit-learn rounds features to
    x = rng.integers(-100, 100, size=(n + 60, width)).astype(float)
    if gaps:
        x[rng.random(x.shape) < 0.1] = np.nan
    filled = np.nan_to_num(x, nan=40.0)
    y = filled[:, 0] * filled[:, 1] / 500 + 8 * np.sin(filled[:, 2] / 30) + filled[:, 3] * (filled[:, 4] > 10) / 10 + rng.normal(size=len(x))
    return x, np.round(y, 6), rng.integers(1, 5, size=n).astype(float)


def one(name, make, classes, gaps, weighted, options):
    for seed in range(200):
        x, y, weights = data(seed, gaps)
        y = y if classes == 0 else np.searchsorted(np.quantile(y, np.arange(1, classes) / classes), y)
        fits = [make(random_state=state).fit(x[:n], y[:n], sample_weight=weights if weighted else None) for state in range(12)]
        predict = lambda model: model.predict(x)[:, None] if classes == 0 else model.predict_proba(x)
        same = lambda other: np.allclose(predict(fits[0]), predict(other), rtol=0, atol=1e-10) and np.allclose(fits[0].feature_importances_, other.feature_importances_, rtol=0, atol=1e-10)
        if all(map(same, fits[1:])):
            break
    else:
        raise SystemExit(f"{name}: no data without ties")
    model, probe = fits[0], x[n:]
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = np.array(explainer.shap_values(probe[:10])).reshape(10, width, -1)
    return {
        "name": name,
        "options": options,
        "classes": classes,
        "columns": rounded(x[:n].T.tolist()),
        "target": y[:n].tolist(),
        **({"weights": weights.tolist()} if weighted else {}),
        "probe": rounded(probe.T.tolist()),
        "nodes": int(model.tree_.node_count),
        "predictions": predict(model)[n:].T.tolist(),
        "importances": model.feature_importances_.tolist(),
        "expected": np.ravel(explainer.expected_value).tolist(),
        "shap": values.transpose(2, 1, 0).tolist(),
    }


def regressor(**options):
    return lambda random_state: DecisionTreeRegressor(random_state=random_state, **options)


def classifier(**options):
    return lambda random_state: DecisionTreeClassifier(random_state=random_state, **options)


cases = [
    one("numbers", regressor(min_samples_leaf=8), 0, False, False, {"minSamplesLeaf": 8}),
    one("numbers with gaps", regressor(min_samples_leaf=10), 0, True, False, {"minSamplesLeaf": 10}),
    one("weighted numbers", regressor(max_depth=5, min_samples_leaf=6), 0, False, True, {"maxDepth": 5, "minSamplesLeaf": 6}),
    one("two classes", classifier(min_samples_leaf=8), 2, False, False, {"minSamplesLeaf": 8}),
    one("two weighted classes with gaps", classifier(max_depth=4, min_samples_leaf=5), 2, True, True, {"maxDepth": 4, "minSamplesLeaf": 5}),
    one("four classes with gaps", classifier(min_samples_leaf=6), 4, True, False, {"minSamplesLeaf": 6}),
    one("three weighted classes", classifier(min_samples_split=40), 3, False, True, {"minSamplesSplit": 40}),
]
header = {"scikit-learn": sklearn.__version__, "shap": shap.__version__, "numpy": np.__version__, "script": "tools/golden/forest.py"}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps({"versions": header, "cases": cases}, separators=(",", ":"), allow_nan=False) + "\n")
print(header, [(case["name"], case["nodes"]) for case in cases])
