"""Pandera: the same 27 checks on rows.parquet, over pandas and over polars. usage: pandera_rules.py FOLDER pandas|polars"""

import json
import pathlib
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
path, backend = pathlib.Path(sys.argv[1]) / "rows.parquet", sys.argv[2]
plain = backend == "pandas"
if plain:
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.read_parquet(path)
    number, text = float, "str" if str(frame["c0"].dtype) == "str" else None
else:
    import pandera.polars as pa
    import polars as pl

    frame = pl.read_parquet(path)
    number, text = pl.Float64, pl.String
C, column = pa.Check, pa.Column


def one(pandas_check, polars_check):
    return C(pandas_check) if plain else C(polars_check)


def col(d):
    return pl.col(d.key)


columns = {f"n{i}": column(number, nullable=False) for i in range(5)}
columns["n0"] = column(number, [one(lambda x: -0.1 < x.mean() < 0.1, lambda d: d.lazyframe.select(col(d).mean().is_between(-0.1, 0.1)))], unique=True)
columns["n1"] = column(number, [one(lambda x: 0.9 < x.std() < 1.1, lambda d: d.lazyframe.select(col(d).std().is_between(0.9, 1.1)))])
columns["n2"] = column(number, [one(lambda x: -1 < x.median() < 1, lambda d: d.lazyframe.select(col(d).median().is_between(-1, 1)))])
for i in range(5, 10):
    columns[f"n{i}"] = column(number, C.in_range(0, 10000))
columns["n13"] = column(number, nullable=True, checks=[one(lambda x: x.notna().mean() >= 0.94, lambda d: d.lazyframe.select(col(d).is_not_null().mean() >= 0.94))])
columns["n14"] = column(number, C.in_range(0, 1.02))
for j, k in enumerate([2, 5, 20, 100]):
    columns[f"c{j}"] = column(text, C.isin([f"cat_{a}" for a in range(k)]))
columns["c2"].checks.append(C.str_length(5, 6))
columns["c3"].checks.append(C.str_matches(r"^cat_\d{1,2}$"))
columns["c4"] = column(text, C.str_matches(r"^cat_\d+$"))
columns["c1"].checks.append(one(lambda x: x.nunique() == 5, lambda d: d.lazyframe.select(col(d).n_unique() == 5)))
pair = one(lambda d: (d["n8"] >= d["n14"]).mean() > 0.9, lambda d: d.lazyframe.select((pl.col("n8") >= pl.col("n14")).mean() > 0.9))
schema = pa.DataFrameSchema(columns, checks=[pair])
runs = []
for _ in range(4):
    start = time.process_time()
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors:
        pass
    runs.append(time.process_time() - start)
import pandera

print(json.dumps({"version": pandera.__version__, "cold": runs[0], "warm": min(runs[1:]), "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
