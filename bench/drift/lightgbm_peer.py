"""Wall seconds of a small training by LightGBM (300,000 x 30, 20 trees) on one thread and on two in turns, the least of each: how much a second core is worth here, now.
Usage: lightgbm_peer.py repeats"""

import json
import sys
import time

import lightgbm
import numpy as np

rng = np.random.default_rng(0)
x = rng.normal(size=(300_000, 30))
y = (x[:, 0] + x[:, 1] * x[:, 2] + rng.normal(size=len(x)) > 0).astype(float)
wall = {1: float("inf"), 2: float("inf")}
for _ in range(int(sys.argv[1])):
    for threads in wall:
        parameters = {"objective": "binary", "num_leaves": 31, "max_bin": 255, "num_threads": threads, "verbosity": -1}
        start = time.perf_counter()
        lightgbm.train(parameters, lightgbm.Dataset(x, y, params=parameters), 20)
        wall[threads] = min(wall[threads], time.perf_counter() - start)
print(json.dumps({"runs": [wall[1], wall[2]], "version": lightgbm.__version__}))
