"""Reference linear models for packages/core/src/kernel/learn/linear, from scikit-learn. Run: .venv/judge/bin/python tools/golden/linear.py

Coefficients, objective and probabilities are those of scikit-learn's solution refined by Newton steps in long doubles on standardised columns, because
scikit-learn itself cannot reach its own optimum where columns are badly scaled; its own coefficients and gradient are kept beside them."""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, PoissonRegressor

warnings.filterwarnings("ignore")
target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/learn/linear/__golden__/sklearn.json"
rng = np.random.default_rng(20260117)
tables, cases = [], []


def table(x):
    tables.append(x.T.tolist())
    return len(tables) - 1


def standard(x, weights, intercept):
    w = weights if weights is not None else np.ones(len(x))
    wide = x.astype(np.longdouble)
    mean = (wide * w[:, None]).sum(axis=0) / w.sum() if intercept else np.zeros(x.shape[1], np.longdouble)
    spread = np.sqrt((w[:, None] * (wide - mean) ** 2).sum(axis=0) / w.sum())
    return (wide - mean) / spread, mean, spread


def conditions(x, weights, intercept):
    """Of the design as it is, with the intercept's column, and of its columns brought to mean 0 and deviation 1."""
    rows = np.sqrt(weights if weights is not None else np.ones(len(x)))[:, None]

    def of(design):
        s = np.linalg.svd(design * rows, compute_uv=False)
        return float(s[0] / s[-1]) if s[-1] > 0 and len(design) >= design.shape[1] else 1e300

    z = standard(x, weights, intercept)[0].astype(float)
    return {"condition": of(np.column_stack([np.ones(len(x)), x]) if intercept else x), "standardCondition": of(z)}


class Loss:
    """The mean penalised loss on standardised columns: a row of parameters per output, the intercept first."""

    def __init__(self, x, y, penalty, weights, intercept, classes):
        self.z, self.mean, self.spread = standard(x, weights, intercept)
        self.y, self.intercept, self.classes = y, intercept, classes
        self.outputs = classes if classes > 2 else 1
        self.w = (np.ones(len(y)) if weights is None else weights).astype(np.longdouble)
        self.w = self.w / self.w.sum()
        self.design = np.column_stack([np.ones(len(y), np.longdouble), self.z])
        self.penalty = np.concatenate([[np.longdouble(0)], penalty / self.spread**2])

    def scores(self, b):
        z = self.design @ b.T
        return np.column_stack([np.zeros(len(self.y), np.longdouble), z]) if self.classes == 2 else z

    def means(self, b):
        z = self.scores(b)
        if self.classes == 0:
            return np.exp(z)
        power = np.exp(z - z.max(axis=1, keepdims=True))
        return power / power.sum(axis=1, keepdims=True)

    def value(self, b):
        z = self.scores(b)
        if self.classes == 0:
            loss = np.exp(z[:, 0]) - self.y * z[:, 0]
        else:
            top = z.max(axis=1)
            loss = np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(len(self.y)), self.y]
        return (self.w * loss).sum() + (self.penalty * b**2).sum() / 2

    def gradient(self, b):
        p = self.means(b)
        r = p - self.y[:, None] if self.classes == 0 else p - (self.y[:, None] == np.arange(p.shape[1])[None, :])
        if self.classes == 2:
            r = r[:, 1:]
        g = (r * self.w[:, None]).T @ self.design + self.penalty * b
        if not self.intercept:
            g[:, 0] = 0
        return g

    def hessian(self, b):
        p = self.means(b)
        if self.classes == 2:
            p = p[:, 1:]
        stride = self.design.shape[1]
        h = np.zeros((self.outputs * stride, self.outputs * stride), np.longdouble)
        for k in range(self.outputs):
            own = slice(k * stride, (k + 1) * stride)
            for j in range(self.outputs):
                curve = self.w * p[:, k] * (1 if self.classes == 0 else (k == j) - p[:, j])
                h[own, j * stride : (j + 1) * stride] = (self.design * curve[:, None]).T @ self.design
            h[own, own] += np.diag(self.penalty)
            if not self.intercept:
                h[k * stride, :] = h[:, k * stride] = 0
                h[k * stride, k * stride] = 1
        return h

    def inside(self, coefficients, intercepts):
        coefficients = np.atleast_2d(coefficients).astype(np.longdouble)
        return np.column_stack([np.atleast_1d(intercepts) + coefficients @ self.mean, coefficients * self.spread])

    def outside(self, b):
        coefficients = b[:, 1:] / self.spread
        return coefficients, b[:, 0] - coefficients @ self.mean

    def refine(self, b):
        start = np.zeros_like(b)
        if self.classes == 0 and self.intercept:
            start[0, 0] = np.log((self.w * self.y).sum())
        if not self.value(b) < self.value(start):
            b = start
        size = np.abs(self.gradient(b)).max()
        for _ in range(200):
            g, h = self.gradient(b).ravel(), self.hessian(b)
            scale = np.sqrt(np.maximum(np.diag(h), np.longdouble(1e-300)))
            system = (h / scale[:, None] / scale[None, :]).astype(float)
            step = (np.linalg.lstsq(system, (g / scale).astype(float), rcond=1e-15)[0] / scale).reshape(b.shape)
            value, length = self.value(b), np.longdouble(1)
            while length > 1e-9 and not self.value(b - length * step) <= value + abs(value) * 1e-18:
                length /= 2
            moved = b - length * step
            if self.outputs > 1:
                moved -= moved.mean(axis=0)
            now = np.abs(self.gradient(moved)).max()
            if not (now < size or self.value(moved) < value):
                break
            b, size = moved, now
        return b


