"""FastAPI, pydantic and onnxruntime over the same graph: fastapi_server.py PORT BUNDLE"""

import sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(f"{sys.argv[2]}/model.onnx", options, providers=["CPUExecutionProvider"])
outputs = [output.name for output in session.get_outputs()]


class Split(BaseModel):
    columns: list[str]
    data: list[list[float]]


class Request(BaseModel):
    dataframe_split: Split


app = FastAPI()


@app.get("/ping")
def ping():
    return {}


@app.post("/invocations")
async def invocations(request: Request):
    data = np.asarray(request.dataframe_split.data, np.float64)
    feed = {name: data[:, k] for k, name in enumerate(request.dataframe_split.columns)}
    columns = [column.tolist() for column in session.run(outputs, feed)]
    return {"predictions": [dict(zip(outputs, row)) for row in zip(*columns)]}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
