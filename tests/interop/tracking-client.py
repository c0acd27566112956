"""Uses a tracking server as a Python user of MLflow does; prints what was seen as JSON.
Usage: tracking-client.py URL RUN_ID REGISTERED_MODEL"""

import json
import math
import sys

import mlflow
import pandas as pd
from mlflow.tracking import MlflowClient

url, run_id, name = sys.argv[1:4]
mlflow.set_tracking_uri(url)
client = MlflowClient()
seen = {}

run = client.get_run(run_id)
seen["status"] = run.info.status
seen["params"] = run.data.params
seen["metrics"] = {key: value if math.isfinite(value) else None for key, value in run.data.metrics.items()}
seen["infinite"] = math.isinf(client.get_metric_history(run_id, "inf")[0].value)
seen["dataset"] = run.inputs.dataset_inputs[0].dataset.name
seen["artifacts"] = sorted(info.path for info in client.list_artifacts(run_id, "plots"))
seen["text"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/plots/note.txt")
found = mlflow.search_runs(experiment_names=["python"], filter_string="metrics.auc > 0.5", output_format="pandas")
seen["searched"] = found[["run_id", "metrics.auc", "params.depth"]].values.tolist()

version = client.get_model_version_by_alias(name, "champion")
seen["version"] = [version.version, version.run_id, version.tags]
model = mlflow.pyfunc.load_model(f"models:/{name}@champion")
seen["predicted"] = [float(value) for value in model.predict(pd.DataFrame({"x": [1.0, 2.0]}))]
seen["by run"] = [float(value) for value in mlflow.pyfunc.load_model(f"runs:/{run_id}/model").predict(pd.DataFrame({"x": [3.0]}))]
logged = mlflow.search_logged_models(experiment_ids=[run.info.experiment_id], output_format="list")
seen["logged"] = [logged[0].name, logged[0].status.name, logged[0].metrics[0].value]
seen["models"] = [one.name for one in client.search_registered_models(f"name = '{name}'")]

# And the other way round: Python writes, the rest of the test reads.
mlflow.set_experiment("from python")
with mlflow.start_run(run_name="py") as written:
    mlflow.log_params({"C": 1.5, "solver": "lbfgs"})
    mlflow.log_metric("loss", float("nan"), step=3)
    mlflow.log_metrics({"acc": 0.75})
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.log_input(mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2]}), name="frame"), context="training")

    class Twice(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return model_input["x"] * 2

    mlflow.pyfunc.log_model(name="twice", python_model=Twice(), registered_model_name="py-model")
client.set_registered_model_alias("py-model", "champion", "1")
client.set_model_version_tag("py-model", "1", "checked", "yes")
reloaded = mlflow.pyfunc.load_model("models:/py-model@champion").predict(pd.DataFrame({"x": [4.0]}))
seen["python model"] = [float(value) for value in reloaded]
seen["written run"] = written.info.run_id
print(json.dumps(seen))
