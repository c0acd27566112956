"""A reference and a current table of n rows: 15 numeric columns (ties, heavy tails, 5% missing) and 5 of texts. Usage: generate.py n folder"""

import os
import sys

import numpy as np
import pandas as pd

rows, folder = int(sys.argv[1]), sys.argv[2]
os.makedirs(folder, exist_ok=True)


def table(seed, shift):
    rng = np.random.default_rng(seed)
    columns = {}
    for i in range(5):
        columns[f"n{i}"] = rng.normal(shift * 0.05 * i, 1 + shift * 0.02 * i, rows)
    for i in range(5, 8):
        columns[f"n{i}"] = rng.lognormal(shift * 0.01 * i, 1, rows)
    for i in range(8, 11):
        columns[f"n{i}"] = rng.integers(0, 100 + int(shift * i), rows).astype("float64")
    for i in range(11, 13):
        columns[f"n{i}"] = np.round(rng.gamma(2, 2 + shift * 0.1, rows), 2)
    gaps = rng.normal(0, 1, rows)
    gaps[rng.random(rows) < 0.05] = np.nan
    columns["n13"] = gaps
    columns["n14"] = rng.uniform(0, 1 + shift * 0.01, rows)
    for j, size in enumerate([2, 5, 20, 100, 1000]):
        share = 1 / np.arange(1, size + 1) ** (1 + shift * 0.05)
        labels = np.array([f"cat_{k}" for k in range(size)], dtype=object)
        columns[f"c{j}"] = labels[rng.choice(size, rows, p=share / share.sum())]
    return pd.DataFrame(columns)


for name, seed, shift in (("reference", 1, 0.0), ("current", 2, 1.0)):
    table(seed, shift).to_parquet(f"{folder}/{name}.parquet", compression="zstd", row_group_size=122_880, index=False)