def smooth(name, model, x, y, loss, fits, weights, **more):
    best = min(((float(np.abs(loss.gradient(loss.inside(m.coef_, m.intercept_))).max()), at) for at, m in enumerate(fits)), key=lambda pair: pair[0])
    m = fits[best[1]]
    b = loss.refine(loss.inside(m.coef_, m.intercept_))
    coefficients, intercepts = (part.astype(float) for part in loss.outside(b))
    means = loss.means(b).astype(float)
    theirs = loss.means(loss.inside(m.coef_, m.intercept_)).astype(float)
    own = np.atleast_2d(m.coef_)
    apart = float((np.abs(coefficients - own) / np.maximum(1, np.abs(own))).max())
    known = {"coefficients": own.tolist(), "gradient": best[0], "apart": apart, "meansApart": float(np.abs(means - theirs).max())}
    add(name, model, x, y, weights, **more, **conditions(x, weights, more["fitIntercept"]), coefficients=coefficients.tolist(), intercepts=intercepts.tolist(), objective=float(loss.value(b)), means=means[:40].tolist(), sklearn=known)
    print(f"{name:62s} cond {cases[-1]['condition']:.0e} {cases[-1]['standardCondition']:.0e} sklearn's gradient {best[0]:.0e} apart {apart:.0e} means {known['meansApart']:.0e} refined to {float(np.abs(loss.gradient(b)).max()):.0e}", flush=True)


def logistic(name, x, y, c=1.0, weights=None, intercept=True):
    total = len(y) if weights is None else weights.sum()
    loss = Loss(x, y, 1 / (np.longdouble(c) * total), weights, intercept, int(y.max()) + 1)
    fits = [LogisticRegression(C=c, tol=1e-10, max_iter=20000, solver=solver, fit_intercept=intercept).fit(x, y, sample_weight=weights) for solver in ("lbfgs", "newton-cholesky")]
    smooth(name, "logistic", x, y, loss, fits, weights, c=c, fitIntercept=intercept)


def add(name, model, x, y, weights, **more):
    known = next((at for at, columns in enumerate(tables) if columns == x.T.tolist()), None)
    cases.append({"name": name, "model": model, "x": table(x) if known is None else known, "y": y.tolist(), "weights": None if weights is None else weights.tolist(), **more})


def sparse(name, x, y, alpha, l1_ratio=None, weights=None, intercept=True):
    kind = Lasso(alpha=alpha) if l1_ratio is None else ElasticNet(alpha=alpha, l1_ratio=l1_ratio)
    m = kind.set_params(tol=1e-15, max_iter=1_000_000, fit_intercept=intercept).fit(x, y, sample_weight=weights)
    w = np.ones(len(y)) if weights is None else weights
    share = 1.0 if l1_ratio is None else l1_ratio
    # around the means: a common offset of a column would cost digits
    middle = [np.average(part, axis=0, weights=w) if intercept else 0 for part in (x, y)]
    residual = (y - middle[1]) - (x - middle[0]) @ m.coef_
    objective = (w * residual**2).sum() / w.sum() / 2 + alpha * (share * np.abs(m.coef_).sum() + (1 - share) * (m.coef_**2).sum() / 2)
    add(name, "lasso" if l1_ratio is None else "elastic_net", x, y, weights, alpha=alpha, l1Ratio=share, fitIntercept=intercept, **conditions(x, weights, intercept), coefficients=[m.coef_.tolist()], intercepts=[float(m.intercept_)], objective=float(objective))


def counts(name, x, y, alpha, weights=None, intercept=True):
    loss = Loss(x, y, np.longdouble(alpha), weights, intercept, 0)
    fits = [PoissonRegressor(alpha=alpha, solver=solver, tol=1e-12, max_iter=2000, fit_intercept=intercept).fit(x, y, sample_weight=weights) for solver in ("lbfgs", "newton-cholesky")]
    smooth(name, "poisson", x, y, loss, fits, weights, alpha=alpha, fitIntercept=intercept)


