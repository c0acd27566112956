"""Reference values for packages/feature-engineering, from scikit-learn. Run: .venv/judge/bin/python tools/golden/feature_engineering.py"""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")  # scikit-learn warns of the unknown categories that the test rows hold on purpose
target = pathlib.Path(__file__).parents[2] / "packages/feature-engineering/src/__golden__/sklearn.json"
rng = np.random.default_rng(20241123)
ROWS, TEST_ROWS = 120, 30


def with_gaps(values, share=0.15):
    values = np.array(values, dtype=float)
    values[rng.random(len(values)) < share] = np.nan
    return values


def numbers(n):
    return {
        "plain": rng.normal(3, 2, n),
        "gaps": with_gaps(rng.exponential(50, n)),
        "offset": with_gaps(1e9 + rng.normal(size=n)),
        "whole": with_gaps(rng.integers(0, 6, n)),
        "constant": np.full(n, 0.1),
    }


def texts(n, levels, weights):
    return np.array(levels, dtype=object)[rng.choice(len(levels), n, p=np.array(weights) / sum(weights))]


train, test = numbers(ROWS), numbers(TEST_ROWS)
levels, weights = ["b", "a", "Zoë", "c d", "10", "9"], [30, 25, 20, 4, 3, 3]
train_text = texts(ROWS, levels, weights)
test_text = texts(TEST_ROWS, [*levels, "new"], [*weights, 12])
gaps = rng.random(ROWS) < 0.2
train_gappy = np.where(gaps, None, train_text)
test_gappy = np.where(rng.random(TEST_ROWS) < 0.3, None, test_text)


def clean(matrix):
    return [[None if isinstance(v, float) and math.isnan(v) else v for v in column] for column in np.asarray(matrix, dtype=object).T.tolist()]


def frame(columns):
    return np.column_stack(list(columns.values()))


def fitted(transformer, x, y):
    return clean(transformer.fit(x).transform(y))


def object_column(values):
    return np.asarray(values, dtype=object).reshape(-1, 1)


def encoded(transformer, x=train_text, y=test_text):
    return fitted(transformer, object_column(x), object_column(y))


def nan_for_none(values):
    """OrdinalEncoder takes None for a category, and NaN for a missing value."""
    return np.array([np.nan if v is None else v for v in values], dtype=object)


dense = {"handle_unknown": "ignore", "sparse_output": False}
golden = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "train": {name: clean(values.reshape(-1, 1))[0] for name, values in train.items()},
    "test": {name: clean(values.reshape(-1, 1))[0] for name, values in test.items()},
    "trainText": train_text.tolist(),
    "testText": test_text.tolist(),
    "trainGappy": train_gappy.tolist(),
    "testGappy": test_gappy.tolist(),
    "impute": {
        ours: fitted(SimpleImputer(strategy=theirs, **extra), frame(train), frame(test))
        for ours, theirs, extra in [
            ("mean", "mean", {}),
            ("median", "median", {}),
            ("mode", "most_frequent", {}),
            ("constant", "constant", {"fill_value": -7.5}),
        ]
    },
    "imputeText": {
        "mode": encoded(SimpleImputer(strategy="most_frequent", missing_values=None), train_gappy, test_gappy)[0],
        "constant": encoded(SimpleImputer(strategy="constant", fill_value="gone", missing_values=None), train_gappy, test_gappy)[0],
    },
    "standard": [
        {"withMean": mean, "withStd": std, "columns": fitted(StandardScaler(with_mean=mean, with_std=std), frame(train), frame(test))}
        for mean in (True, False)
        for std in (True, False)
    ],
    "minMax": [
        {"min": low, "max": high, "clip": clip, "columns": fitted(MinMaxScaler((low, high), clip=clip), frame(train), frame(test))}
        for low, high, clip in [(0, 1, False), (-2, 3, False), (-1, 1, True)]
    ],
    "missing": fitted(MissingIndicator(features="missing-only"), frame(train), frame(test)),
    "oneHot": [
        {"options": ours, "columns": encoded(OneHotEncoder(**dense, **theirs))}
        for ours, theirs in [
            ({}, {}),
            ({"drop": "first"}, {"drop": "first"}),
            ({"maxCategories": 3}, {"max_categories": 3}),
            ({"maxCategories": 5}, {"max_categories": 5}),
            ({"minFrequency": 6}, {"min_frequency": 6}),
            ({"minFrequency": 0.2}, {"min_frequency": 0.2}),
            ({"minFrequency": 5, "maxCategories": 3, "drop": "first"}, {"min_frequency": 5, "max_categories": 3, "drop": "first"}),
        ]
    ],
    "oneHotMissing": encoded(OneHotEncoder(**dense), train_gappy, test_gappy),
    "oneHotNumbers": fitted(OneHotEncoder(**dense), train["whole"].reshape(-1, 1), test["whole"].reshape(-1, 1)),
    "ordinal": encoded(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), nan_for_none(train_gappy), nan_for_none(test_gappy))[0],
    "ordinalGiven": encoded(
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, categories=[["c d", "a", "b"]])
    )[0],
    "ordinalNumbers": fitted(
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), train["whole"].reshape(-1, 1), test["whole"].reshape(-1, 1)
    )[0],
}
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(golden, indent=None, ensure_ascii=False, separators=(",", ":")) + "\n")
print(target, target.stat().st_size)
