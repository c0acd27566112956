import { checkArtifactPath } from "./artifact-path.ts";
import { checkedPairs, type ParamValue } from "./limits.ts";
import { readLoggedModel } from "./records.ts";
import { createOnce } from "./rest.ts";
import type { MetricRecord, RunContext, TrackedRun } from "./tracked-run.ts";
import { listAt, objectAt, REQUEST_TAG } from "./wire.ts";

/** Ids that a model bundle writes into its own files. */
export interface ModelIds {
  readonly modelId: string;
  readonly runId: string;
  /** Where the files will be, for MLmodel's `artifact_path`. */
  readonly artifactPath: string;
}

export type ModelFiles = ReadonlyMap<string, Uint8Array>;

export interface LogModelOptions {
  /** Without any of `/ : . % " '`. */
  readonly name: string;
  /** The files by their path in the bundle, or a function that makes them from the ids. `MLmodel` is uploaded last. */
  readonly files: ModelFiles | ((ids: ModelIds) => ModelFiles | Promise<ModelFiles>);
  readonly type?: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Shown with the model; logged to the run as well. */
  readonly metrics?: readonly Omit<MetricRecord, "modelId">[];
  /** Default 0. */
  readonly step?: number;
}

export interface LoggedModel {
  readonly modelId: string;
  /** `models:/m-…`: what a version is registered from and a model is loaded by. */
  readonly uri: string;
  readonly name: string;
  readonly artifactUri: string;
}

const PARALLEL_UPLOADS = 4;

/** Creates the model, lets the caller make its files with its ids, uploads them and marks it ready; what fails on the way is marked as failed. */
export async function logModel(run: TrackedRun, context: RunContext, options: LogModelOptions): Promise<LoggedModel> {
  const { rest, artifacts } = context;
  const params = checkedPairs("param", options.params ?? {});
  const request = crypto.randomUUID();
  const json = {
    experiment_id: run.experimentId,
    name: options.name,
    source_run_id: run.runId,
    model_type: options.type ?? "",
    params,
    tags: checkedPairs("tag", { ...options.tags, [REQUEST_TAG]: request }),
  };
  const model = await createOnce(
    async () => readLoggedModel(objectAt(await rest.post("logged-models", { json }), "model")),
    async () => {
      const search = { experiment_ids: [run.experimentId], filter: `tags.\`${REQUEST_TAG}\` = '${request}'`, max_results: 1 };
      return listAt(await rest.post("logged-models/search", { json: search, idempotent: true }), "models").map(readLoggedModel)[0];
    },
  );
  const { modelId, artifactUri } = model;
  const finalize = (status: string) =>
    rest.patch(`logged-models/${modelId}`, { json: { model_id: modelId, status }, idempotent: true, what: `logged model ${modelId}` });
  try {
    await linkToRun(run, context, modelId, options.step ?? 0);
    await run.logMetrics((options.metrics ?? []).map((record) => ({ ...record, modelId })));
    const ids = { modelId, runId: run.runId, artifactPath: artifactUri };
    const files = typeof options.files === "function" ? await options.files(ids) : options.files;
    const queue = [...files.keys()].filter((path) => path !== "MLmodel").map(checkArtifactPath);
    const upload = async () => {
      for (let path = queue.pop(); path !== undefined; path = queue.pop())
        await artifacts.put(artifactUri, path, files.get(path) as Uint8Array);
    };
    await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, upload));
    const described = files.get("MLmodel");
    if (described !== undefined) await artifacts.put(artifactUri, "MLmodel", described);
    await finalize("LOGGED_MODEL_READY");
  } catch (error) {
    await finalize("LOGGED_MODEL_UPLOAD_FAILED").catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  return { modelId, uri: model.uri, name: options.name, artifactUri };
}

/** Names the model as an output of the run; after a lost answer the run says whether it is one already. */
async function linkToRun(run: TrackedRun, { rest }: RunContext, modelId: string, step: number): Promise<void> {
  const json = { run_id: run.runId, models: [{ model_id: modelId, step }] };
  await createOnce(
    () => rest.post("runs/outputs", { json, what: `run ${run.runId}` }),
    async () => {
      const body = objectAt(await rest.get("runs/get", { query: { run_id: run.runId } }), "run");
      const outputs = body["outputs"] === undefined ? [] : listAt(objectAt(body, "outputs"), "model_outputs");
      return outputs.find((output) => output["model_id"] === modelId);
    },
  );
}