n = 240
x = np.round(np.column_stack([rng.normal(size=n), 50 + 8 * rng.normal(size=n), rng.exponential(size=n), (rng.random(n) < 0.3).astype(float), rng.integers(0, 5, n).astype(float)]), 4)
w = rng.integers(0, 4, n).astype(float)
score = x[:, 0] - 0.08 * (x[:, 1] - 50) + 0.5 * x[:, 2] + x[:, 3] - 0.3 * x[:, 4]
noisy = score + rng.logistic(size=n)
binary = (noisy > 0.3).astype(int)
three = np.digitize(noisy, [-0.8, 1.0])
scales = 10.0 ** np.array([-6, 3, 0, -2, 5])
badly = np.round(x * scales, 12)
offset = x + np.array([1e6, 0, 1e4, 0, 0])
near = np.column_stack([x, x[:, 0] + 1e-4 * rng.normal(size=n)])
nearer = np.column_stack([x, x[:, 0] + 1e-9 * rng.normal(size=n)])
repeated = np.column_stack([x, x[:, 0], 2 * x[:, 2] - x[:, 3]])
separable = (score > 0.2).astype(int)
rare = np.zeros(n, int)
rare[np.argsort(noisy)[-3:]] = 1
rare_three = three.copy()
rare_three[rare_three == 2] = 1
rare_three[np.argsort(noisy)[-2:]] = 2
for kind, y in [("binary", binary), ("multinomial", three)]:
    logistic(kind, x, y)
    logistic(f"{kind}, weighted", x, y, weights=w)
    logistic(f"{kind}, through the origin", x, y, intercept=False)
    logistic(f"{kind}, nearly no penalty", x, y, c=1e8)
    logistic(f"{kind}, strong penalty", x, y, c=1e-3)
    logistic(f"{kind}, badly scaled columns", badly, y)
    logistic(f"{kind}, badly scaled columns, nearly no penalty, weighted", badly, y, c=1e6, weights=w)
    logistic(f"{kind}, columns far from 0", offset, y, c=100.0)
    logistic(f"{kind}, nearly collinear columns", near, y, c=1e4)
    logistic(f"{kind}, columns collinear to rounding", nearer, y, c=10.0)
    logistic(f"{kind}, repeated columns", repeated, y, c=10.0)
    logistic(f"{kind}, more columns than rows", np.round(rng.normal(size=(30, 50)), 3), y[:30], c=1.0)
logistic("separable", x, separable)
logistic("separable, large c", x, separable, c=1e5)
logistic("multinomial, separable", x, np.digitize(score, [-0.5, 0.8]), c=1e4)
logistic("a rare class", x, rare, c=10.0)
logistic("a rare class of three", x, rare_three, c=10.0)
logistic("a rare class, weighted", x, rare, c=1e3, weights=np.where(rare == 1, 1e-3, 1.0))

y = np.round(3 + 2 * x[:, 0] - 0.05 * x[:, 1] + 1.5 * x[:, 2] + rng.normal(size=n), 4)
wide = np.round(rng.normal(size=(40, 90)), 3)
wide_y = np.round(wide[:, :4] @ np.array([3.0, -2.0, 1.0, 1.0]) + 0.3 * rng.normal(size=40), 4)
for alpha in (1e-3, 0.1, 1.0):
    sparse(f"lasso {alpha}", x, y, alpha)
    sparse(f"elastic net {alpha}", x, y, alpha, 0.3)
sparse("lasso that keeps nothing", x, y, 1e3)
sparse("lasso, weighted", x, y, 0.05, weights=w)
sparse("elastic net, weighted, through the origin", x, y, 0.05, 0.7, weights=w, intercept=False)
sparse("lasso, badly scaled columns", badly, y, 0.01)
sparse("lasso, columns far from 0", offset, y, 0.01)
sparse("lasso, nearly collinear columns", near, y, 0.01)
sparse("elastic net, repeated columns", repeated, y, 0.05, 0.5)
sparse("lasso, more columns than rows", wide, wide_y, 0.05)
sparse("elastic net, more columns than rows", wide, wide_y, 0.05, 0.5)

rate = np.exp(0.4 * x[:, 0] + 0.3 * x[:, 3] + 0.02 * (x[:, 1] - 50))
few = rng.poisson(rate)
for alpha in (0.0, 1e-3, 1.0):
    counts(f"counts {alpha}", x, few.astype(float), alpha)
counts("counts, weighted", x, few.astype(float), 1e-2, weights=w)
counts("counts, through the origin", x, few.astype(float), 1e-2, intercept=False)
counts("counts, badly scaled columns", badly, few.astype(float), 1e-12)
counts("large counts", x, rng.poisson(1e5 * rate).astype(float), 1e-3)
counts("rare counts", x, rng.poisson(0.02 * rate).astype(float), 1e-4)
counts("rates", x, np.round(few / 7, 4), 1e-3)
counts("counts, nearly collinear columns", near, few.astype(float), 1e-6)
counts("counts, repeated columns", repeated, few.astype(float), 1e-3)

target.parent.mkdir(exist_ok=True)
header = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "script": "tools/golden/linear.py"}
target.write_text(json.dumps({"versions": header, "tables": tables, "cases": cases}, separators=(",", ":"), allow_nan=False) + "\n")
