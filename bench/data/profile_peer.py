"""polars: describe, different values and histograms of rows.parquet. usage: profile_peer.py FOLDER"""

import json
import pathlib
import sys
import time

import polars as pl

frame = pl.read_parquet(pathlib.Path(sys.argv[1]) / "rows.parquet")
runs = []
for _ in range(3):
    start = time.process_time()
    frame.describe()
    for name in frame.columns:
        frame[name].n_unique()
        if frame[name].dtype == pl.Float64:
            frame[name].hist(bin_count=20)
    runs.append(time.process_time() - start)
print(json.dumps({"version": pl.__version__, "cold": runs[0], "warm": min(runs[1:])}))
