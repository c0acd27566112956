"""AUC of scikit-learn's HistGradientBoostingClassifier on what the pipeline trains and validates on.

    node --conditions=@mlops/source examples/employment/reference/export-features.ts <folder>
    python examples/employment/reference/sklearn_reference.py <folder>
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

TARGET = "employed"


def read(folder: Path, part: str):
    table = pq.read_table(folder / f"{part}.parquet").to_pandas()
    return table.drop(columns=TARGET), table[TARGET]


folder = Path(sys.argv[1])
x_train, y_train = read(folder, "train")
x_validation, y_validation = read(folder, "validation")
model = HistGradientBoostingClassifier(
    max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, max_bins=255, early_stopping=False, random_state=0
)
model.fit(x_train, y_train)
auc = roc_auc_score(y_validation, model.predict_proba(x_validation)[:, 1])
print(json.dumps({"auc": auc, "train": len(x_train), "validation": len(x_validation), "scikit-learn": sklearn.__version__}))
