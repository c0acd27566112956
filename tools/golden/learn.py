"""Reference models for packages/core/src/kernel/learn, from scikit-learn. Run: .venv/judge/bin/python tools/golden/learn.py"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

warnings.filterwarnings("ignore")
target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/learn/__golden__/sklearn.json"
rng = np.random.default_rng(20250301)
cases = []
matrices = []  # columns of each design matrix, shared by cases


def add(name, x, y, model, fit, weights=None, **more):
    columns = x.T.tolist()
    matrix = next((at for at, known in enumerate(matrices) if json.dumps(known) == json.dumps(columns)), len(matrices))
    if matrix == len(matrices):
        matrices.append(columns)
    cases.append({"name": name, "model": model, "x": matrix, "y": y.tolist(), "weights": None if weights is None else weights.tolist(), **more, **fit})


def linear(name, x, y, estimator, model, weights=None):
    fitted = estimator.fit(x, y, sample_weight=weights)
    add(name, x, y, model, {"coefficients": fitted.coef_.tolist(), "intercept": float(fitted.intercept_)}, weights)


def refined(x, y, c, weights, intercept):
    """scikit-learn's optimum, its own newton-cg and lbfgs results polished to the least gradient it reaches."""
    best = None
    for solver in ("lbfgs", "newton-cg", "newton-cholesky"):
        for tol in (1e-8, 1e-10, 1e-12, 1e-14):
            m = LogisticRegression(C=c, tol=tol, max_iter=100000, solver=solver, fit_intercept=intercept).fit(x, y, sample_weight=weights)
            norm = gradient_norm(m, x, y, c, weights, intercept)
            if best is None or norm < best[0]:
                best = (norm, m)
    return best


def gradient_norm(m, x, y, c, weights, intercept):
    w = np.ones(len(y)) if weights is None else weights
    p = m.predict_proba(x)
    onehot = (y[:, None] == m.classes_[None, :]).astype(float)
    if len(m.classes_) == 2:
        p, onehot = p[:, 1:], onehot[:, 1:]
    r = (p - onehot) * w[:, None]
    g = r.T @ x + m.coef_ / c
    return float(max(np.abs(g).max(), np.abs(r.sum(axis=0)).max() if intercept else 0.0))


def logistic(name, x, y, c=1.0, weights=None, intercept=True):
    norm, m = refined(x, y, c, weights, intercept)
    add(name, x, y, "logistic_regression", {"coefficients": m.coef_.tolist(), "intercepts": m.intercept_.tolist()}, weights, c=c, fitIntercept=intercept, gradient=norm, probability=m.predict_proba(x[:10]).tolist())


n = 150
x = np.round(np.column_stack([rng.normal(size=n), 1000 + 30 * rng.normal(size=n), 0.01 * rng.exponential(size=n), (rng.random(n) < 0.3).astype(float)]), 5)
noise = rng.normal(size=n)
y = 3 + 2 * x[:, 0] - 0.05 * x[:, 1] + 40 * x[:, 2] + x[:, 3] + noise
y = np.round(y, 4)
w = rng.integers(0, 4, n).astype(float)
linear("plain", x, y, LinearRegression(), "linear_regression")
linear("weighted", x, y, LinearRegression(), "linear_regression", w)
linear("through the origin", x, y, LinearRegression(fit_intercept=False), "linear_regression")
repeated = np.column_stack([x, x[:, 0], x[:, 0] + x[:, 3], np.full(n, 5.0)])
linear("repeated columns", repeated, y, LinearRegression(), "linear_regression")
linear("fewer rows than columns", repeated[:5], y[:5], LinearRegression(), "linear_regression")
linear("ridge", x, y, Ridge(alpha=2.5, solver="svd"), "ridge2.5")
linear("ridge, weighted", x, y, Ridge(alpha=2.5, solver="svd"), "ridge2.5", w)
linear("ridge, repeated columns", repeated, y, Ridge(alpha=2.5, solver="svd"), "ridge2.5")
linear("ridge, small penalty on repeated columns", repeated, y, Ridge(alpha=1e-4, solver="svd"), "ridge1e-4")

