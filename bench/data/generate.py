"""The table of the data benchmarks: 1M x 20 (15 doubles with ties and 5% missing in one, 5 texts), as Parquet and as CSV. usage: generate.py ROWS FOLDER"""

import pathlib
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

rows, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
shift = 1.0
rng = np.random.default_rng(2)
data = {}
for i in range(5):
    data[f"n{i}"] = rng.normal(0.05 * i * shift if i else 0, 1 + 0.02 * i * shift, rows)
for i in range(5, 8):
    data[f"n{i}"] = rng.lognormal(0.01 * i * shift, 1, rows)
for i in range(8, 11):
    data[f"n{i}"] = rng.integers(0, 100 + int(shift * i), rows).astype("float64")
for i in range(11, 13):
    data[f"n{i}"] = np.round(rng.gamma(2, 2.1, rows), 2)
x = rng.normal(0, 1, rows)
x[rng.random(rows) < 0.05] = np.nan
data["n13"] = x
data["n14"] = rng.uniform(0, 1.01, rows)
for j, k in enumerate([2, 5, 20, 100, 1000]):
    p = 1 / np.arange(1, k + 1) ** 1.05
    data[f"c{j}"] = np.array([f"cat_{a}" for a in range(k)], dtype=object)[rng.choice(k, rows, p=p / p.sum())]
frame = pd.DataFrame(data)
pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), folder / "rows.parquet", compression="zstd", row_group_size=122880)
frame.to_csv(folder / "rows.csv", index=False)
