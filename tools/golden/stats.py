"""Reference values for packages/core/src/kernel/stats, from numpy and scipy. Run: .venv/judge/bin/python tools/golden/stats.py"""

import json
import math
import pathlib

import numpy as np
import scipy
from scipy import special, stats

target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/stats/__golden__/stats.json"
rng = np.random.default_rng(20240501)
RADIX = 1 << 32


def finite(rows):
    return [[float(v) for v in row] for row in rows if all(math.isfinite(v) for v in row)]


def unary(function, xs):
    return finite((x, function(x)) for x in xs)


samples = {
    "ties": [1.0, 2.0, 2.0, 5.0, 5.0, 5.0, -3.0, 0.0],
    "offset": (1e9 + rng.normal(size=60)).tolist(),
    "skewed": rng.exponential(size=101).tolist(),
    "uniform": np.round(rng.uniform(-5, 5, size=50), 3).tolist(),
    "wide": (10.0 ** rng.uniform(-8, 8, size=40)).tolist(),
    "pair": [3.0, 4.5],
    "constant": [7.0] * 5,
}
probabilities = [0, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.999, 1]


def exact_moments(values):
    """In rational arithmetic, since a float reference would be the less exact one."""
    from fractions import Fraction

    xs = [Fraction(v) for v in values]
    mean = sum(xs) / len(xs)
    return float(mean), float(sum((x - mean) ** 2 for x in xs)), float(sum((x - mean) ** 3 for x in xs))


def describe(values):
    mean, m2, m3 = exact_moments(values)
    counts, edges = np.histogram(values, bins="auto")
    counts7, edges7 = np.histogram(values, bins=7)
    return {
        "values": values,
        "mean": mean,
        "m2": m2,
        "m3": m3,
        "variance": m2 / (len(values) - 1),
        "quantiles": np.quantile(values, probabilities).tolist(),
        "mode": float(stats.mode(values).mode),
        "ranks": stats.rankdata(values).tolist(),
        "auto": {"counts": counts.tolist(), "edges": edges.tolist()},
        "seven": {"counts": counts7.tolist(), "edges": edges7.tolist()},
    }


def exact_log_gamma(x):
    """Stirling's series at x + 60 in 50 digits: scipy's loses digits near the zeros 1 and 2."""
    from decimal import Decimal, localcontext
    from fractions import Fraction

    with localcontext() as context:
        context.prec = 50
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
        y = Decimal(x) + 60
        total = (y - Decimal("0.5")) * y.ln() - y + (2 * pi).ln() / 2
        for k, b in enumerate([Fraction(1, 6), Fraction(-1, 30), Fraction(1, 42), Fraction(-1, 30), Fraction(5, 66), Fraction(-691, 2730), Fraction(7, 6), Fraction(-3617, 510), Fraction(43867, 798)], 1):
            total += Decimal(b.numerator) / Decimal(b.denominator) / (2 * k * (2 * k - 1)) / y ** (2 * k - 1)
        return float(total - sum((Decimal(x) + i).ln() for i in range(60)))


def xoshiro128starstar(state, count):
    s = list(state)
    rotl = lambda x, k: ((x << k) | (x >> (32 - k))) % RADIX
    out = []
    for _ in range(count):
        out.append(rotl(s[1] * 5 % RADIX, 7) * 9 % RADIX)
        t = s[1] << 9 & (RADIX - 1)
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
    return out


xs = np.concatenate([np.linspace(-6, 6, 49), [1e-300, 1e-10, 0.1, 1.999999, 2.0, 2.000001, 8, 15, 26]])
positive = np.concatenate([10.0 ** np.linspace(-6, 6, 49), [0.5, 0.9999999, 1.0000001, 1.5, 1.9999999, 2.0000001, 2.5, 3, 11.9, 12.1]])
shapes = [0.1, 0.5, 1, 1.5, 5, 12.5, 100, 2500]
tails = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.01, 0.025, 0.1, 0.2, 0.4, 0.49999, 0.5, 0.6, 0.9, 0.975, 0.999, 1 - 1e-9]
gamma_points = [(a, a * f) for a in shapes for f in [0.01, 0.2, 0.7, 0.99, 1, 1.01, 1.4, 3, 6]]
beta_points = [(a, b, x) for a in shapes for b in shapes for x in [0.001, 0.2, a / (a + b), min(0.999, a / (a + b) * 1.1), 0.9]]

matrix = rng.normal(size=(6, 6))
spd = matrix @ matrix.T + np.eye(6)
right = rng.normal(size=6)
tall = rng.normal(size=(7, 3))
symmetric = matrix + matrix.T

golden = {
    "header": {"numpy": np.__version__, "scipy": scipy.__version__, "script": "tools/golden/stats.py"},
    "samples": {name: describe(values) for name, values in samples.items()},
    "skewness": float(stats.skew(samples["skewed"])),
    "probabilities": probabilities,
    "erf": unary(special.erf, xs),
    "erfc": unary(special.erfc, xs),
    "logGamma": unary(exact_log_gamma, positive),
    "gammaLower": finite((a, x, special.gammainc(a, x)) for a, x in gamma_points),
    "gammaUpper": finite((a, x, special.gammaincc(a, x)) for a, x in gamma_points),
    "incompleteBeta": finite((a, b, x, special.betainc(a, b, x)) for a, b, x in beta_points),
    "betaQuantile": finite((p, a, b, special.betaincinv(a, b, p)) for a in [0.5, 1, 3, 40, 900] for b in [0.5, 2, 17, 300] for p in [1e-9, 1e-3, 0.025, 0.5, 0.9, 0.999]),
    "normalCdf": unary(stats.norm.cdf, xs),
    "normalSurvival": unary(stats.norm.sf, xs),
    "normalQuantile": unary(stats.norm.ppf, tails),
    "studentTSurvival": finite((t, df, stats.t.sf(t, df)) for df in [1, 2, 4.5, 30, 1000] for t in [-8, -1, 0, 0.3, 1, 2.5, 12, 90]),
    "studentTQuantile": finite((p, df, stats.t.ppf(p, df)) for df in [1, 2, 4.5, 30, 1000] for p in [1e-6, 0.01, 0.025, 0.3, 0.45, 0.6, 0.9, 0.975, 0.9999]),
    "chiSquaredSurvival": finite((x, df, stats.chi2.sf(x, df)) for df in [1, 2, 7, 60, 500] for x in [0, 0.01, 1, 5, 50, 400, 700]),
    "wilson": [[k, n, level, *map(float, stats.binomtest(k, n).proportion_ci(level, "wilson"))] for k, n in [(0, 5), (5, 5), (3, 7), (40, 1000)] for level in [0.9, 0.95]],
    "xoshiro": {"state": [1, 2, 3, 4], "outputs": xoshiro128starstar([1, 2, 3, 4], 12)},
    "cholesky": {"a": spd.ravel().tolist(), "b": right.tolist(), "factor": np.linalg.cholesky(spd).ravel().tolist(), "x": np.linalg.solve(spd, right).tolist()},
    "eigen": {"a": symmetric.ravel().tolist(), "values": np.linalg.eigvalsh(symmetric)[::-1].tolist()},
    "svd": {"a": tall.ravel().tolist(), "s": np.linalg.svd(tall, compute_uv=False).tolist()},
    "lu": {"a": matrix.ravel().tolist(), "b": right.tolist(), "x": np.linalg.solve(matrix, right).tolist()},
}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(golden, separators=(",", ":"), allow_nan=False) + "\n")
print(target, target.stat().st_size)
