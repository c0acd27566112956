"""Reference values for packages/core/src/kernel/metrics, from scikit-learn and scipy. Run: .venv/judge/bin/python tools/golden/metrics.py"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import calibration, metrics

target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/metrics/__golden__/metrics.json"
rng = np.random.default_rng(7)
Z = stats.norm.ppf(0.975)


def normal(value, variance):
    half = Z * np.sqrt(variance)
    return [value - half, value + half]


def by_row_weights(statistic, n, weights=None):
    """Variance of a statistic by how it moves with each row's weight (infinitesimal jackknife), by central differences."""
    base = np.ones(n) if weights is None else weights
    step = 1e-4
    shares = np.empty(n)
    for row in range(n):
        up, down = base.copy(), base.copy()
        up[row] += step
        down[row] -= step
        shares[row] = (statistic(up) - statistic(down)) / (2 * step) * base[row]
    return float(np.sum(shares**2))


def wilson(k, n):
    return [float(x) for x in stats.binomtest(int(k), int(n)).proportion_ci(0.95, "wilson")]


def student(losses):
    half = stats.t.ppf(0.975, len(losses) - 1) * np.std(losses, ddof=1) / np.sqrt(len(losses))
    return [float(np.mean(losses) - half), float(np.mean(losses) + half)]


def delong(y, *scores):
    """Covariance matrix of the areas, from all pairs of rows."""
    tens, ones, areas = [], [], []
    for s in scores:
        pos, neg = s[y == 1], s[y == 0]
        wins = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
        tens.append(wins.mean(axis=1))
        ones.append(wins.mean(axis=0))
        areas.append(wins.mean())
    m, n = len(tens[0]), len(ones[0])
    return np.array(areas), np.atleast_2d(np.cov(tens)) / m + np.atleast_2d(np.cov(ones)) / n


