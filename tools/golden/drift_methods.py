"""Reference values for the methods of packages/drift-detection, from scipy. Run: .venv/judge/bin/python tools/golden/drift_methods.py"""

import json
import pathlib
import warnings

import numpy as np
import scipy
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

warnings.filterwarnings("ignore")
target = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/__golden__/methods.json"
rng = np.random.default_rng(20260301)


def draw(kind, n, shift):
    match kind:
        case "normal":
            return np.round(rng.normal(shift, 1, n), 3)
        case "ties":
            return np.round(rng.normal(shift, 1.2, n), 1)
        case "integers":
            return rng.integers(0, 6 + int(3 * shift), n).astype(float)
        case "heavy":
            return np.round(rng.standard_t(1, n) + shift, 2)
        case "skewed":
            return np.round(rng.lognormal(shift / 2, 1.5, n), 3)
        case "offset":
            return 1e9 + np.round(rng.normal(shift, 1, n), 2)
        case "spike":
            return np.where(rng.random(n) < 0.6, 0.0, np.round(rng.normal(shift, 1, n), 2))
        case "constant":
            return np.full(n, 3.0 if rng.random() < 0.5 else 3.0 + np.round(shift))
        case "separate":
            return np.round(rng.uniform(0, 1, n) + 4 * np.sign(shift), 3)
        case "tiny":
            return np.round(rng.normal(shift, 1, n), 3) * 1e-12


def number_or_none(value):
    return float(value) if np.isfinite(value) else None


def compare(a, b, exact_cvm=True):
    n, m = len(a), len(b)
    ks = stats.ks_2samp(a, b)
    at = np.unique(np.concatenate([a, b]))
    gaps = np.abs(np.searchsorted(np.sort(a), at, side="right") * m - np.searchsorted(np.sort(b), at, side="right") * n)
    found = {
        "a": a.tolist(), "b": b.tolist(), "d": float(gaps.max() / (n * m)), "ks": 1.0 if n == m and gaps.max() == n else float(ks.pvalue),  # scipy leaves its exact way where that gives 1 + 1e-16
       
        "at": float(ks.statistic_location) if (gaps == gaps.max()).sum() == 1 else None,
        "wasserstein": float(stats.wasserstein_distance(a, b)), "energy": float(stats.energy_distance(a, b)),
    }
    u = stats.mannwhitneyu(a, b)
    found |= {"u": float(u.statistic), "mann_whitney": number_or_none(u.pvalue)}
    if min(n, m) >= 2 and (exact_cvm or max(n, m) > 20):
        cvm = stats.cramervonmises_2samp(a, b)
        found |= {"t2": float(cvm.statistic), "cvm": float(cvm.pvalue)}
    if min(n, m) >= 2:
        base = np.round(a[0])  # the test does not change with it, its sums lose no digits
        t = stats.ttest_ind(a - base, b - base, equal_var=False)
        if np.isfinite(t.statistic):
            found |= {"t": float(t.statistic), "df": float(t.df), "welch": float(t.pvalue)}
    if n + m >= 5 and len(at) > 1:
        ad = stats.anderson_ksamp([a, b])
        found |= {"a2": float(ad.statistic), "anderson": float(ad.pvalue)}
    return found


