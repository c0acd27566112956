"""One process of scikit-learn: `unsupervised_peer.py kmeans|pca <folder> <fits>` fits and prints the least CPU seconds of a fit and what was found, as JSON.

The faster of k-means' two algorithms counts; PCA decomposes the covariance, its fastest way for many rows. Missing values are 0."""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402  after the number of threads is set
import sklearn  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.decomposition import PCA  # noqa: E402

model, folder, fits = sys.argv[1:]
x = np.nan_to_num(np.fromfile(f"{folder}/x.rows").reshape(-1, 30))
if model == "kmeans":
    estimators = [KMeans(8, init=x[:8].copy(), n_init=1, max_iter=20, tol=0, algorithm=algorithm) for algorithm in ("lloyd", "elkan")]
else:
    estimators = [PCA(svd_solver="covariance_eigh")]
seconds = float("inf")
for _ in range(int(fits)):
    for estimator in estimators:
        before = time.process_time()
        fitted = estimator.fit(x)
        seconds = min(seconds, time.process_time() - before)
found = [fitted.n_iter_, fitted.inertia_] if model == "kmeans" else fitted.explained_variance_.tolist()
print(json.dumps({"seconds": seconds, "found": found, "version": sklearn.__version__}))
