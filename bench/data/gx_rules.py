"""Great Expectations: 27 expectations on rows.parquet. usage: gx_rules.py FOLDER"""

import json
import os
import pathlib
import resource
import sys
import time

os.environ["GX_ANALYTICS_ENABLED"] = "false"
os.environ["TQDM_DISABLE"] = "1"
import great_expectations as gx
import great_expectations.expectations as E
import pandas as pd

frame = pd.read_parquet(pathlib.Path(sys.argv[1]) / "rows.parquet")
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = None
batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
suite = gx.ExpectationSuite("s")
rules = [E.ExpectColumnValuesToNotBeNull(column=f"n{i}") for i in range(5)]
rules += [E.ExpectColumnValuesToBeBetween(column=f"n{i}", min_value=0, max_value=10000) for i in range(5, 10)]
rules += [E.ExpectColumnValuesToNotBeNull(column="n13", mostly=0.94), E.ExpectColumnValuesToBeBetween(column="n14", min_value=0, max_value=1, mostly=0.98)]
rules += [E.ExpectColumnValuesToBeInSet(column=f"c{j}", value_set=[f"cat_{a}" for a in range(k)]) for j, k in enumerate([2, 5, 20, 100])]
rules += [
    E.ExpectColumnValuesToMatchRegex(column="c4", regex=r"^cat_\d+$"),
    E.ExpectColumnValuesToMatchRegex(column="c3", regex=r"^cat_\d{1,2}$"),
    E.ExpectColumnValueLengthsToBeBetween(column="c2", min_value=5, max_value=6),
    E.ExpectColumnMeanToBeBetween(column="n0", min_value=-0.1, max_value=0.1),
    E.ExpectColumnStdevToBeBetween(column="n1", min_value=0.9, max_value=1.1),
    E.ExpectColumnMedianToBeBetween(column="n2", min_value=-1, max_value=1),
    E.ExpectColumnUniqueValueCountToBeBetween(column="c1", min_value=5, max_value=5),
    E.ExpectColumnPairValuesAToBeGreaterThanB(column_A="n8", column_B="n14", or_equal=True, mostly=0.9),
    E.ExpectTableRowCountToBeBetween(min_value=1, max_value=10**7),
    E.ExpectTableColumnsToMatchSet(column_set=list(frame.columns)),
    E.ExpectColumnValuesToBeUnique(column="n0"),
]
for rule in rules:
    suite.add_expectation(rule)
whole = batch.get_batch(batch_parameters={"dataframe": frame})
runs = []
for _ in range(3):
    start = time.process_time()
    result = whole.validate(suite, result_format="SUMMARY")
    runs.append(time.process_time() - start)
    if not runs[1:]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        once = time.process_time()
print(json.dumps({"version": gx.__version__, "rules": len(rules), "held": sum(r.success for r in result.results), "cold": runs[0], "warm": min(runs[1:]), "memory": peak, "process": once}))
