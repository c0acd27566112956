"""Reference values of multivariate drift, for packages/drift-detection. Run: .venv/judge/bin/python tools/golden/multivariate.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import StandardScaler

target = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/multivariate/__golden__/multivariate.json"
rng = np.random.default_rng(3)


def draw(n, mixing, shift):
    return np.round(rng.normal(size=(n, 5)) @ mixing + shift, 4)


cases = []
for n, m, shift in [(60, 80, 0), (150, 100, 0.5), (90, 200, 0)]:
    mixing = rng.normal(size=(5, 5))
    reference, current = draw(n, mixing, 0), draw(m, mixing if shift else rng.normal(size=(5, 5)), shift)
    scaler = StandardScaler().fit(reference)
    pca = PCA(n_components=0.65, svd_solver="full").fit(scaler.transform(reference))
    z = scaler.transform(current)
    errors = np.linalg.norm(z - pca.inverse_transform(pca.transform(z)), axis=1)
    both = StandardScaler().fit_transform(np.vstack([reference, current]))
    distances = np.linalg.norm(both[:, None, :] - both[None, :, :], axis=2)
    sigma = np.median(distances[np.triu_indices(n + m, 1)])
    k = rbf_kernel(both, gamma=1 / (2 * sigma**2))
    x, y, xy = k[:n, :n], k[n:, n:], k[:n, n:]
    mmd2 = (x.sum() - np.trace(x)) / (n * (n - 1)) + (y.sum() - np.trace(y)) / (m * (m - 1)) - 2 * xy.mean()
    cases.append({
        "reference": reference.T.tolist(), "current": current.T.tolist(), "components": int(pca.n_components_), "error": float(errors.mean()),
        "byColumn": np.sqrt(((z - pca.inverse_transform(pca.transform(z))) ** 2).mean(axis=0)).tolist(), "sigma": float(sigma), "mmd2": float(mmd2),
    })
header = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "script": "tools/golden/multivariate.py"}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps({"header": header, "cases": cases}, separators=(",", ":")) + "\n")
print(target, target.stat().st_size)
