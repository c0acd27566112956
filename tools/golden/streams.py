"""Warnings and drifts of River's detectors, for packages/drift-detection/src/concept. Run: .venv/judge/bin/python tools/golden/streams.py"""

import json
import pathlib
import random

import river
import scipy
from river import drift
from seeded_streams import STREAMS, ranges, stream

target = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/concept/__golden__/streams.json"
DETECTORS = [
    ("adwin", "values", {}, lambda: drift.ADWIN()),
    ("adwin", "errors", {"delta": 0.05, "clock": 7, "maxBuckets": 3, "minWindowLength": 10, "gracePeriod": 50},
     lambda: drift.ADWIN(delta=0.05, clock=7, max_buckets=3, min_window_length=10, grace_period=50)),
    ("kswin", "values", {"seed": 0}, lambda: drift.KSWIN(seed=0)),
    ("kswin", "values", {"seed": 2**40 + 7, "alpha": 0.0005, "windowSize": 400, "statSize": 40}, lambda: drift.KSWIN(seed=2**40 + 7, alpha=0.0005, window_size=400, stat_size=40)),
    ("page_hinkley", "values", {}, lambda: drift.PageHinkley()),
    ("page_hinkley", "values", {"mode": "up", "delta": 0.1, "threshold": 20}, lambda: drift.PageHinkley(mode="up", delta=0.1, threshold=20)),
    ("page_hinkley", "errors", {"mode": "down", "threshold": 10, "alpha": 0.999, "minInstances": 100},
     lambda: drift.PageHinkley(mode="down", threshold=10, alpha=0.999, min_instances=100)),
    ("ddm", "errors", {}, lambda: drift.binary.DDM()),
    ("eddm", "errors", {}, lambda: drift.binary.EDDM()),
    ("eddm", "errors", {"alpha": 0.8, "beta": 0.6, "warmStart": 100}, lambda: drift.binary.EDDM(alpha=0.8, beta=0.6, warm_start=100)),
    ("fhddm", "correct", {}, lambda: drift.binary.FHDDM()),
    ("fhddm", "correct", {"shortWindowSize": 20, "confidenceLevel": 0.001}, lambda: drift.binary.FHDDM(short_window_size=20, confidence_level=0.001)),
    ("hddm_a", "errors", {}, lambda: drift.binary.HDDMA()),
    ("hddm_a", "errors", {"twoSidedTest": True}, lambda: drift.binary.HDDMA(two_sided_test=True)),
    ("hddm_w", "errors", {}, lambda: drift.binary.HDDMW()),
    ("hddm_w", "errors", {"twoSidedTest": True, "lambdaVal": 0.01}, lambda: drift.binary.HDDMW(two_sided_test=True, lambda_val=0.01)),
]

inputs = []
for k in range(STREAMS):
    errors, values = stream(k)
    inputs.append({"errors": errors, "values": values, "correct": [1 - error for error in errors]})
results = []
for kind, reads, options, make in DETECTORS:
    found = []
    for given in inputs[: 5 if options.get("windowSize") == 400 else STREAMS]:  # the slowest one
        detector, warnings, drifts = make(), [], []
        for step, value in enumerate(given[reads]):
            detector.update(value)
            if getattr(detector, "warning_detected", False):
                warnings.append(step)
            if detector.drift_detected:
                drifts.append(step)
        found.append({"warnings": ranges(warnings), "drifts": drifts})
    results.append({"type": kind, "reads": reads, "options": options, "streams": found})
    print(kind, options, sum(len(one["drifts"]) for one in found))

samples = []
for seed, n, count in [(0, 70, 30), (42, 360, 40), (2**40 + 7, 5000, 25), (7, 10, 3)]:
    draw = random.Random(seed)
    samples.append({"seed": seed, "n": n, "count": count, "drawn": [draw.sample(range(n), count) for _ in range(30)]})
header = {"river": river.__version__, "scipy": scipy.__version__, "script": "tools/golden/streams.py"}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps({"header": header, "detectors": results, "samples": samples}, separators=(",", ":")) + "\n")
print(target, target.stat().st_size)
