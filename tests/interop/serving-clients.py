"""Asks a running model server through the clients that others wrote: mlflow's scoring client and tritonclient.
Usage: serving-clients.py PORT MODEL GOLDEN_ROWS; writes {client: {column: [values]}} and what each was told, NaN as null."""

import json
import sys

import numpy as np
import pandas as pd
import requests
import tritonclient.http as triton
from mlflow.pyfunc.scoring_server.client import ScoringServerClient
from tritonclient.utils import InferenceServerException

port, model = int(sys.argv[1]), sys.argv[2]
golden = json.load(open(sys.argv[3]))
TYPES = {"age": "FP64", "visits": "INT64", "member": "BOOL", "since": "BYTES", "city": "BYTES"}


def plain(values):
    def cell(value):
        value = value.item() if isinstance(value, np.generic) else value
        value = value.decode() if isinstance(value, bytes) else value
        return None if isinstance(value, float) and np.isnan(value) else value

    return [cell(value) for value in values]


def by_mlflow(frame):
    answer = client.invoke(frame).get_predictions()
    return {name: plain(answer[name]) for name in answer.columns}


def by_csv(frame):
    url = f"http://127.0.0.1:{port}/invocations"
    answer = requests.post(url, frame.to_csv(index=False), headers={"Content-Type": "text/csv; charset=utf-8"}, timeout=60)
    answer.raise_for_status()
    predictions = pd.DataFrame(answer.json()["predictions"])
    return {name: plain(predictions[name]) for name in predictions.columns}


def tensors(rows, binary):
    inputs = []
    for name, datatype in TYPES.items():
        column = [row[golden["columns"].index(name)] for row in rows]
        if datatype == "FP64":
            data = np.array([np.nan if value is None else value for value in column], dtype=np.float64)
        elif datatype == "BYTES":
            data = np.array(["" if value is None else value for value in column], dtype=np.object_)
        else:
            data = np.array(column, dtype=np.int64 if datatype == "INT64" else np.bool_)
        inputs.append(triton.InferInput(name, [len(rows)], datatype))
        inputs[-1].set_data_from_numpy(data, binary_data=binary)
    return inputs


def by_triton(inputs, **options):
    answer = http.infer(model, inputs, **options)
    names = [output["name"] for output in answer.get_response()["outputs"]]
    return {name: plain(answer.as_numpy(name)) for name in names}


def refused(call):
    try:
        call()
    except (Exception, InferenceServerException) as error:
        return str(error)
    return None


client = ScoringServerClient("127.0.0.1", port)
client.ping()
frame = pd.DataFrame(golden["data"], columns=golden["columns"])
times = frame.assign(since=pd.to_datetime(frame["since"], format="ISO8601"))
results = {
    "mlflow: as read": by_mlflow(frame),
    "mlflow: objects": by_mlflow(frame.astype(object).where(frame.notna(), None)),
    "mlflow: datetimes": by_mlflow(times),
    "mlflow: other order, extra column": by_mlflow(frame[frame.columns[::-1]].assign(extra=1)),
    "pandas: CSV": by_csv(frame),
    "pandas: CSV of times, extra column": by_csv(times.assign(extra=1)),
}
told = {
    "mlflow: missing column": refused(lambda: by_mlflow(frame.drop(columns="visits"))),
    "mlflow: text for a number": refused(lambda: by_mlflow(frame.assign(visits="many"))),
    "mlflow: params": refused(lambda: client.invoke(frame, params={"a": 1})),
}

http = triton.InferenceServerClient(f"127.0.0.1:{port}")
assert http.is_server_live() and http.is_server_ready() and http.is_model_ready(model) and http.is_model_ready(model, "1")
results["triton: JSON, missing numbers and texts"] = by_triton(tensors(golden["data"], False), outputs=[triton.InferRequestedOutput(name, binary_data=False) for name in ("label", "probability_no", "probability_yes")])
results["triton: binary"] = by_triton(tensors(golden["data"], True))
for encoding in ("gzip", "deflate"):
    results[f"triton: binary, {encoding}"] = by_triton(tensors(golden["data"], True), request_compression_algorithm=encoding)
results["triton: binary, other order"] = by_triton(tensors(golden["data"], True)[::-1], request_id="mine")
told["triton: unknown model"] = refused(lambda: http.infer("none", tensors(golden["data"], False)))
told["triton: wrong type"] = refused(lambda: http.infer(model, [triton.InferInput("age", [1], "BYTES").set_data_from_numpy(np.array(["a"], dtype=np.object_), binary_data=False)]))
info = {"version": client.get_version(), "server": http.get_server_metadata(), "model": http.get_model_metadata(model)}
json.dump({"results": results, "told": told, "info": info}, sys.stdout, allow_nan=False)
