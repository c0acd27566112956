"""Runs ONNX models by onnxruntime. Reads [{"model": path, "inputs": {name: {"type", "shape", "data"}}}] from stdin, writes [{output: {"shape", "data"}}].
NaN travels as null in both directions."""

import json
import sys

import numpy as np
import onnx
import onnxruntime

TYPES = {"double": np.float64, "float": np.float32, "int64": np.int64, "string": object, "bool": np.bool_}


def tensor(value):
    data = [np.nan if item is None else item for item in value["data"]]
    return np.array(data, dtype=TYPES[value["type"]]).reshape(value["shape"])


def plain(array):
    data = [None if isinstance(item, float) and np.isnan(item) else item for item in array.reshape(-1).tolist()]
    return {"shape": list(array.shape), "data": data}


results = []
for case in json.load(sys.stdin):
    onnx.checker.check_model(onnx.load(case["model"]), full_check=True)
    session = onnxruntime.InferenceSession(case["model"], providers=["CPUExecutionProvider"])
    outputs = session.run(None, {name: tensor(value) for name, value in case["inputs"].items()})
    results.append({output.name: plain(array) for output, array in zip(session.get_outputs(), outputs)})
json.dump(results, sys.stdout, allow_nan=False)
