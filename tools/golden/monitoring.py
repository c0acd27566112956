"""Reference values for packages/monitoring, from pandas and scikit-learn. Run: .venv/judge/bin/python tools/golden/monitoring.py"""

import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics

target = pathlib.Path(__file__).parents[2] / "packages/monitoring/src/__golden__/windows.json"
rng = np.random.default_rng(11)
n = 600
start = pd.Timestamp("2023-12-20", tz="UTC")
seconds = np.sort(rng.integers(0, 120 * 86400, n))
frame = pd.DataFrame({"at": start + pd.to_timedelta(seconds, unit="s")})
frame["score"] = np.round(rng.uniform(0, 1, n), 6)
frame["label"] = (rng.uniform(0, 1, n) < frame["score"]).astype(int)
frame["call"] = (frame["score"] >= 0.6).astype(int)


def measures(part):
    true, call, score = part["label"], part["call"], part["score"]
    return {
        "auc": metrics.roc_auc_score(true, score),
        "average_precision": metrics.average_precision_score(true, score),
        "log_loss": metrics.log_loss(true, score),
        "brier": metrics.brier_score_loss(true, score),
        "accuracy": metrics.accuracy_score(true, call),
        "precision": metrics.precision_score(true, call),
        "recall": metrics.recall_score(true, call),
        "f1": metrics.f1_score(true, call),
    }


naive = frame["at"].dt.tz_localize(None)
windows = {}
for unit, rule in {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}.items():
    windows[unit] = []
    for period, part in frame.groupby(naive.dt.to_period(rule)):
        values = {name: float(value) for name, value in measures(part).items()}
        windows[unit].append({"start": f"{period.start_time.isoformat()}.000Z", "n": len(part), "metrics": values})
target.parent.mkdir(exist_ok=True)
target.write_text(
    json.dumps(
        {
            "versions": {"scikit-learn": sklearn.__version__, "pandas": pd.__version__},
            "at": [int(x) for x in (naive - pd.Timestamp(0)) // pd.Timedelta(milliseconds=1)],
            "score": frame["score"].tolist(),
            "label": frame["label"].tolist(),
            "call": frame["call"].tolist(),
            "windows": windows,
        }
    )
    + "\n"
)
