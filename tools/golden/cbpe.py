"""CBPE of NannyML on its california-housing data, for packages/drift-detection/src/concept.

Run by a Python that has nannyml 0.13: python tools/golden/cbpe.py [folder with california_housing_*.csv]
Without a folder the copies inside nannyml are read (1990 US census by StatLib; predictions by NannyML, Apache-2.0).
"""

import importlib.metadata
import json
import os
import pathlib
import sys

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import nannyml as nml
import numpy as np
import pandas as pd
import sklearn
from nannyml.calibration import IsotonicCalibrator

folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(nml.__file__).parent / "datasets/data"
target = pathlib.Path(__file__).parents[2] / "packages/drift-detection/src/concept/__golden__/cbpe.json"
reference = pd.read_csv(folder / "california_housing_reference.csv")
analysis = pd.read_csv(folder / "california_housing_analysis.csv").merge(pd.read_csv(folder / "california_housing_analysis_gt.csv"), on="id")
METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]
np.random.seed(0)


def shown(frame):
    assert np.allclose(frame["y_pred_proba"] * 100, np.round(frame["y_pred_proba"] * 100))
    return {
        "actual": "".join(map(str, frame["clf_target"])),
        "predicted": "".join(map(str, frame["y_pred"])),
        "percent": [int(round(p * 100)) for p in frame["y_pred_proba"]],
    }


def estimates(**chunks):
    estimator = nml.CBPE(metrics=METRICS, y_pred_proba="y_pred_proba", y_true="clf_target", y_pred="y_pred", problem_type="classification_binary", **chunks)
    estimator.fit(reference)
    frame = estimator.estimate(analysis).data
    of = frame[frame[("chunk", "period")] == "analysis"]
    found = {"needsCalibration": bool(estimator.needs_calibration), "start": of[("chunk", "start_index")].tolist(), "end": of[("chunk", "end_index")].tolist(), "metrics": {}}
    for metric in METRICS:
        columns = ["value", "sampling_error", "upper_confidence_boundary", "lower_confidence_boundary", "upper_threshold", "lower_threshold", "alert"]
        found["metrics"][metric] = {column: of[(metric, column)].tolist() for column in columns}
    return found


isotonic = IsotonicCalibrator()
isotonic.fit(reference["y_pred_proba"].to_numpy(), reference["clf_target"].to_numpy())
grid = np.linspace(-0.1, 1.1, 241)
golden = {
    "header": {name: importlib.metadata.version(name) for name in ["nannyml", "scikit-learn", "numpy"]} | {"script": "tools/golden/cbpe.py"},
    "reference": shown(reference),
    "analysis": shown(analysis),
    "isotonic": [grid.tolist(), isotonic.calibrate(grid).tolist()],
    "rows500": estimates(chunk_size=500),
    "rows1000": estimates(chunk_size=1000),
}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(golden, separators=(",", ":"), default=float, allow_nan=False) + "\n")
print(target, target.stat().st_size, golden["rows500"]["needsCalibration"], golden["rows500"]["metrics"]["roc_auc"])
