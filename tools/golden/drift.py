"""Reference values for packages/drift-detection, from scipy. Run: .venv/judge/bin/python tools/golden/drift.py"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

folder = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/__golden__"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(20260201)

samples = []
for n, m, shift, digits in [(30, 30, 0, 3), (60, 60, 0.8, 3), (31, 47, 0.3, 3), (40, 100, 1.5, 1), (200, 150, 0.2, 0), (300, 300, 0.2, 2), (7, 500, 0.5, 3), (350, 400, 1, 2)]:
    a = np.round(rng.normal(0, 1, n), digits)
    b = np.round(rng.normal(shift, 1.2, m), digits)
    exact = stats.ks_2samp(a, b, method="exact")
    asymptotic = stats.ks_2samp(a, b, method="asymp")
    samples.append({
        "a": a.tolist(), "b": b.tolist(), "d": float(exact.statistic), "exact": float(exact.pvalue), "asymptotic": float(asymptotic.pvalue),
        "wasserstein": float(stats.wasserstein_distance(a, b)),
    })
survival = [[n, d, float(stats.kstwo.sf(d, n))] for n in (150, 1000, 35000) for d in (0.5 / np.sqrt(n), 0.8 / np.sqrt(n), 1.2 / np.sqrt(n), 1.6 / np.sqrt(n), 3 / np.sqrt(n), 8 / np.sqrt(n))]
tables = []
for k, n, m in [(2, 60, 80), (3, 800, 800), (5, 300, 5000), (20, 2000, 1500)]:
    p = rng.dirichlet(np.full(k, 3.0))
    a, b = rng.multinomial(n, p), rng.multinomial(m, rng.dirichlet(np.full(k, 8.0)))
    chi2, pvalue, _, _ = stats.chi2_contingency([a, b], correction=False)
    tables.append({"a": a.tolist(), "b": b.tolist(), "chi2": float(chi2), "p": float(pvalue), "js": float(jensenshannon(a / n, b / m, base=2)),
                   "psi": float(np.sum((a / n - b / m) * np.log((a / n) / (b / m)))) if a.all() and b.all() else None, "tv": float(np.abs(a / n - b / m).sum() / 2)})
p = np.sort(rng.uniform(0, 0.2, 12))
rng.shuffle(p)
corrections = {"p": p.tolist(), "benjamini_hochberg": stats.false_discovery_control(p, method="bh").tolist(),
               "benjamini_yekutieli": stats.false_discovery_control(p, method="by").tolist()}
golden = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__},
          "samples": samples, "survival": survival, "tables": tables, "corrections": corrections}
(folder / "drift.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
