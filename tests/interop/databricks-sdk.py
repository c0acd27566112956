"""Makes the same calls as our client with the real SDK and prints what it understood."""
import json
import sys
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, OperationFailed, ResourceConflict
from databricks.sdk.service.serving import EndpointCoreConfigInput, Route, ServedEntityInput, TrafficConfig

host, token, client_id, client_secret, job_id, failing_id = sys.argv[1:]
client = WorkspaceClient(host=host, token=token, auth_type="pat")
principal = WorkspaceClient(host=host, client_id=client_id, client_secret=client_secret, auth_type="oauth-m2m")

version = principal.model_versions.get("main.sales.churn", 3, include_aliases=True)
workspace = client.api_client.do("GET", "/api/2.0/mlflow/model-versions/get", query={"name": "churn", "version": "2"})
job = client.jobs.get(int(job_id))
started = client.jobs.run_now(int(job_id), job_parameters={"date": "x"}, idempotency_token="python")
again = client.jobs.run_now(int(job_id), idempotency_token="python")
looks = [client.jobs.get_run(started.run_id).state for _ in range(4)]
failing = client.jobs.run_now(int(failing_id)).run_id
failed = [client.jobs.get_run(failing).state for _ in range(4)][-1]
served = ServedEntityInput(name="churn", entity_name="main.sales.churn", entity_version="3", workload_size="Small", scale_to_zero_enabled=True)
endpoint = client.serving_endpoints.create_and_wait(
    name="churn", config=EndpointCoreConfigInput(name="churn", served_entities=[served]), timeout=timedelta(seconds=30)
)
answer = client.serving_endpoints.query("churn", inputs=[1])
client.registered_models.set_alias("main.sales.churn", "challenger", 3)
aliased = client.model_versions.get_by_alias("main.sales.churn", "challenger", include_aliases=True)
second = ServedEntityInput(name="next", entity_name="main.sales.churn", entity_version="4", workload_size="Small", scale_to_zero_enabled=True)
split = TrafficConfig(routes=[Route(served_model_name="churn", traffic_percentage=80), Route(served_model_name="next", traffic_percentage=20)])
client.serving_endpoints.update_config("churn", served_entities=[served, second], traffic_config=split)
try:
    client.serving_endpoints.update_config("churn", served_entities=[served])
    conflict = None
except ResourceConflict as error:
    conflict = str(error)
shifted = client.serving_endpoints.wait_get_serving_endpoint_not_updating("churn", timeout=timedelta(seconds=30))
one_model = client.api_client.do("POST", "/serving-endpoints/churn/served-models/next/invocations", body={"inputs": [2]})
broken = ServedEntityInput(name="broken", entity_name="main.sales.churn", entity_version="5", workload_size="Small", scale_to_zero_enabled=True)
try:
    client.serving_endpoints.update_config_and_wait("churn", served_entities=[broken], timeout=timedelta(seconds=30))
    failure = None
except OperationFailed as error:
    failure = str(error)
logs = client.serving_endpoints.build_logs("churn", "broken").logs
kept = client.serving_endpoints.get("churn").config
client.serving_endpoints.delete("churn")
try:
    client.serving_endpoints.get("churn")
    deleted = False
except NotFound:
    deleted = True
try:
    client.jobs.get(5)
    missing = None
except NotFound as error:
    missing = str(error)

print(json.dumps({
    "version": [version.version, version.status.value, [alias.alias_name for alias in version.aliases]],
    "workspace": workspace["model_version"]["version"],
    "job": [str(job.job_id), [task.task_key for task in job.settings.tasks], [one.name for one in job.settings.parameters]],
    "run": [str(started.run_id), started.run_id == again.run_id],
    "looks": [state.life_cycle_state.value for state in looks],
    "results": [looks[-1].result_state.value, failed.result_state.value],
    "endpoint": [endpoint.name, endpoint.state.ready.value, endpoint.state.config_update.value],
    "answer": answer.predictions,
    "aliased": [aliased.version, sorted(alias.alias_name for alias in aliased.aliases)],
    "conflict": conflict,
    "shifted": [[route.served_model_name, route.traffic_percentage] for route in shifted.config.traffic_config.routes],
    "states": [entity.state.deployment.value for entity in shifted.config.served_entities],
    "one_model": one_model["predictions"],
    "failure": failure,
    "logs": logs,
    "kept": [entity.entity_version for entity in kept.served_entities],
    "deleted": deleted,
    "missing": missing,
}))
