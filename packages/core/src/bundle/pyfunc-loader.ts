/**
 * The Python module beside the model that MLflow loads instead of its own ONNX loader: that one cannot feed string columns of pandas 3.
 * It feeds each input of the graph from the column of its name: categories, nullable types and None are understood, an absent column is all missing,
 * datetimes become milliseconds since 1970 UTC.
 */
export const LOADER_SOURCE = `"""Feeds the columns of a pandas DataFrame to an ONNX model; loaded by mlflow.pyfunc."""

import numpy as np
import onnxruntime
import pandas as pd

_TYPES = {
    "tensor(double)": np.float64,
    "tensor(float)": np.float32,
    "tensor(int64)": np.int64,
    "tensor(bool)": np.bool_,
}


def _strings(column):
    values = column.astype(object)
    return np.array(["" if missing else str(value) for value, missing in zip(values, pd.isna(values))], dtype=object)


def _numbers(column, dtype):
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    in_objects = column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in ("datetime", "datetime64")
    if in_objects or pd.api.types.is_datetime64_any_dtype(column.dtype):
        instants = pd.to_datetime(column, utc=True)
        epoch = pd.Timestamp(0, tz="UTC")
        return ((instants - epoch) / pd.Timedelta(milliseconds=1)).to_numpy(dtype=dtype, na_value=np.nan)
    if column.dtype == object or pd.api.types.is_string_dtype(column.dtype):
        # None beside numbers or booleans; text raises, because a silent NaN would hide it.
        column = pd.to_numeric(column.astype(object).where(column.notna(), np.nan).map(lambda x: float(x) if isinstance(x, (bool, np.bool_)) else x))
    return column.to_numpy(dtype=dtype, na_value=np.nan) if dtype in (np.float64, np.float32) else column.to_numpy(dtype=dtype)


class OnnxModel:
    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def _frame(self, data):
        if isinstance(data, pd.DataFrame):
            return data
        if isinstance(data, dict):
            return pd.DataFrame({name: np.asarray(values).reshape(-1) for name, values in data.items()})
        names = [value.name for value in self.session.get_inputs()]
        if isinstance(data, (np.ndarray, list)) and np.asarray(data, dtype=object).size % len(names) == 0:
            rows = np.asarray(data, dtype=object).reshape(-1, len(names))
            return pd.DataFrame(rows, columns=names).infer_objects()
        raise TypeError(f"expected a DataFrame with the columns {names}, got {type(data).__name__}")

    def predict(self, data, params=None):
        frame = self._frame(data)
        feeds = {}
        for value in self.session.get_inputs():
            column = frame[value.name] if value.name in frame else pd.Series([None] * len(frame), dtype=object)
            values = _strings(column) if value.type == "tensor(string)" else _numbers(column, _TYPES[value.type])
            feeds[value.name] = values.reshape([-1] + [1] * (len(value.shape) - 1))
        names = [value.name for value in self.session.get_outputs()]
        outputs = self.session.run(names, feeds)
        return pd.DataFrame({name: np.asarray(values).reshape(-1) for name, values in zip(names, outputs)}, index=frame.index)

    def get_raw_model(self):
        return self.session


def _load_pyfunc(path):
    return OnnxModel(path)
`;
