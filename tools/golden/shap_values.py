"""Shapley values of packages/core/src/kernel/learn/boosting, from shap. Needs shap and scikit-learn: python tools/golden/shap_values.py"""

import json
import pathlib

import numpy as np
import shap
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/learn/__golden__/shap.json"
rng = np.random.default_rng(7)
n = 600
x = np.round(rng.normal(size=(n, 6)), 3)
x[rng.random((n, 6)) < 0.1] = np.nan
filled = np.nan_to_num(x, nan=2.0)
y = filled[:, 0] * filled[:, 1] + np.sin(3 * filled[:, 2]) + filled[:, 3] * (filled[:, 4] > 0)


def forest(model):
    """The model's trees as our JSON has them: children side by side, after their parent."""
    out = {"base": np.ravel(model._baseline_prediction).tolist(), "roots": [], "feature": [], "value": [], "left": [], "missingLeft": [], "rows": []}
    for round_ in model._predictors:
        for predictor in round_:
            nodes = predictor.nodes
            first = len(out["feature"])
            out["roots"].append(first)
            order = [0]
            for index in order:
                node = nodes[index]
                if node["is_leaf"]:
                    left, value, feature = -1, float(node["value"]), -1
                else:
                    left, value, feature = first + len(order), float(node["num_threshold"]), int(node["feature_idx"])
                    order += [int(node["left"]), int(node["right"])]
                out["feature"].append(feature)
                out["value"].append(value if np.isfinite(value) else None)
                out["left"].append(left)
                out["missingLeft"].append(int(node["missing_go_to_left"]))
                out["rows"].append(int(node["count"]))
    return out


cases = []
probe = x[:25]
settings = {"max_iter": 12, "max_leaf_nodes": 12, "min_samples_leaf": 5, "early_stopping": False}
for name, model in [
    ("numbers", HistGradientBoostingRegressor(**settings).fit(x, y)),
    ("two classes", HistGradientBoostingClassifier(**settings).fit(x, (y > 0).astype(int))),
]:
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = explainer.shap_values(probe)
    raw = model.predict(probe) if name == "numbers" else model.decision_function(probe)
    expected = float(np.ravel(explainer.expected_value)[0])
    assert np.abs(values.sum(axis=1) + expected - raw).max() < 1e-9, name
    cases.append({"name": name, "forest": forest(model), "expected": expected, "values": values.T.tolist()})

rows = [[None if np.isnan(v) else v for v in column] for column in probe.T.tolist()]
header = {"shap": shap.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__, "script": "tools/golden/shap_values.py"}
target.write_text(json.dumps({"versions": header, "columns": rows, "cases": cases}, separators=(",", ":"), allow_nan=False) + "\n")
print(header, [case["name"] for case in cases])