kinds = ["normal", "ties", "integers", "heavy", "skewed", "offset", "spike", "constant", "separate", "tiny"]
samples = []
for i in range(420):
    kind = kinds[i % len(kinds)]
    low, high = [(1, 5), (5, 21), (21, 60), (1, 60), (8, 90)][(i // len(kinds)) % 5]
    n, m = (int(x) for x in rng.integers(low, high, 2))
    if i % 4 == 0:
        m = n
    shift = [0, 0.3, 1, 2.5][i % 4 if kind != "separate" else 1 + i % 3]
    samples.append(compare(draw(kind, n, 0), draw(kind, m, shift), i % 7 == 0))

# Every branch of the p-value of D: exact for few values and for equal sizes, then the branches of Kolmogorov's distribution.
smirnov = []
for n, m in [(3, 5), (7, 900), (60, 80), (500, 1100), (800, 800), (5000, 5000), (10_000, 10_000)]:
    g = np.gcd(n, m)
    lcm = n // g * m
    for z in (0.3, 0.6, 0.9, 1.3, 1.7, 2.5, 4, 8):
        h = int(np.round(z * np.sqrt((n + m) / (n * m)) * lcm))
        if 0 < h <= lcm:
            if n == m:
                p = stats._stats_py._compute_prob_outside_square(n, h)
            else:
                p = stats._stats_py._compute_outer_prob_inside_method(n, m, g, h)
            smirnov.append([n, m, int(h * g), float(p)])
for n, m in [(20_000, 51), (12_000, 90), (120_000, 141), (30_000, 150), (1_200_000, 1000), (50_001, 70_000), (1_000_000, 950_000), (400_000, 3_000_000)]:
    en = int(np.round(n * m / (n + m)))
    for z in (0.28, 0.45, 0.7, 0.86, 0.88, 1.1, 1.4, 1.52, 1.9, 2.1, 3.5, 7, 12, 18):
        size = int(z / np.sqrt(en) * n * m)
        if 0 < size < n * m:
            smirnov.append([n, m, size, float(stats.kstwo.sf(size / (n * m), en))])

tables = []
for i in range(110):
    k = [2, 2, 3, 5, 12][i % 5]
    n, m = (int(x) for x in rng.integers(*[(5, 20), (20, 80), (100, 900), (1000, 20_000)][i % 4], 2))
    a, b = rng.multinomial(n, rng.dirichlet(np.full(k, 2.0))), rng.multinomial(m, rng.dirichlet(np.full(k, 2.0)))
    keep = a + b > 0
    a, b = a[keep], b[keep]
    if len(a) < 2:
        continue
    p, q = a / n, b / m
    chi2 = stats.chi2_contingency([a, b], correction=False)
    g = stats.chi2_contingency([a, b], correction=False, lambda_="log-likelihood")
    full = bool((a > 0).all() and (b > 0).all())
    row = {
        "a": a.tolist(), "b": b.tolist(), "chi2": float(chi2.statistic), "chi2_p": float(chi2.pvalue), "g": float(g.statistic), "g_p": float(g.pvalue),
        "js2": float(jensenshannon(p, q, base=2) ** 2), "hellinger": float(np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2)),
        "tv": float(np.abs(p - q).sum() / 2), "linf": float(np.abs(p - q).max()),
        "psi": float(((p - q) * np.log(p / q)).sum()) if full else None, "kl": float(stats.entropy(q, p)) if full else None,
    }
    if len(a) == 2:
        pooled = (a[0] + b[0]) / (n + m)
        row |= {"fisher": float(stats.fisher_exact([a, b]).pvalue), "z": float(abs(p[0] - q[0]) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))}
    tables.append(row)


def cvm_survival(x):
    """scipy's series for the limit, which it ends at 1e-7, to its last digit."""
    total, k = 0.0, 0
    while True:
        y = 4 * k + 1
        q = y * y / (16 * x)
        term = np.exp(special.gammaln(k + 0.5) - special.gammaln(k + 1)) / (np.pi**1.5 * np.sqrt(x)) * np.sqrt(y) * np.exp(-q) * special.kv(0.25, q)
        total += term
        k += 1
        if term < 1e-18:
            return 1 - total


survival = [[x, float(cvm_survival(x))] for x in (0.01, 0.03, 0.08, 0.15, 0.25, 0.35, 0.46, 0.6, 0.74, 1.0, 1.2)]

# Larger samples, for the way without a full sort: steps of a walk, so that they are short as text.
large = []
for n, m, shift, digits in [(4000, 3000, 0.05, 3), (3500, 4200, 0, 1), (5000, 2000, 0.3, 2)]:
    a = np.round(np.concatenate([rng.normal(0, 1, n - 40), rng.standard_t(1, 40) * 50]), digits)
    b = np.round(rng.normal(shift, 1.1, m), digits)
    found = compare(a, b)
    found |= {"scale": 10**digits, "a": np.round(np.sort(a) * 10**digits).astype(int).tolist(), "b": np.round(np.sort(b) * 10**digits).astype(int).tolist()}
    found["ks"] = float(stats.kstwo.sf(found["d"], np.round(n * m / (n + m))))
    for side in ("a", "b"):
        found[side] = [found[side][0], *np.diff(found[side]).tolist()]
    large.append(found)

golden = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__}, "samples": samples, "smirnov": smirnov, "tables": tables, "cvm_survival": survival, "large": large}
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(len(samples), "samples,", len(smirnov), "p-values of D,", len(tables), "tables;", target.stat().st_size, "bytes")
