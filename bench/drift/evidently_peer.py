"""Evidently's default drift preset on the tables of a folder, `repeats` times. Prints CPU seconds of each run, of the whole process, and peak memory.
Usage: evidently_peer.py folder repeats"""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

folder, repeats = sys.argv[1], int(sys.argv[2])
reference, current = (pd.read_parquet(f"{folder}/{name}.parquet") for name in ("reference", "current"))
numbers = [name for name in reference.columns if name[0] == "n"]
texts = [name for name in reference.columns if name[0] == "c"]
definition = DataDefinition(numerical_columns=numbers, categorical_columns=texts)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


runs = []
for _ in range(repeats):
    start = cpu()
    before = Dataset.from_pandas(reference, data_definition=definition)
    after = Dataset.from_pandas(current, data_definition=definition)
    Report([DataDriftPreset()], include_tests=True).run(after, before)
    runs.append(cpu() - start)
print(json.dumps({"runs": runs, "process": cpu(), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