def binary(y, p, other, w):
    heavy = w * np.where(y == 1, 3, 1)  # weights that go along with the outcome
    called = (p >= 0.5).astype(int)
    tn, fp, fn, tp = metrics.confusion_matrix(y, called).ravel().tolist()
    areas, covariance = delong(y, p, other)
    difference = areas[0] - areas[1]
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    clipped = np.clip(p, np.finfo(float).eps, 1 - np.finfo(float).eps)
    log_losses = -np.where(y == 1, np.log(clipped), np.log1p(-clipped))
    overlap = wilson(tp, tp + fp + fn)
    ap = metrics.average_precision_score(y, p)
    odds, half = np.log(ap / (1 - ap)), Z / np.sqrt(y.sum() * ap * (1 - ap))
    weighted = {
        "auc": metrics.roc_auc_score(y, p, sample_weight=w),
        "average_precision": metrics.average_precision_score(y, p, sample_weight=w),
        "log_loss": metrics.log_loss(y, p, sample_weight=w),
        "brier": metrics.brier_score_loss(y, p, sample_weight=w),
        "accuracy": metrics.accuracy_score(y, called, sample_weight=w),
        "precision": metrics.precision_score(y, called, sample_weight=w),
        "recall": metrics.recall_score(y, called, sample_weight=w),
        "specificity": metrics.recall_score(1 - y, 1 - called, sample_weight=w),
        "f1": metrics.f1_score(y, called, sample_weight=w),
    }
    fpr, tpr, _ = metrics.roc_curve(y, p, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(y, p)
    uniform = calibration.calibration_curve(y, p, n_bins=8)
    quantile = calibration.calibration_curve(y, p, n_bins=8, strategy="quantile")
    return {
        "labels": y.tolist(),
        "scores": p.tolist(),
        "other": other.tolist(),
        "weights": w.tolist(),
        "counts": [tp, fp, tn, fn],
        "values": {
            "auc": metrics.roc_auc_score(y, p),
            "average_precision": ap,
            "log_loss": metrics.log_loss(y, p),
            "brier": metrics.brier_score_loss(y, p),
            "accuracy": metrics.accuracy_score(y, called),
            "precision": metrics.precision_score(y, called),
            "recall": metrics.recall_score(y, called),
            "specificity": metrics.recall_score(1 - y, 1 - called),
            "f1": metrics.f1_score(y, called),
        },
        "weighted": weighted,
        "weightedAucVariance": by_row_weights(lambda v: metrics.roc_auc_score(y, p, sample_weight=v), len(y), w),
        "weightedVariances": {
            name: by_row_weights(statistic, len(y), heavy)
            for name, statistic in {
                "average_precision": lambda v: metrics.average_precision_score(y, p, sample_weight=v),
                "accuracy": lambda v: metrics.accuracy_score(y, called, sample_weight=v),
                "precision": lambda v: metrics.precision_score(y, called, sample_weight=v),
                "recall": lambda v: metrics.recall_score(y, called, sample_weight=v),
                "log_loss": lambda v: metrics.log_loss(y, p, sample_weight=v),
                "brier": lambda v: metrics.brier_score_loss(y, p, sample_weight=v),
                "auc": lambda v: metrics.roc_auc_score(y, p, sample_weight=v),
                "balanced_accuracy": lambda v: metrics.balanced_accuracy_score(y, called, sample_weight=v),
                "mcc": lambda v: metrics.matthews_corrcoef(y, called, sample_weight=v),
                "cohen_kappa": lambda v: metrics.cohen_kappa_score(y, called, sample_weight=v),
            }.items()
        },
        "intervals": {
            "auc": normal(areas[0], covariance[0, 0]),
            "average_precision": [float(1 / (1 + np.exp(-(odds - half)))), float(1 / (1 + np.exp(-(odds + half))))],
            "log_loss": student(log_losses),
            "brier": student((y - p) ** 2),
            "accuracy": wilson(tp + tn, len(y)),
            "precision": wilson(tp, tp + fp),
            "recall": wilson(tp, tp + fn),
            "specificity": wilson(tn, tn + fp),
            "f1": [2 * j / (1 + j) for j in overlap],
        },
        "difference": {"value": difference, "interval": normal(difference, variance), "pValue": 2 * stats.norm.sf(abs(difference) / np.sqrt(variance))},
        "roc": [fpr.tolist(), tpr.tolist()],
        "precisionRecall": [recall[::-1].tolist(), precision[::-1].tolist()],
        "uniform": [uniform[1].tolist(), uniform[0].tolist()],
        "quantile": [quantile[1].tolist(), quantile[0].tolist()],
    }


def multiclass(y, probabilities, w):
    called = probabilities.argmax(axis=1)
    n = len(y)
    ones = np.ones(n)

    def scores(v):
        return {
            "accuracy": metrics.accuracy_score(y, called, sample_weight=v),
            "macro_f1": metrics.f1_score(y, called, average="macro", sample_weight=v),
            "weighted_f1": metrics.f1_score(y, called, average="weighted", sample_weight=v),
            "log_loss": metrics.log_loss(y, probabilities, sample_weight=v),
            "auc_ovr_macro": metrics.roc_auc_score(y, probabilities, multi_class="ovr", sample_weight=v),
        }

    variances = {name: by_row_weights(lambda v: scores(v)[name], n) for name in ["macro_f1", "weighted_f1", "auc_ovr_macro"]}
    return {
        "labels": y.tolist(),
        "probabilities": probabilities.T.tolist(),
        "weights": w.tolist(),
        "values": scores(ones),
        "weighted": scores(w),
        "variances": variances,
        "weightedVariances": {name: by_row_weights(lambda v: scores(v)[name], n, w * (1 + y)) for name in scores(w)},
        "accuracyInterval": wilson((called == y).sum(), n),
        "logLossInterval": student(-np.log(probabilities[np.arange(n), y])),
    }


def regression(actual, predicted, w):
    def scores(v):
        return {
            "rmse": metrics.root_mean_squared_error(actual, predicted, sample_weight=v),
            "mae": metrics.mean_absolute_error(actual, predicted, sample_weight=v),
            "r2": metrics.r2_score(actual, predicted, sample_weight=v),
            "mape": metrics.mean_absolute_percentage_error(actual, predicted, sample_weight=v),
        }

    n = len(actual)
    errors = np.abs(actual - predicted)
    half = Z * np.sqrt(n) / 2
    ordered = np.sort(errors)
    r2 = scores(np.ones(n))["r2"]
    r2_half = stats.t.ppf(0.975, n - 1) * np.sqrt(by_row_weights(lambda v: scores(v)["r2"], n) * n / (n - 1))
    return {
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "weights": w.tolist(),
        "values": {**scores(np.ones(n)), "median_ae": metrics.median_absolute_error(actual, predicted)},
        "weighted": {**scores(w), "median_ae": metrics.median_absolute_error(actual, predicted, sample_weight=w)},
        "medianOfHalves": metrics.median_absolute_error(actual[:10], np.zeros(10), sample_weight=[1, 2, 3, 0, 4, 3, 2, 0, 1, 4]),
        "weightedVariances": {name: by_row_weights(lambda v: scores(v)[name], n, w) for name in ["mae", "r2"]},
        "intervals": {
            "rmse": np.sqrt(student(errors**2)).tolist(),
            "mae": student(errors),
            "mape": student(errors / np.abs(actual)),
            "r2": [r2 - r2_half, r2 + r2_half],
            "median_ae": [ordered[int(np.floor(n / 2 - half))], ordered[int(np.ceil(n / 2 + half))]],
        },
    }


n = 240
y = rng.integers(0, 2, n)
p = np.round(np.clip(0.5 + 0.22 * (2 * y - 1) + rng.normal(0, 0.3, n), 0, 1), 2)
other = np.round(np.clip(0.5 + 0.1 * (2 * y - 1) + 0.5 * (p - 0.5) + rng.normal(0, 0.2, n), 0, 1), 2)
w = np.round(rng.uniform(0.2, 3, n), 3)
labels = rng.integers(0, 3, 150)
logits = rng.normal(0, 1, (150, 3))
logits[np.arange(150), labels] += 1.2
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
actual = rng.normal(20, 5, 120)

def further():
    """Metrics that are computed where they are named; their randomness is their own, so that what is above stays as it is."""
    draw = np.random.default_rng(11)
    n, k = 300, 4
    y = draw.integers(0, k, n)
    logits = draw.normal(0, 1, (n, k))
    logits[np.arange(n), y] += 0.9
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    called = p.argmax(axis=1)
    w = np.round(draw.uniform(0.2, 3, n), 3)

    def of(v):
        return {
            "micro_f1": metrics.f1_score(y, called, average="micro", sample_weight=v),
            "balanced_accuracy": metrics.balanced_accuracy_score(y, called, sample_weight=v),
            "mcc": metrics.matthews_corrcoef(y, called, sample_weight=v),
            "cohen_kappa": metrics.cohen_kappa_score(y, called, sample_weight=v),
            "auc_ovr_weighted": np.sum([np.sum(v * (y == c)) / np.sum(v) * metrics.roc_auc_score(y == c, p[:, c], sample_weight=v) for c in range(k)]),
            "top_2_accuracy": metrics.top_k_accuracy_score(y, p, k=2, sample_weight=v),
            "top_3_accuracy": metrics.top_k_accuracy_score(y, p, k=3, sample_weight=v),
        }

    assert np.isclose(of(np.ones(n))["auc_ovr_weighted"], metrics.roc_auc_score(y, p, multi_class="ovr", average="weighted"))
    variances = {name: by_row_weights(lambda v: of(v)[name], n) for name in ["balanced_accuracy", "mcc", "cohen_kappa"]}
    yb = draw.integers(0, 2, n)
    pb = np.round(np.clip(0.5 + 0.2 * (2 * yb - 1) + draw.normal(0, 0.3, n), 0, 1), 2)
    wb = np.round(draw.uniform(0.2, 3, n), 3)

    def ece(v):
        bins = np.clip(np.ceil(pb * 10 - 1e-9).astype(int) - 1, 0, 9)
        return np.sum([abs(np.sum((v * (pb - yb))[bins == b])) for b in range(10)]) / np.sum(v)

    def binary_of(v):
        c = (pb >= 0.5).astype(int)
        return {
            "balanced_accuracy": metrics.balanced_accuracy_score(yb, c, sample_weight=v),
            "mcc": metrics.matthews_corrcoef(yb, c, sample_weight=v),
            "cohen_kappa": metrics.cohen_kappa_score(yb, c, sample_weight=v),
            "ece": ece(v),
        }

    actual = np.round(draw.normal(10, 4, n), 3)
    predicted = np.round(actual + draw.normal(0.3, 2, n), 3)
    queries = np.sort(draw.integers(0, 25, n))
    relevance = draw.choice([0, 0, 1, 2, 3], n).astype(float)
    scores = np.round(relevance + draw.normal(0, 2, n), 0)
    counted = [q for q in range(25) if relevance[queries == q].sum() > 0]

    def average(of_query):
        values = np.array([of_query(relevance[queries == q], scores[queries == q]) for q in counted])
        return {"value": values.mean(), "interval": student(values)}

    def hits(r, s, at):
        """Expected relevant rows among the first places, over all orders of tied scores."""
        found, place = 0.0, 0
        for value in np.unique(s)[::-1]:
            tied = r[s == value] > 0
            found += tied.mean() * min(len(tied), max(0, at - place))
            place += len(tied)
        return found

    return {
        "multiclass": {"labels": y.tolist(), "probabilities": p.T.tolist(), "weights": w.tolist(), "values": of(np.ones(n)), "weighted": of(w), "variances": variances},
        "binary": {"labels": yb.tolist(), "scores": pb.tolist(), "weights": wb.tolist(), "values": binary_of(np.ones(n)), "weighted": binary_of(wb)},
        "regression": {
            "actual": actual.tolist(), "predicted": predicted.tolist(), "weights": w.tolist(),
            "max_error": metrics.max_error(actual, predicted),
            "pinball": {str(q): [metrics.mean_pinball_loss(actual, predicted, alpha=q), metrics.mean_pinball_loss(actual, predicted, alpha=q, sample_weight=w)] for q in (0.1, 0.5, 0.9)},
        },
        "ranking": {
            "relevance": relevance.tolist(), "scores": scores.tolist(), "queries": queries.tolist(), "n": len(counted),
            **{str(at): {
                "ndcg": average(lambda r, s: metrics.ndcg_score([r], [s], k=at) if len(r) > 1 else 1.0),
                "precision_at_k": average(lambda r, s: hits(r, s, at) / at),
                "recall_at_k": average(lambda r, s: hits(r, s, at) / np.sum(r > 0)),
                "mean_average_precision": average(lambda r, s: metrics.average_precision_score(r > 0, s)),
            } for at in (3, 10)},
        },
    }


golden = {
    "header": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "script": "tools/golden/metrics.py"},
    "binary": binary(y, p, other, w),
    "multiclass": multiclass(labels, probabilities, np.round(rng.uniform(0.2, 3, 150), 3)),
    "regression": regression(actual, actual + rng.normal(0.5, 2, 120), np.round(rng.uniform(0.2, 3, 120), 3)),
    "further": further(),
}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(golden, separators=(",", ":"), allow_nan=False, default=float) + "\n")
print(target, target.stat().st_size)
