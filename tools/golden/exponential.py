"""Reference values for packages/core/src/kernel/stats/exponential.ts, correctly rounded from 60 digits. Run: .venv/judge/bin/python tools/golden/exponential.py"""

import decimal
import json
import math
import pathlib
import platform
import random

target = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/stats/__golden__/exponential.json"
context = decimal.Context(prec=60, Emin=-9999, Emax=9999)
random.seed(11)

edges = [0.0, 1.0, -1.0, 0.5, -0.5, 2.0**-28, -(2.0**-40), 5e-324, 709.782712893384, -708.39641853226, -708.5, -745.13321910194, -744.4400719213812]
halves = [(k + 0.5) * math.log(2) for k in (-1000, -500, -30, -2, -1, 0, 1, 2, 30, 500, 1000)]
drawn = [random.uniform(-low, low) for low in (1e-6, 0.1, 0.35, 1, 5, 40, 700) for _ in range(150)]
rows = [[x, float(decimal.Decimal(x).exp(context))] for x in edges + halves + drawn]
header = {"python": platform.python_version(), "digits": context.prec}
target.write_text(json.dumps({"versions": header, "values": rows}, separators=(",", ":")) + "\n")
