"""The same steps with scikit-learn's ColumnTransformer, dense; on one thread. usage: sklearn_peer.py FOLDER"""

import json
import pathlib
import resource
import sys
import time

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

frame = pd.read_parquet(pathlib.Path(sys.argv[1]) / "rows.parquet")
numbers = [f"n{i}" for i in range(15)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def steps():
    return ColumnTransformer(
        [
            ("n", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("c", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["c0", "c1", "c2"]),
            ("o", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["c3", "c4"]),
        ],
        sparse_threshold=0,
        verbose_feature_names_out=False,
    )


fits, transforms = [], []
for run in range(3):
    transformer = steps()
    start = time.process_time()
    made = transformer.fit_transform(frame)
    fits.append(time.process_time() - start)
    if run == 0:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    start = time.process_time()
    made = transformer.transform(frame)
    transforms.append(time.process_time() - start)
names = [name if name[0] == "n" or name in ("c3", "c4") else name.replace("_", "=", 1) for name in transformer.get_feature_names_out()]
print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "cold": fits[0],
            "fit": min(fits),
            "transform": min(transforms),
            "memory": memory,
            "means": dict(zip(names, np.mean(made, axis=0).tolist())),
        }
    )
)
