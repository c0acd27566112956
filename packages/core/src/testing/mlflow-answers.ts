/** What of an answer must agree: status, error code, and JSON with ids and times made alike. */
export interface MlflowAnswer {
  readonly status: number;
  readonly errorCode?: string;
  readonly json?: unknown;
}

type Json = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly json: Json;
}

const API = "/api/2.0/mlflow/";
const FILES = "/api/2.0/mlflow-artifacts/artifacts";
const NOBODY = "0".repeat(32);

/** Replaces what differs from run to run, and drops fields that only describe the server. */
function alike(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => alike(one)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value === "object" && value !== null) {
    const kept = Object.entries(value).filter(([name]) => name !== "workspace" && name !== "sqlstate" && name !== "error_class");
    return Object.fromEntries(kept.sort().map(([name, one]) => [name, alike(one, name)]));
  }
  if (/_time(stamp)?(_ms)?$/.test(key)) return "time";
  if (key === "next_page_token") return "token";
  if (typeof value !== "string") return value;
  return value.replace(/[0-9a-f]{32}/g, "id").replace(/mlflow-artifacts:\/\d+/g, "mlflow-artifacts:/n");
}

/**
 * Sends the same requests to a server and gives the answers by name. Servers are compared by it; requests that MLflow lets pass although
 * they are wrong (a value that is no number, a misspelt status) are not among them: the embedded store refuses those.
 */
