import { type Answer, json, refused } from "./answer.ts";
import type { WorkspaceState } from "./state.ts";

// Ids above 2^53: written as text, because a JavaScript number cannot hold them.
export const JOB = "9007199254740993";
export const FAILING_JOB = "9007199254740995";
export const NOTEBOOK_JOB = "9007199254740997";
const FIRST_RUN = 9223372036854770001n;
const LIFE = ["PENDING", "RUNNING", "TERMINATING", "TERMINATED"];

/** Jobs; undefined for a request that is not about them. */
export function jobRoutes(state: WorkspaceState, request: string, query: URLSearchParams, body: string): Answer | undefined {
  switch (request) {
    case "GET /api/2.2/jobs/get":
      return job(query.get("job_id") ?? "", query.get("page_token"));
    case "POST /api/2.2/jobs/run-now":
      return runNow(state, body);
    case "GET /api/2.2/jobs/runs/get":
      return run(state, query.get("run_id") ?? "");
    default:
      return undefined;
  }
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
