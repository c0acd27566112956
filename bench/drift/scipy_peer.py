"""The statistics that our comparison gives, by hand: KS with its p-value, Wasserstein, PSI and JS over deciles, chi-squared; five times.
Usage: scipy_peer.py folder repeats"""

import json
import resource
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats
from scipy.spatial import distance

folder, repeats = sys.argv[1], int(sys.argv[2])
TEXTS = [f"c{i}" for i in range(5)]
read = lambda name: pq.read_table(f"{folder}/{name}.parquet", read_dictionary=TEXTS).unify_dictionaries().combine_chunks()
reference, current = read("reference"), read("current")


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def numbers(name):
    a, b = (table[name].to_numpy() for table in (reference, current))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    ks = stats.ks_2samp(a, b)
    wasserstein = stats.wasserstein_distance(a, b)
    edges = np.unique(np.quantile(a, np.linspace(0, 1, 11)))
    edges[0], edges[-1] = -np.inf, np.inf
    p, q = np.histogram(a, edges)[0] / len(a), np.histogram(b, edges)[0] / len(b)
    p1, q1 = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return ks, wasserstein, distance.jensenshannon(p, q), ((p1 - q1) * np.log(p1 / q1)).sum()


def texts(name):
    counts = []
    for table in (reference, current):
        column = table[name].chunk(0) if isinstance(table[name], pa.ChunkedArray) else table[name]
        found = np.bincount(column.indices.to_numpy(), minlength=len(column.dictionary))
        counts.append(dict(zip(column.dictionary.to_pylist(), found)))
    keys = sorted(set(counts[0]) | set(counts[1]))
    x, y = (np.array([side.get(key, 0) for key in keys]) for side in counts)
    return stats.chi2_contingency(np.array([x, y]), correction=False), distance.jensenshannon(x / x.sum(), y / y.sum())


runs = []
for _ in range(repeats):
    start = cpu()
    for i in range(15):
        numbers(f"n{i}")
    for name in TEXTS:
        texts(name)
    runs.append(cpu() - start)
print(json.dumps({"runs": runs, "process": cpu(), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
