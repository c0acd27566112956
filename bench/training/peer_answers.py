"""One process of a peer: `peer_answers.py onnxruntime|shap <folder> <test folder> <model>` prints the CPU seconds of its answers, the least of several, as JSON.

onnxruntime predicts 100,000 rows by our model; shap explains 5000 rows of scikit-learn's model of as many trees and leaves."""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
name, folder, test_folder, model = sys.argv[1:]

import numpy as np  # noqa: E402  after the number of threads is set


def load(home):
    return np.fromfile(f"{home}/x.rows").reshape(-1, 30), np.fromfile(f"{home}/y")


def least(repeats, run):
    seconds = float("inf")
    for _ in range(repeats):
        before = time.process_time()
        run()
        seconds = min(seconds, time.process_time() - before)
    return seconds


x, y = load(folder)
if name == "onnxruntime":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options)
    answer = {"seconds": least(8, lambda: session.run(None, {"x": x})), "version": onnxruntime.__version__}
else:
    import shap
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, early_stopping=False).fit(x, y)
    explainer = shap.TreeExplainer(fitted, feature_perturbation="tree_path_dependent")
    test = load(test_folder)[0][:5000]
    answer = {"seconds": least(3, lambda: explainer.shap_values(test)), "version": shap.__version__}
print(json.dumps(answer))
