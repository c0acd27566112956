"""Reference values of k-means and PCA for packages/core/src/kernel/learn, from scikit-learn. Run: .venv/judge/bin/python tools/golden/unsupervised.py"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.decomposition import PCA

warnings.filterwarnings("ignore")  # scikit-learn warns of clusters that run empty, which some cases are for
target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/learn/__golden__/unsupervised.json"
rng = np.random.default_rng(20261126)
PROBES = 12

blobs = np.vstack([rng.normal(centre, 1, size=(40, 3)) for centre in ([0, 0, 0], [4, 0, 1], [0, 5, -2], [3, 3, 3])])
noise = rng.normal(size=(150, 5))
far = noise + np.array([1e6, -1e6, 0, 5e5, 10])
iris, wine = load_iris().data, load_wine().data
matrices = {"blobs": blobs, "noise": noise, "far": far, "iris": iris, "wine": wine, "line": rng.normal(size=(60, 1))}
clusters, components = [], []


def cluster(name, start, weights=None, max_iter=300, tol=1e-4):
    x = matrices[name]
    fitted = KMeans(len(start), init=np.asarray(start, dtype=float), n_init=1, max_iter=max_iter, tol=tol, algorithm="lloyd").fit(x, sample_weight=weights)
    clusters.append({
        "x": name, "start": np.asarray(start, dtype=float).tolist(), "weights": None if weights is None else weights.tolist(), "maxIterations": max_iter,
        "tolerance": tol, "centres": fitted.cluster_centers_.tolist(), "inertia": fitted.inertia_, "iterations": fitted.n_iter_,
        "labels": fitted.labels_.tolist(),
        # its own transform expands the square and loses digits
        "distances": np.linalg.norm(x[:PROBES, None] - fitted.cluster_centers_, axis=2).T.tolist(),
    })


cluster("blobs", blobs[:4])
cluster("blobs", blobs[[0, 45, 90, 130]], tol=0)
cluster("blobs", blobs[[0, 45, 90]], weights=rng.uniform(0, 3, 160))
cluster("blobs", blobs[[0, 1, 2, 3, 4, 5]], max_iter=2)
cluster("blobs", [blobs[0], blobs[50], [100, 100, 100], blobs[100]])  # one cluster is empty
cluster("blobs", [blobs[0], [1000, 0, 0], [100, 100, 100], blobs[100]], weights=rng.integers(1, 4, 160).astype(float))  # two are
cluster("noise", noise[:9])
cluster("noise", noise[:2], tol=0)
cluster("noise", noise[:1])
cluster("far", far[:5])
cluster("iris", iris[[0, 60, 120]])
cluster("wine", wine[[0, 60, 150]], tol=0)
cluster("line", matrices["line"][:3])

graded = noise * np.array([1e4, 1, 1, 1e-2, 1]) + 3
repeated = np.column_stack([noise, noise[:, 0] - noise[:, 2], np.full(150, 7)])
matrices |= {"wide": rng.normal(size=(12, 20)), "graded": graded, "repeated": repeated, "square": rng.normal(size=(30, 6)) @ rng.normal(size=(6, 6))}


def principal(name, n_components=None, whiten=False):
    x = matrices[name]
    fitted = PCA(n_components, whiten=whiten, svd_solver="full").fit(x)
    kept = int((fitted.explained_variance_ > 1e-20 * fitted.explained_variance_[0]).sum())  # what is beyond is rounding, its vector arbitrary
    places = fitted.transform(x[:PROBES])
    components.append({
        "x": name, "components": n_components, "whiten": whiten, "kept": kept, "mean": fitted.mean_.tolist(), "vectors": fitted.components_[:kept].tolist(),
        "explainedVariance": fitted.explained_variance_.tolist(), "explainedVarianceRatio": fitted.explained_variance_ratio_.tolist(),
        "singularValues": fitted.singular_values_.tolist(), "noiseVariance": float(fitted.noise_variance_), "places": places.T[:kept].tolist(),
        "errors": np.linalg.norm(x[:PROBES] - fitted.inverse_transform(places), axis=1).tolist(),
    })


principal("iris")
principal("iris", 2, whiten=True)
principal("iris", 0.95)
principal("noise", 3)
principal("noise", whiten=True)
principal("far", 0.5)
principal("wine")
principal("wine", 3, whiten=True)
principal("graded")
principal("repeated")
principal("repeated", 4)
principal("square", 5)
principal("wide")
principal("wide", 0.8, whiten=True)
principal("line")

target.parent.mkdir(exist_ok=True)
header = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "script": "tools/golden/unsupervised.py"}
document = {"versions": header, "matrices": {name: x.T.tolist() for name, x in matrices.items()}, "clusters": clusters, "components": components}
target.write_text(json.dumps(document, separators=(",", ":"), allow_nan=False) + "\n")
print(target, target.stat().st_size, [case["iterations"] for case in clusters])
