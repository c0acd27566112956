"""Share of alarms of Evidently's default test for each task of a JSON list {population, sizes, runs, shift}. Usage: calibration_peer.py tasks"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType


def share(population, sizes, runs, shift):
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(runs):
        sides = []
        for size, moved in zip(sizes, (0.0, shift)):
            if population == "normal":
                values = rng.normal(moved, 1, size)
            elif population == "integers":
                values = np.floor(10 + 4 * (rng.normal(0, 1, size) + moved))
            else:
                p = 1 / np.arange(2, population + 2)
                p /= p.sum()
                q = p * (1 - moved / (1 - p[0]))
                q[0] = p[0] + moved
                values = rng.choice([f"c{k}" for k in range(population)], size, p=q)
            sides.append(pd.Series(values))
        kind = ColumnType.Numerical if isinstance(population, str) else ColumnType.Categorical
        test = get_stattest(sides[0], sides[1], kind, None)
        alarms += bool(test(sides[0], sides[1], kind, None).drifted)
    return alarms / runs


print(json.dumps([share(**task) for task in json.loads(sys.argv[1])]))
