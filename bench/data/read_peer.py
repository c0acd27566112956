"""Reads rows.parquet or rows.arrow with pyarrow, or rows.csv with polars. usage: read_peer.py FOLDER pyarrow|pyarrow-arrow|polars"""

import json
import pathlib
import sys
import time

folder, peer = pathlib.Path(sys.argv[1]), sys.argv[2]
if peer == "pyarrow":
    import pyarrow as module
    import pyarrow.parquet as pq

    def read():
        return pq.read_table(folder / "rows.parquet")

elif peer == "pyarrow-arrow":
    import pyarrow as module

    def read():
        return module.ipc.open_file(str(folder / "rows.arrow")).read_all()

else:
    import polars as module

    def read():
        return module.read_csv(folder / "rows.csv")


runs = []
for _ in range(5):
    start = time.process_time()
    read()
    runs.append(time.process_time() - start)
print(json.dumps({"version": module.__version__, "cold": runs[0], "warm": min(runs)}))
