"""Reference values for packages/data, from pandas, pyarrow and numpy. Run: .venv/judge/bin/python tools/golden/data.py"""

import json
import pathlib

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet as pq

root = pathlib.Path(__file__).parents[2]
folder = root / "packages/data/src/__golden__"


def describe(frame):
    """Rows, missing values, exact sum (numbers) or counts (texts) of every column."""
    columns = {}
    for name in frame.columns:
        series = frame[name]
        entry = {"missing": int(series.isna().sum())}
        if pd.api.types.is_numeric_dtype(series):
            values = series.dropna().to_numpy(dtype=float)
            entry |= {"min": float(values.min()), "max": float(values.max()), "sum": float(values.sum()), "first": [float(v) for v in values[:3]]}
        else:
            entry |= {"counts": {str(k): int(v) for k, v in sorted(series.dropna().value_counts().items())}}
        columns[name] = entry
    return {"rows": len(frame), "columns": columns}


penguins = pd.read_csv(folder / "penguins.csv")
employment = pq.read_table(root / "examples/employment/data/acs_2015.parquet").to_pandas()

rng = np.random.default_rng(20260101)
values = rng.normal(1e6, 3, 501)
figures = {
    "values": values.tolist(),
    "mean": float(np.mean(values)),
    "median": float(np.median(values)),
    "std": float(np.std(values, ddof=1)),
    "sum": float(np.sum(values)),
    "quantiles": {str(q): float(np.quantile(values, q)) for q in (0, 0.01, 0.25, 0.333, 0.95, 1)},
}


def profile(frame):
    """Different values, moments, quantiles and a histogram of 20 bins of every column."""
    columns = {}
    for name in frame.columns:
        series = frame[name].dropna()
        entry = {"distinct": int(series.nunique())}
        if pd.api.types.is_numeric_dtype(series):
            x = series.to_numpy(dtype=float)
            entry |= {"mean": float(x.mean()), "std": float(x.std(ddof=1)), "counts": np.histogram(x, bins=20)[0].tolist()}
            entry["quantiles"] = {str(q): float(np.quantile(x, q)) for q in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)}
        columns[name] = entry
    return columns


numeric = penguins.select_dtypes("number")
pairs = [(a, b) for a in numeric for b in numeric if a != b]
correlations = {f"{a} {b}": float(numeric[[a, b]].corr().iloc[0, 1]) for a, b in pairs}
spearman = {f"{a} {b}": float(numeric[[a, b]].corr(method="spearman").iloc[0, 1]) for a, b in pairs}
golden = {
    "versions": {"pandas": pd.__version__, "pyarrow": pyarrow.__version__, "numpy": np.__version__},
    "penguins": describe(penguins),
    "employment": describe(employment),
    "figures": figures,
    "profiles": {"penguins": profile(penguins), "correlations": correlations, "spearman": spearman},
}
(folder / "reference.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
