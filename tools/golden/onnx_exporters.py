"""Golden models of other exporters: scikit-learn by skl2onnx, LightGBM and XGBoost by onnxmltools, run by onnxruntime.

Writes packages/core/src/kernel/onnx/__golden__/exporters.json. Needs an environment of its own:
    python3 -m venv /tmp/exporters && /tmp/exporters/bin/pip install skl2onnx lightgbm xgboost-cpu onnxmltools onnxruntime scikit-learn pandas
    /tmp/exporters/bin/python tools/golden/onnx_exporters.py
"""

import base64
import json
import math
import pathlib
import warnings

import lightgbm
import numpy as np
import onnx
import onnxmltools
import onnxruntime as ort
import pandas as pd
import skl2onnx
import sklearn
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")
OUT = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/onnx/__golden__/exporters.json"
rng = np.random.default_rng(11)
ROWS = 24
X = rng.normal(size=(200, 4)).astype(np.float32)
two = (X[:, 0] + 0.5 * X[:, 1] > 0).astype(int)
three = np.digitize(X[:, 0] - X[:, 2], [-0.5, 0.7])
y = (X[:, 0] * 2 - X[:, 3]).astype(np.float32)
words = np.array(["no", "yes"])
opset = {"": 17, "ai.onnx.ml": 3}
cases = []


def plain(array):
    values = array.reshape(-1).tolist()
    return ["NaN" if isinstance(v, float) and math.isnan(v) else int(v) if isinstance(v, bool) else v for v in values]


def kind(array):
    return "string" if array.dtype.kind in "OUT" else {"float32": "float", "float64": "double", "int64": "int64", "bool": "bool"}[array.dtype.name]


def tensor(array):
    return {"type": kind(array), "shape": list(array.shape), "data": plain(array)}


def add(name, model, feeds, tolerance=1e-6):
    data = model.SerializeToString()
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs()]
    outputs = dict(zip(names, session.run(names, feeds)))
    cases.append({
        "name": name,
        "tolerance": tolerance,
        "model": base64.b64encode(data).decode(),
        "inputs": {k: tensor(v) for k, v in feeds.items()},
        "outputs": {k: tensor(np.asarray(v)) for k, v in outputs.items()},
    })
    print(name, sorted({n.op_type for n in model.graph.node}), len(data))


def sk(name, model, target, x=X, tolerance=1e-6):
    add(f"scikit-learn {name}", to_onnx(model.fit(x, target), x[:1], options={"zipmap": False} if hasattr(model, "predict_proba") else None, target_opset=opset), {"X": x[:ROWS]}, tolerance)


small = dict(n_estimators=4, max_depth=3, random_state=0)
sk("LogisticRegression", LogisticRegression(), two)
sk("LogisticRegression of three words", LogisticRegression(), np.array(["a", "b", "c"])[three])
sk("LogisticRegression in double", LogisticRegression(), two, X.astype(np.float64))
sk("LinearRegression", LinearRegression(), y)
sk("Ridge in double", make_pipeline(StandardScaler(), Ridge()), y, X.astype(np.float64))
sk("MinMaxScaler, Normalizer, LogisticRegression", make_pipeline(MinMaxScaler(), Normalizer(), LogisticRegression()), two)
sk("PCA, LinearRegression", make_pipeline(PCA(2), LinearRegression()), y, tolerance=1e-5)
sk("RandomForestClassifier", RandomForestClassifier(**small), two)
sk("RandomForestClassifier of words", RandomForestClassifier(**small), words[two])
sk("RandomForestClassifier of three", RandomForestClassifier(**small), three)
sk("RandomForestRegressor", RandomForestRegressor(**small), y)
sk("GradientBoostingRegressor", GradientBoostingRegressor(**small), y)

frame = pd.DataFrame({"age": X[:, 0], "pay": X[:, 1], "city": rng.choice(["Rome", "Oslo", "Bern"], 200), "plan": rng.choice(["a", "b"], 200)})
frame.loc[::7, "age"] = np.nan
columns = ColumnTransformer([
    ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "pay"]),
    ("words", OneHotEncoder(handle_unknown="ignore"), ["city"]),
    ("codes", OrdinalEncoder(), ["plan"]),
])
pipeline = make_pipeline(columns, LogisticRegression()).fit(frame, words[two])
held = frame.head(ROWS).copy()
held.loc[3, "city"] = "Nowhere"
types = [("age", skl2onnx.common.data_types.FloatTensorType([None, 1])), ("pay", skl2onnx.common.data_types.FloatTensorType([None, 1])), ("city", skl2onnx.common.data_types.StringTensorType([None, 1])), ("plan", skl2onnx.common.data_types.StringTensorType([None, 1]))]
feeds = {n: held[[n]].to_numpy(dtype=np.float32 if n in ("age", "pay") else object) for n in frame.columns}
add("scikit-learn ColumnTransformer, LogisticRegression", to_onnx(pipeline, initial_types=types, options={"zipmap": False}, target_opset=opset), feeds)
zipped = to_onnx(LogisticRegression().fit(X, two), X[:1], target_opset=opset)

initial = [("X", FloatTensorType([None, 4]))]
with_gaps = X.copy()
with_gaps[::5, 0] = np.nan
quick = dict(n_estimators=5, num_leaves=5, min_child_samples=5, verbose=-1)
for name, model, target in [
    ("LGBMClassifier", lightgbm.LGBMClassifier(**quick), two),
    ("LGBMClassifier of three", lightgbm.LGBMClassifier(**quick), three),
    ("LGBMRegressor", lightgbm.LGBMRegressor(**quick), y),
]:
    options = {"zipmap": False} if "Classifier" in name else {}
    add(f"LightGBM {name}", onnxmltools.convert_lightgbm(model.fit(with_gaps, target), initial_types=initial, target_opset=15, **options), {"X": with_gaps[:ROWS]})
for name, model, target in [
    ("XGBClassifier", xgboost.XGBClassifier(n_estimators=5, max_depth=3), two),
    ("XGBClassifier of three", xgboost.XGBClassifier(n_estimators=5, max_depth=3), three),
    ("XGBRegressor", xgboost.XGBRegressor(n_estimators=5, max_depth=3), y),
]:
    add(f"XGBoost {name}", onnxmltools.convert_xgboost(model.fit(with_gaps, target), initial_types=initial, target_opset=15), {"X": with_gaps[:ROWS]})

versions = {m.__name__: m.__version__ for m in [onnx, skl2onnx, onnxmltools, ort, sklearn, lightgbm, xgboost, np]}
header = {**versions, "script": "tools/golden/onnx_exporters.py"}
body = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
OUT.write_text("{\n" + f'"versions": {json.dumps(header)},\n"zipMap": "{base64.b64encode(zipped.SerializeToString()).decode()}",\n"cases": [\n{body}\n]\n' + "}\n")
print(len(cases), "cases,", OUT.stat().st_size, "bytes")