z = np.round(np.column_stack([x[:, 0], (x[:, 1] - 1000) / 10, x[:, 2] * 100, x[:, 3]]), 4)
score = z @ np.array([1.0, -0.5, 0.3, 1.0]) + rng.logistic(size=n)
binary = (score > 0.3).astype(int)
three = np.digitize(score, [-1.0, 1.0])
logistic("binary", z, binary)
logistic("binary, strong penalty", z, binary, c=0.05)
logistic("binary, weighted", z, binary, weights=w)
logistic("binary, through the origin", z, binary, intercept=False)
logistic("multinomial", z, three)
logistic("multinomial, weighted", z, three, c=10.0, weights=w)
logistic("multinomial, through the origin", z, three, intercept=False)
wide = np.round(rng.normal(size=(n, 90)), 2)
logistic("more parameters than Newton takes", wide, np.digitize(wide[:, :5].sum(axis=1) + rng.logistic(size=n), [-1.0, 1.0]), c=0.1)

m = 500
t = np.round(np.column_stack([rng.normal(size=m), rng.exponential(size=m), rng.integers(0, 6, m)]), 3)
t[rng.random((m, 3)) < 0.1] = np.nan
filled = np.nan_to_num(t, nan=-1.0)
truth = np.round(np.sin(filled[:, 0] * 2) + filled[:, 1] * (filled[:, 2] > 2) + 0.2 * rng.normal(size=m), 3)
settings = {"max_iter": 15, "max_leaf_nodes": 8, "min_samples_leaf": 10, "l2_regularization": 0.5, "early_stopping": False}
probe = t[:40]
hgb = HistGradientBoostingRegressor(**settings).fit(t, truth)
add("numbers", t, truth, "gradient_boosting", {"prediction": hgb.predict(probe).tolist()})
two = (truth > 0.5).astype(int)
hgb = HistGradientBoostingClassifier(**settings).fit(t, two)
add("two classes", t, two, "gradient_boosting", {"probability": hgb.predict_proba(probe).tolist()})
four = np.digitize(truth, [-0.3, 0.5, 1.2])
hgb = HistGradientBoostingClassifier(**settings).fit(t, four)
add("four classes", t, four, "gradient_boosting", {"probability": hgb.predict_proba(probe).tolist()})

levels = np.column_stack([rng.integers(0, 40, m), rng.integers(0, 5, m), np.round(rng.normal(size=m), 3)]).astype(float)
effect = rng.normal(size=40)
rate = effect[levels[:, 0].astype(int)] + (levels[:, 1] == 3) * levels[:, 2]
amount = np.round(rate + 0.2 * rng.normal(size=m), 3)
more = {"categorical": ["x0", "x1"]}
hgb = HistGradientBoostingRegressor(**settings, categorical_features=[0, 1]).fit(levels, amount)
add("levels", levels, amount, "gradient_boosting", {"prediction": hgb.predict(levels[:40]).tolist(), "options": more})
levels = levels.copy()
levels[:, 0] %= 8  # with few rows a level's support is a tie that rounding decides
hgb = HistGradientBoostingClassifier(**settings, categorical_features=[0, 1]).fit(levels, (amount > 0.2).astype(int))
add("classes by levels", levels, (amount > 0.2).astype(int), "gradient_boosting", {"probability": hgb.predict_proba(levels[:40]).tolist(), "options": more})
for loss, values, own in [
    ("absolute_error", truth, {"objective": "absolute"}),
    ("quantile", truth, {"objective": "quantile", "quantile": 0.8}),
    ("poisson", np.round(np.exp(truth)), {"objective": "poisson"}),
]:
    hgb = HistGradientBoostingRegressor(**settings, loss=loss, quantile=own.get("quantile")).fit(t, values)
    add(loss, t, values, "gradient_boosting", {"prediction": hgb.predict(probe).tolist(), "options": own})


def plain(value):
    if isinstance(value, float):
        return None if np.isnan(value) else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


target.parent.mkdir(exist_ok=True)
header = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "script": "tools/golden/learn.py"}
target.write_text(json.dumps({"versions": header, "matrices": plain(matrices), "cases": plain(cases)}, separators=(",", ":"), allow_nan=False) + "\n")
for case in cases:
    print(case["name"], case.get("gradient"))
