"""Loads a model directory by mlflow.pyfunc and predicts its golden rows in every form that pandas has for them.
Usage: pyfunc.py FOLDER; writes {variant: {column: [values]}}, NaN as null."""

import json
import pathlib
import sys

import mlflow
import mlflow.pyfunc
import numpy as np
import onnx
import pandas as pd

folder = pathlib.Path(sys.argv[1])
golden = json.loads((folder / "golden-rows.json").read_text())
model = mlflow.pyfunc.load_model(str(folder))
types = {column.name: column.type.name for column in model.metadata.signature.inputs}
optional = [column.name for column in model.metadata.signature.inputs if not column.required]


def frame(rows):
    data = pd.DataFrame(rows, columns=golden["columns"])
    for name, kind in types.items():
        if kind == "datetime":
            data[name] = pd.to_datetime(data[name], format="ISO8601").dt.tz_localize(None)
    return data


def plain(result):
    def cell(value):
        value = value.item() if isinstance(value, np.generic) else value
        return None if isinstance(value, float) and np.isnan(value) else value

    return {name: [cell(value) for value in result[name]] for name in result.columns}


data = frame(golden["data"])
numbers = [name for name, kind in types.items() if kind in ("double", "long")]
strings = [name for name, kind in types.items() if kind == "string"]
variants = {
    "as read": data,
    "nullable types": data.astype({name: "boolean" for name, kind in types.items() if kind == "boolean"} | {name: "string" for name in strings}),
    "objects": data.astype({name: object for name in strings}),
    "NaN for text": data.astype({name: object for name in strings}).where(data.notna(), np.nan).astype({name: data[name].dtype for name in data.columns if name not in strings}),
    "other order, extra column, index": data[data.columns[::-1]].assign(extra=1).set_index(pd.Index(range(10, 10 + len(data)))),
}
results = {name: plain(model.predict(value)) for name, value in variants.items()}
results["absent"] = plain(model.predict(data.drop(columns=optional)))
# What bypasses the schema must work, too: the loader alone.
raw = model._model_impl
results["loader: categories"] = plain(raw.predict(data.astype({name: "category" for name in strings})))
results["loader: nullable types"] = plain(raw.predict(data.convert_dtypes()))
results["loader: objects"] = plain(raw.predict(data.astype(object)))
results["loader: dict"] = plain(raw.predict({name: data[name].to_numpy() for name in data.columns}))
onnx.checker.check_model(mlflow.onnx.load_model(str(folder)), full_check=True)
info = {"model_id": model.metadata.model_id, "run_id": model.metadata.run_id, "metadata": model.metadata.metadata, "outputs": model.metadata.signature.outputs.to_dict()}
info["example"] = plain(model.predict(model.metadata.load_input_example(str(folder))))
json.dump({"results": results, "info": info}, sys.stdout, allow_nan=False)
