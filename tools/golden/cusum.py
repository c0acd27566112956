"""Drifts of Frouros's CUSUM, for packages/drift-detection/src/concept. Run by a Python that has frouros 0.9: python tools/golden/cusum.py"""

import importlib.metadata
import json
import pathlib

from frouros.detectors.concept_drift import CUSUM, CUSUMConfig
from seeded_streams import STREAMS, stream

target = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/concept/__golden__/cusum.json"
results = []
for reads, options, config in [
    ("values", {}, CUSUMConfig()),
    ("errors", {"delta": 0.1, "threshold": 10, "minInstances": 200}, CUSUMConfig(delta=0.1, lambda_=10, min_num_instances=200)),
]:
    found = []
    for k in range(STREAMS):
        errors, values = stream(k)
        detector, drifts = CUSUM(config=config), []
        for step, value in enumerate(errors if reads == "errors" else values):
            if detector.drift:
                detector.reset()
            detector.update(value=value)
            if detector.drift:
                drifts.append(step)
        found.append({"warnings": [], "drifts": drifts})
    results.append({"type": "cusum", "reads": reads, "options": options, "streams": found})
    print(options, sum(len(one["drifts"]) for one in found))
header = {"frouros": importlib.metadata.version("frouros"), "script": "tools/golden/cusum.py"}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps({"header": header, "detectors": results}, separators=(",", ":")) + "\n")
print(target, target.stat().st_size)
