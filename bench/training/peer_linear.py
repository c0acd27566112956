"""One process of scikit-learn: `peer_linear.py <folder> <fits>` prints the CPU seconds of ridge in its best layout, and of logistic regression by solver,
layout and tolerance with the largest part of the mean loss's gradient that each reached, as JSON."""

import json
import os
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402  after the number of threads is set
import sklearn  # noqa: E402
from sklearn.linear_model import LogisticRegression, Ridge  # noqa: E402

warnings.filterwarnings("ignore")
folder, fits = sys.argv[1], int(sys.argv[2])
raw = np.fromfile(f"{folder}/x.rows").reshape(-1, 30)
rows = np.nan_to_num((raw - np.nanmean(raw, axis=0)) / np.nanstd(raw, axis=0), nan=0.0)
del raw
y = np.fromfile(f"{folder}/y")
layouts = {"rows": rows, "columns": np.asfortranarray(rows)}


def timed(fit):
    cpu = float("inf")
    for _ in range(fits):
        before = time.process_time()
        fitted = fit()
        cpu = min(cpu, time.process_time() - before)
    return cpu, fitted


def gradient(m):
    residual = m.predict_proba(rows)[:, 1] - y
    return float(max(np.abs(residual @ rows + m.coef_[0]).max(), abs(residual.sum())) / len(y))


ridge, coefficients, logistic = float("inf"), None, []
for layout, x in layouts.items():
    for solver in ("cholesky", "lsqr"):
        cpu, m = timed(lambda: Ridge(alpha=1.0, solver=solver).fit(x, y))
        if solver == "cholesky":
            coefficients = m.coef_.tolist()
        ridge = min(ridge, cpu)
    for solver, tolerances in (("lbfgs", (1e-4, 1e-6, 1e-8, 1e-10)), ("newton-cholesky", (1e-5, 1e-10))):
        for tol in tolerances:
            cpu, m = timed(lambda: LogisticRegression(tol=tol, max_iter=1000, solver=solver).fit(x, y))
            logistic.append({"cpu": cpu, "gradient": gradient(m), "how": f"{solver}, {layout}, tol {tol}"})
print(json.dumps({"ridge": ridge, "coefficients": coefficients, "logistic": logistic, "version": sklearn.__version__}))
