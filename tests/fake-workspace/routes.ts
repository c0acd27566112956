export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface WorkspaceState {
  /** Looks at each run so far: a run advances one state per look. */
  readonly looks: Map<string, number>;
  /** Body of the run-now request of each run. */
  readonly runs: Map<string, string>;
  /** Run of each idempotency token. */
  readonly tokens: Map<string, string>;
  readonly endpoints: Map<string, Endpoint>;
}

interface Endpoint {
  config: Record<string, unknown>;
  pending?: Record<string, unknown> | undefined;
  update: string;
}

// Ids above 2^53: written as text, because a JavaScript number cannot hold them.
export const JOB = "9007199254740993";
export const FAILING_JOB = "9007199254740995";
export const NOTEBOOK_JOB = "9007199254740997";
const FIRST_RUN = 9223372036854770001n;
const LIFE = ["PENDING", "RUNNING", "TERMINATING", "TERMINATED"];

/** The answer of the workspace to one request that is allowed. */
export function routes(state: WorkspaceState, method: string, url: URL, body: string): Answer {
  const path = decodeURIComponent(url.pathname);
  const query = url.searchParams;
  switch (`${method} ${path}`) {
    case "GET /api/2.1/unity-catalog/models/main.sales.churn/versions/3":
      return json(
        '{"model_name":"churn","catalog_name":"main","schema_name":"sales","version":3,"status":"READY","run_id":"r1","comment":"third",' +
          '"source":"dbfs:/churn","created_at":1735689600000,"updated_at":1735689601000,"aliases":[{"alias_name":"champion","version_num":3}]}',
      );
    case "GET /api/2.0/mlflow/model-versions/get":
      if (query.get("name") !== "churn") break;
      return json(
        `{"model_version":{"name":"churn","version":"${query.get("version")}","current_stage":"Production","status":"READY","run_id":"r1",` +
          '"creation_timestamp":1735689600000,"last_updated_timestamp":1735689601000,"tags":[{"key":"team","value":"a"}]}}',
      );
    case "GET /api/2.2/jobs/get":
      return job(query.get("job_id") ?? "", query.get("page_token"));
    case "POST /api/2.2/jobs/run-now":
      return runNow(state, body);
    case "GET /api/2.2/jobs/runs/get":
      return run(state, query.get("run_id") ?? "");
    case "POST /api/2.0/serving-endpoints": {
      const { name, config } = JSON.parse(body) as { name: string; config: Record<string, unknown> };
      if (state.endpoints.has(name)) return refused(409, "RESOURCE_ALREADY_EXISTS", `endpoint ${name} exists`);
      state.endpoints.set(name, { config: {}, pending: config, update: "IN_PROGRESS" });
      return shown(name, state.endpoints.get(name) as Endpoint);
    }
  }
  const [, name, rest] = /^\/(?:api\/2\.0\/)?serving-endpoints\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const endpoint = name === undefined ? undefined : state.endpoints.get(name);
  if (name === undefined || endpoint === undefined) return refused(404, "RESOURCE_DOES_NOT_EXIST", `${path} does not exist`);
  if (method === "GET" && rest === undefined) {
    const answer = shown(name, endpoint);
    settle(endpoint);
    return answer;
  }
  if (method === "PUT" && rest === "config") {
    if (endpoint.update === "IN_PROGRESS") return refused(409, "RESOURCE_CONFLICT", "an update is in progress");
    endpoint.pending = JSON.parse(body) as Record<string, unknown>;
    endpoint.update = "IN_PROGRESS";
    return shown(name, endpoint);
  }
  if (method === "POST" && rest === "invocations") return json(`{"predictions":[0.25],"seen":${body}}`);
  return refused(404, "ENDPOINT_NOT_FOUND", `no ${method} ${path}`);
}

function job(id: string, page: string | null): Answer {
  const settings = (inner: string) => json(`{"job_id":${id},"settings":{"name":"score",${inner}}`);
  if (id === NOTEBOOK_JOB) return settings('"tasks":[{"task_key":"n","notebook_task":{"notebook_path":"/n"}}]}');
  if (id !== JOB && id !== FAILING_JOB) return refused(404, "RESOURCE_DOES_NOT_EXIST", `Job ${id} does not exist.`);
  // two pages, and the first one holds no parameters
  if (page === null) return settings('"tasks":[{"task_key":"a"}]},"next_page_token":"2"');
  return settings('"parameters":[{"name":"date","default":""},{"name":"limit","default":"1"}]}');
}

function runNow(state: WorkspaceState, body: string): Answer {
  const token = (JSON.parse(body) as { idempotency_token?: string }).idempotency_token;
  const id = (token === undefined ? undefined : state.tokens.get(token)) ?? String(FIRST_RUN + BigInt(state.runs.size * 2));
  if (token !== undefined) state.tokens.set(token, id);
  state.runs.set(id, body);
  return json(`{"run_id":${id},"number_in_job":${id}}`);
}

function run(state: WorkspaceState, id: string): Answer {
  const started = state.runs.get(id);
  if (started === undefined) return refused(404, "RESOURCE_DOES_NOT_EXIST", `Run ${id} does not exist.`);
  const look = state.looks.get(id) ?? 0;
  state.looks.set(id, look + 1);
  const life = LIFE[Math.min(look, LIFE.length - 1)];
  const jobId = /"job_id":\s*(\d+)/.exec(started)?.[1] ?? "0";
  const failed = jobId === FAILING_JOB;
  const result = life === "TERMINATED" ? `,"result_state":"${failed ? "FAILED" : "SUCCESS"}"` : "";
  const message = failed ? "task a failed" : "";
  return json(
    `{"job_id":${jobId},"run_id":${id},"run_page_url":"http://fake/run","state":{"life_cycle_state":"${life}"${result},"state_message":"${message}"}}`,
  );
}

/** An update ends after one look: it fails for a served entity named `broken`. */
function settle(endpoint: Endpoint): void {
  if (endpoint.pending === undefined) return;
  const fails = JSON.stringify(endpoint.pending).includes('"broken"');
  if (!fails) endpoint.config = endpoint.pending;
  endpoint.update = fails ? "UPDATE_FAILED" : "NOT_UPDATING";
  endpoint.pending = undefined;
}

function shown(name: string, { config, pending, update }: Endpoint): Answer {
  const ready = Object.keys(config).length > 0 ? "READY" : "NOT_READY";
  const state = { ready, config_update: update };
  return json(JSON.stringify({ name, state, config, ...(pending === undefined ? {} : { pending_config: pending }) }));
}

function refused(status: number, error_code: string, message: string): Answer {
  return { status, text: JSON.stringify({ error_code, message }) };
}

function json(text: string): Answer {
  return { status: 200, text };
}