export async function mlflowAnswers(url: string): Promise<Map<string, MlflowAnswer>> {
  const answers = new Map<string, MlflowAnswer>();

  async function send(method: string, path: string, body?: Json, bytes?: string): Promise<Answer> {
    const query = method === "GET" && body !== undefined ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
    const headers = { "content-type": bytes === undefined ? "application/json" : "application/octet-stream" };
    const content = method === "GET" ? {} : { body: bytes ?? JSON.stringify(body ?? {}) };
    const response = await fetch(url + (path.startsWith("/") ? path : API + path) + query, { method, headers, ...content });
    const text = await response.text();
    try {
      return { status: response.status, json: JSON.parse(text || "{}") as Json };
    } catch {
      return { status: response.status, json: { text } };
    }
  }

  async function ask(method: string, path: string, body?: Json, bytes?: string): Promise<Json> {
    const { status, json } = await send(method, path, body, bytes);
    const sent = JSON.stringify(body ?? {}).replace(/[0-9a-f]{32}/g, "id");
    const name = `${answers.size + 1} ${method} ${path.replace(/[0-9a-f]{32}/g, "id")} ${sent.slice(0, 120)}`;
    const errorCode = json["error_code"];
    answers.set(name, typeof errorCode === "string" ? { status, errorCode } : { status, json: alike(json) });
    return json;
  }
  const post = (path: string, body: Json) => ask("POST", path, body);
  const get = (path: string, body?: Json) => ask("GET", path, body);

  // experiments
  const created = await post("experiments/create", { name: "compared", tags: [{ key: "a", value: "b" }] });
  const experiment_id = created["experiment_id"] as string;
  for (const name of ["compared", "", 3]) await post("experiments/create", { name });
  await post("experiments/create", {});
  for (const id of [experiment_id, "0", "999999", "abc"]) await get("experiments/get", { experiment_id: id });
  for (const name of ["compared", "none"]) await get("experiments/get-by-name", { experiment_name: name });
  await post("experiments/search", { max_results: 2, filter: "name = 'compared'" });
  await post("experiments/search", { max_results: 2, filter: "name LIKE 'comp%' AND tags.a = 'b'" });
  await post("experiments/search", {});
  await post("experiments/set-experiment-tag", { experiment_id, key: "k", value: "v" });

  // runs
  const start = { experiment_id, user_id: "u", run_name: "named", start_time: 1_700_000_000_000 };
  const run = ((await post("runs/create", { ...start, tags: [{ key: "t", value: "1" }] }))["run"] as Json)["info"] as Json;
  const run_id = run["run_id"] as string;
  const other = ((await post("runs/create", { ...start, run_name: "other", start_time: 1 }))["run"] as Json)["info"] as Json;
  await post("runs/create", { experiment_id: "99999" });
  await post("runs/create", { experiment_id, run_name: "a", tags: [{ key: "mlflow.runName", value: "b" }] });
  for (const id of [run_id, NOBODY]) await get("runs/get", { run_id: id });
  await get("runs/get", {});
  const metric = { key: "acc", value: 0.5, timestamp: 1000, step: 0 };
  await post("runs/log-batch", {
    run_id,
    params: [
      { key: "C", value: "1" },
      { key: "sp ace", value: "x" },
    ],
    metrics: [
      metric,
      { ...metric, value: 0.7, timestamp: 2000, step: 1 },
      { key: "nan", value: "NaN", timestamp: 1000 },
      { key: "text", value: "0.25", timestamp: "12" },
    ],
    tags: [{ key: "tt", value: "q" }],
  });
  await get("runs/get", { run_id });
  for (const metric_key of ["acc", "nan", "none"]) await get("metrics/get-history", { run_id, metric_key });
  await get("metrics/get-history", { run_id, metric_key: "acc", max_results: "1" });
  const many = (count: number, make: (i: number) => Json) => Array.from({ length: count }, (_, i) => make(i));
  const pair = (i: number) => ({ key: `p${i}`, value: "1" });
  const batches: Json[] = [
    { params: [{ key: "C", value: "1" }] },
    {
      params: [
        { key: "D", value: "0" },
        { key: "C", value: "2" },
      ],
    },
    {
      params: [
        { key: "E", value: "2" },
        { key: "E", value: "2" },
      ],
    },
    { params: [{ key: "empty", value: "" }, { key: "none" }] },
    { metrics: [{ key: "a", value: 1 }] },
    { metrics: [{ key: "a", timestamp: 1 }] },
    { metrics: [{ key: "a", value: null, timestamp: 1 }] },
    { metrics: [{ ...metric, timestamp: -5 }] },
    { metrics: [{ ...metric, key: "a@b" }] },
    { metrics: [{ ...metric, key: "a//b" }] },
    { metrics: [{ ...metric, key: "x".repeat(251) }] },
    { metrics: [{ ...metric, model_id: `m-${NOBODY}` }] },
    { metrics: {} },
    { params: [{ key: "../b", value: "1" }] },
    { params: [{ key: "", value: "1" }] },
    { params: [{ key: "x".repeat(251), value: "1" }] },
    { params: many(101, pair) },
    { tags: many(101, pair) },
    { metrics: many(1001, (i) => ({ ...metric, key: `m${i}` })) },
    { params: [pair(0)], metrics: many(1000, (i) => ({ ...metric, key: `m${i}` })) },
  ];
  for (const batch of batches) await post("runs/log-batch", { run_id, ...batch });
  for (const id of [NOBODY, "../x", ""]) await post("runs/log-batch", { run_id: id, params: [] });
  await post("runs/log-batch", { params: [] });
  await post("runs/log-metric", { run_id, ...metric, key: "single" });
  await post("runs/log-metric", { run_id, key: "single", value: 1 });
  for (const value of ["1", "1", "2"]) await post("runs/log-parameter", { run_id, key: "single", value });
  await post("runs/set-tag", { run_id, key: "k", value: "v", unknown: 1 });
  await post("runs/set-tag", { run_id, value: "v" });
  for (let i = 0; i < 2; i++) await post("runs/delete-tag", { run_id, key: "k" });
  const dataset = { name: "ds", digest: "abc", source_type: "local", source: "{}", schema: "{}", profile: "{}" };
  const input = { tags: [{ key: "mlflow.data.context", value: "training" }], dataset };
  for (let i = 0; i < 2; i++) await post("runs/log-inputs", { run_id, datasets: [input] });

  // logged models
  const model = { experiment_id, name: "model", source_run_id: run_id, model_type: "", params: [{ key: "p", value: "1" }] };
  const info = ((await post("logged-models", { ...model, tags: [{ key: "g", value: "1" }] }))["model"] as Json)["info"] as Json;
  const model_id = info["model_id"] as string;
  for (const name of ["a/b", "a.b", "a'b"]) await post("logged-models", { experiment_id, name });
  await post("logged-models", { experiment_id: "9999", name: "a" });
  await post("logged-models", { ...model, params: [pair(1), pair(1)] });
  for (const id of [model_id, `m-${NOBODY}`]) await get(`logged-models/${id}`);
  for (const value of ["1", "2"]) await post(`logged-models/${model_id}/params`, { model_id, params: [{ key: "extra", value }] });
  await post(`logged-models/${model_id}/params`, { params: [] });
  await ask("PATCH", `logged-models/${model_id}/tags`, { tags: [{ key: "lt", value: "1" }] });
  for (let i = 0; i < 2; i++) await ask("DELETE", `logged-models/${model_id}/tags/lt`);
  await post("runs/outputs", { run_id, models: [{ model_id, step: 0 }] });
  const measured = { ...metric, value: 0.9, timestamp: 3000, step: 1, model_id };
  await post("runs/log-batch", {
    run_id,
    metrics: [
      { ...measured, dataset_name: "ds", dataset_digest: "abc" },
      { ...measured, key: "only" },
    ],
  });
  await ask("PATCH", `logged-models/${model_id}`, { model_id });
  await ask("PATCH", "logged-models/m-0", { model_id: "m-0", status: 2 });
  for (const status of ["LOGGED_MODEL_READY", 2]) await ask("PATCH", `logged-models/${model_id}`, { model_id, status });
  await get("runs/get", { run_id });
  const modelFilters = [
    `source_run_id = '${run_id}'`,
    "metrics.acc > 0.5 and params.p = '1'",
    "name LIKE 'mod%'",
    "name = 'none'",
    "a.b = 1",
    "name > 'x'",
  ];
  for (const filter of modelFilters) await post("logged-models/search", { experiment_ids: [experiment_id], filter, max_results: 5 });
  await post("logged-models/search", { experiment_ids: [experiment_id], datasets: [{ dataset_name: "ds", dataset_digest: "abc" }] });
  await post("logged-models/search", { experiment_ids: [experiment_id], order_by: [{ field_name: "metrics.acc", ascending: false }] });
  await post("logged-models/search", { experiment_ids: [experiment_id], order_by: [{ field_name: "none" }] });
  await post("logged-models/search", {});

  // files
  const root = (info["artifact_uri"] as string).replace("mlflow-artifacts:/", "");
  const runRoot = (run["artifact_uri"] as string).replace("mlflow-artifacts:/", "");
  for (const path of ["a%20b/h%C3%B6.txt", "MLmodel"]) await send("PUT", `${FILES}/${root}/${path}`, undefined, "hello");
  await send("PUT", `${FILES}/${runRoot}/sub/x.txt`, undefined, "hello");
  for (const path of [`${root}/..%2fx`, "%2fetc%2fx"]) await ask("PUT", `${FILES}/${path}`, undefined, "hello");
  await get(`${FILES}/${root}/none`);
  for (const path of ["", "/a b", "/none", "/MLmodel"]) {
    const listed = await send("GET", FILES, { path: root + path });
    answers.set(`list ${path}`, { status: listed.status, json: alike(listed.json) });
  }
  await get(FILES, { path: "../.." });
  await get(`logged-models/${model_id}/artifacts/directories`);
  await get(`logged-models/${model_id}/artifacts/directories`, { artifact_directory_path: "a b" });
  for (const path of ["", "sub", "none", "../x"]) await get("artifacts/list", path === "" ? { run_id } : { run_id, path });

  // searches of runs
  const runFilters = [
    ...[
      "metrics.acc > 0.1 and params.C = '1' and tags.t = '1'",
      "metrics.acc > 'x'",
      "params.C > '1'",
      "params.C = 1",
      "params.C LIKE '%'",
    ],
    ...["attributes.status = 'RUNNING'", "status = 'RUNNING'", "attributes.start_time > 0", "start_time > 'x'", "attributes.none = 'x'"],
    ...["a.b = 'x'", "params.`sp ace` = 'x'", "params.\"sp ace\" = 'x'", "metrics.acc > 0.1 or metrics.acc < 0", "params.C ILIKE '%'"],
    ...[
      "tags.t != '2'",
      "tags.t IS NULL",
      "tags.none IS NULL",
      "tags.t IS NOT NULL",
      "datasets.name = 'ds'",
      "metrics.acc",
      "params.C = '1",
    ],
    ...["attributes.run_name LIKE 'n%'", "metrics.nan = 1", "params.C='1'", "metrics.acc>=0.9", "attributes.user_id = 'u'", "end_time > 0"],
    ...["params.none != 'x'", "tag.t='1'", "PARAMS.C = '1'", "params.C = '1' ,", "metrics.acc = 0.9e0", "'1' = params.C", 'params.C = "1"'],
    ...[`run_id IN ('${run_id}')`, `run_id NOT IN ('${run_id}')`, "attributes.artifact_uri LIKE '%'", "datasets.context = 'training'"],
  ];
  for (const filter of runFilters) {
    const { status, json } = await send("POST", `${API}runs/search`, { experiment_ids: [experiment_id], filter });
    const names = ((json["runs"] ?? []) as Json[]).map((one) => (one["info"] as Json)["run_name"]);
    answers.set(`filter ${filter.replace(/[0-9a-f]{32}/g, "id")}`, { status, json: names });
  }
  for (const order of ["none", "metrics.acc sideways", "start_time DESC", "created ASC", "params.C", "tags.t", "metrics.acc DESC"]) {
    const { status, json } = await send("POST", `${API}runs/search`, { experiment_ids: [experiment_id], order_by: [order] });
    const names = ((json["runs"] ?? []) as Json[]).map((one) => (one["info"] as Json)["run_name"]);
    answers.set(`order ${order}`, { status, json: names });
  }
  await post("runs/search", { experiment_ids: [experiment_id], max_results: 1 });
  for (const more of [{ page_token: "zzz" }, { max_results: 50_001 }, { max_results: 0 }]) {
    await post("runs/search", { experiment_ids: [experiment_id], ...more });
  }
  await post("runs/search", {});

  // registry
  const name = "A model";
  await post("registered-models/create", { name, description: "d", tags: [{ key: "o", value: "1" }] });
  for (const bad of [name, "a/b", "a:b", "", "  "]) await post("registered-models/create", { name: bad });
  for (const one of [name, "none"]) await get("registered-models/get", { name: one });
  await ask("PATCH", "registered-models/update", { name, description: "new" });
  await post("registered-models/set-tag", { name, key: "a", value: "1" });
  await ask("DELETE", "registered-models/delete-tag", { name, key: "a" });
  const ready = { name, source: `models:/${model_id}`, model_id };
  const versions: Json[] = [
    { ...ready, run_id, description: "vd", tags: [{ key: "x", value: "y" }] },
    { name, source: `models:/${model_id}` },
    ready,
    { ...ready, model_id: `m-${"1".repeat(32)}` },
    { name, source: `runs:/${run_id}/model`, run_id },
    { name, source: `${run["artifact_uri"]}/sub`, run_id },
    { name, source: `${run["artifact_uri"]}/sub` },
    { name, source: "/etc" },
    { name, source: "s3://bucket/x" },
    { ...ready, name: "none" },
    { name, source: `models:/m-${NOBODY}`, model_id: `m-${NOBODY}` },
    { name, source: `models:/${name}/1` },
    { name },
  ];
  for (const version of versions) await post("model-versions/create", version);
  for (const version of ["1", "99", "abc"]) await get("model-versions/get", { name, version });
  await get("model-versions/get", { name: "none", version: "1" });
  await get("model-versions/get-download-uri", { name, version: "1" });
  await post("model-versions/set-tag", { name, version: "1", key: "a", value: "1" });
  await ask("DELETE", "model-versions/delete-tag", { name, version: "1", key: "a" });
  await ask("PATCH", "model-versions/update", { name, version: "1", description: "changed" });
  await post("registered-models/alias", { name, alias: "champion", version: "1" });
  for (const alias of ["v1", "latest", "a b", ""]) await post("registered-models/alias", { name, alias, version: "1" });
  await post("registered-models/alias", { name, alias: "c", version: 1 });
  await post("registered-models/alias", { name, alias: "c", version: "99" });
  await post("registered-models/alias", { name: "none", alias: "c", version: "1" });
  for (const alias of ["champion", "none", "latest"]) await get("registered-models/alias", { name, alias });
  for (const alias of ["champion", "champion"]) await ask("DELETE", "registered-models/alias", { name, alias });
  await post("registered-models/get-latest-versions", { name });
  await get(`logged-models/${model_id}`);
  const modelSearches = [
    `name = '${name}'`,
    "name != 'x'",
    "name ILIKE 'a%'",
    "tags.o = '1'",
    "none = 'x'",
    "name > 'x'",
    "name = 'a' or name = 'b'",
  ];
  for (const filter of modelSearches) await get("registered-models/search", { filter });
  const versionSearches = [
    ...[
      `name = '${name}'`,
      `name='${name}' and version_number = 1`,
      `run_id = '${run_id}'`,
      `run_id IN ('${run_id}')`,
      "version_number > 1",
    ],
    ...[
      "tags.x = 'y'",
      `source_path = 'models:/${model_id}'`,
      "none='x'",
      "name LIKE 'A%'",
      "run_id IN ()",
      "version_number = 'x'",
      "attributes.name='x'",
    ],
  ];
  for (const filter of versionSearches) await get("model-versions/search", { filter });
  await get("model-versions/search", { filter: `name='${name}'`, max_results: "1", order_by: "version_number ASC" });
  await get("model-versions/search", { filter: `name='${name}'`, order_by: "none" });
  await ask("DELETE", "model-versions/delete", { name, version: "2" });
  await post("registered-models/rename", { name, new_name: "Another" });

  // ends
  await post("runs/update", { run_id, status: "FINISHED", end_time: 1_700_000_000_001, run_name: "renamed" });
  await post("runs/update", { run_id: NOBODY, status: "FINISHED" });
  await post("runs/delete", { run_id: other["run_id"] as string });
  await post("runs/log-batch", { run_id: other["run_id"] as string, params: [pair(1)] });
  await post("runs/restore", { run_id: other["run_id"] as string });
  await get("runs/get", { run_id });
  return answers;
}
