"""Reference models for packages/model-training, from scikit-learn. Run: .venv/judge/bin/python tools/golden/model_training.py"""

import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
from sklearn.linear_model import LinearRegression

root = pathlib.Path(__file__).parents[2]
target = root / "packages/model-training/src/__golden__/linear.json"
rng = np.random.default_rng(20260301)
cases = []


def add(name, x, y):
    fitted = LinearRegression(tol=0).fit(x, y)  # its default drops columns a million times smaller than others
    cases.append({
        "name": name,
        "columns": np.asarray(x, dtype=float).T.tolist(),
        "y": np.asarray(y, dtype=float).tolist(),
        "coefficients": fitted.coef_.tolist(),
        "intercept": float(fitted.intercept_),
        "prediction": fitted.predict(x)[:5].tolist(),
    })


x = rng.normal(size=(120, 4))
add("four normal features", x, x @ [1.5, -2, 0, 0.25] + 3 + rng.normal(size=120) * 0.1)
add("one feature", x[:30, :1], 2 * x[:30, 0] - 1)
scales = rng.normal(size=(80, 3)) * [1e-5, 1, 1e5] + [0, 10, -500]
add("features of very different scale", scales, scales @ [1e5, 1, 1e-5] + rng.normal(size=80))
penguins = pd.read_csv(root / "packages/data/src/__golden__/penguins.csv").dropna()
add("penguins: body mass by beak and flipper", penguins[["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]].to_numpy(), penguins["body_mass_g"].to_numpy())

target.parent.mkdir(exist_ok=True)
header = {"generator": "tools/golden/model_training.py", "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}}
target.write_text(json.dumps({**header, "cases": cases}) + "\n")

# Calibration of scores, fitted and applied as scikit-learn's CalibratedClassifierCV does
from sklearn.calibration import _SigmoidCalibration  # noqa: E402
from sklearn.isotonic import IsotonicRegression  # noqa: E402

calibration = []


def add_calibration(name, p, y):
    p = np.asarray(p, dtype=float)
    z = np.log(p) - np.log(1 - p)
    sigmoid = _SigmoidCalibration().fit(z, y)
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(p, y)
    at = np.array([1e-6, 0.01, 0.1, 0.25, 0.5, 0.66, 0.9, 0.99, 1 - 1e-6])
    calibration.append({
        "name": name,
        "probabilities": p.tolist(),
        "positive": [int(v) for v in y],
        "at": at.tolist(),
        "platt": sigmoid.predict(np.log(at) - np.log(1 - at)).tolist(),
        "isotonic": isotonic.predict(at).tolist(),
    })


p = rng.uniform(0.001, 0.999, 400)
add_calibration("scores that are too sure", p, rng.uniform(size=400) < 0.5 + 0.3 * (p - 0.5))
p = rng.beta(0.5, 0.5, 300).clip(1e-4, 1 - 1e-4)
add_calibration("scores near the ends", p, rng.uniform(size=300) < p**2)
add_calibration("few distinct scores", np.repeat([0.1, 0.3, 0.5, 0.9], 25), np.tile([0, 1, 1, 0, 1], 20))
p = rng.uniform(0.05, 0.95, 60)
add_calibration("a rare class", p, np.arange(60) < 4)
(target.parent / "calibration.json").write_text(json.dumps({**header, "cases": calibration}) + "\n")

# Estimators of ml.js beside scikit-learn's on the same halves of real data
from sklearn.datasets import load_diabetes, load_iris, load_wine  # noqa: E402
from sklearn.naive_bayes import MultinomialNB  # noqa: E402
from sklearn.neighbors import KNeighborsClassifier  # noqa: E402

sets = []
for name, load in {"iris": load_iris, "wine": load_wine}.items():
    features, labels = load(return_X_y=True)
    train, test = slice(0, None, 2), slice(1, None, 2)
    neighbours = KNeighborsClassifier(5).fit(features[train], labels[train])
    distances = KNeighborsClassifier(6).fit(features[train], labels[train]).kneighbors(features[test])[0]
    bayes = MultinomialNB().fit(features[train], labels[train])
    sets.append({
        "name": name,
        "columns": features[train].T.tolist(),
        "labels": labels[train].tolist(),
        "test": features[test].T.tolist(),
        "actual": labels[test].tolist(),
        "bayes": bayes.predict_proba(features[test]).tolist(),
        "neighbours": neighbours.predict_proba(features[test]).tolist(),
        "tied": [bool(row[5] - row[4] <= 1e-9) for row in distances],
    })
diabetes = load_diabetes()
bmi = diabetes.data[:, 2]
polynomials = [
    {"degree": degree, "x": bmi.tolist(), "y": diabetes.target.tolist(), "prediction": np.polyval(np.polyfit(bmi, diabetes.target, degree), bmi)[:20].tolist()}
    for degree in (1, 3, 6)
]
(target.parent / "ml-js.json").write_text(json.dumps({**header, "sets": sets, "polynomials": polynomials}) + "\n")
