import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ConfigError, DatabricksError, JobRun, TimeoutError } from "@mlops/models";
import { type Parameters, runParameters } from "./job-parameters.ts";
import type { Transport } from "./transport.ts";

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Seconds between two looks at most; the first ones follow each other sooner. Default 5. */
  readonly pollSeconds?: number;
  /** Longest wait in seconds. Default 1200. */
  readonly timeoutSeconds?: number;
}

export interface JobRunOptions extends WaitOptions {
  /** Wait for the end and reject unless it is a success. Default false. */
  readonly wait?: boolean;
  /** A second call with the same token gives the same run. Default a random one. */
  readonly idempotencyToken?: string;
}

type Fields = Record<string, unknown>;
type Send = Transport["send"];
const ENDED = ["TERMINATED", "SKIPPED", "INTERNAL_ERROR"];

export async function startJobRun(send: Send, jobId: string, params: Parameters, options: JobRunOptions): Promise<JobRun> {
  if (!/^\d+$/.test(jobId)) {
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "jobId", detail: `"${jobId}" is not a job id`, hint: "digits only" });
  }
  const { signal } = options;
  const settings = await readSettings(send, jobId, signal);
  const started = await send({
    method: "POST",
    path: "/api/2.2/jobs/run-now",
    idempotent: true, // by its token
    payload: { job_id: BigInt(jobId), idempotency_token: options.idempotencyToken ?? randomUUID(), ...runParameters(settings, params) },
    ...(signal === undefined ? {} : { signal }),
  });
  const runId = String(started["run_id"]);
  if (!options.wait) return readRun(send, runId, signal);
  const run = await waitFor(`job run ${runId}`, options, async () => {
    const seen = await readRun(send, runId, signal);
    return ENDED.includes(seen.lifeCycleState) ? seen : undefined;
  });
  if (run.lifeCycleState === "TERMINATED" && run.resultState === "SUCCESS") return run;
  throw new DatabricksError({
    code: "DATABRICKS_REQUEST",
    message: `job run ${runId} ended ${run.resultState ?? run.lifeCycleState}${run.message === "" ? "" : `: ${run.message}`}`,
    hint: run.url === undefined ? "see the run in the workspace" : `see ${run.url}`,
    run,
  });
}

const FIRST_PAUSE = 0.25;

/** Looks until `look` gives something, the time is over or the signal aborts. */
export async function waitFor<T>(what: string, options: WaitOptions, look: () => Promise<T | undefined>): Promise<T> {
  const limit = options.timeoutSeconds ?? 1200;
  const endsAt = Date.now() + limit * 1000;
  for (let looks = 0; ; looks++) {
    options.signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() >= endsAt) throw new TimeoutError({ code: "TIMED_OUT", what, limit: `${limit} s` });
    const seconds = Math.min(options.pollSeconds ?? 5, FIRST_PAUSE * 2 ** looks);
    await pause(seconds * 1000, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

/** Settings of a job with the tasks and parameters of all its pages. */
async function readSettings(send: Send, jobId: string, signal: AbortSignal | undefined): Promise<Fields> {
  const all = { tasks: [] as unknown[], parameters: [] as unknown[] };
  let token: unknown;
  do {
    const query = { job_id: jobId, ...(token === undefined ? {} : { page_token: String(token) }) };
    const page = await send({ path: "/api/2.2/jobs/get", query, ...(signal === undefined ? {} : { signal }) });
    const settings = (page["settings"] ?? {}) as Fields;
    all.tasks.push(...((settings["tasks"] ?? []) as unknown[]));
    all.parameters.push(...((settings["parameters"] ?? []) as unknown[]));
    token = page["next_page_token"] || undefined;
  } while (token !== undefined);
  return all;
}

async function readRun(send: Send, runId: string, signal: AbortSignal | undefined): Promise<JobRun> {
  const found = await send({ path: "/api/2.2/jobs/runs/get", query: { run_id: runId }, ...(signal === undefined ? {} : { signal }) });
  const state = (found["state"] ?? {}) as Fields;
  const parsed = JobRun.safeParse({
    runId: String(found["run_id"] ?? runId),
    jobId: String(found["job_id"]),
    lifeCycleState: state["life_cycle_state"],
    resultState: state["result_state"],
    message: state["state_message"] ?? "",
    url: found["run_page_url"],
  });
  if (parsed.success) return parsed.data;
  throw new DatabricksError({ code: "DATABRICKS_REQUEST", status: 200, detail: `run ${runId} has no state that is known` });
}
