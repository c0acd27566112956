import { readFile } from "node:fs/promises";
import { DataError } from "@mlops/models/errors";
import type { ArtifactClient } from "./artifact-client.ts";
import { checkedPairs, chunks, LIMITS, type ParamValue } from "./limits.ts";
import { type LoggedModel, type LogModelOptions, logModel } from "./log-model.ts";
import type { Run, RunDataset, RunStatus } from "./records.ts";
import type { MlflowRest } from "./rest.ts";
import { defined, keyValueList } from "./wire.ts";

/** One value of a metric. */
export interface MetricRecord {
  readonly key: string;
  /** NaN and the infinities are kept. */
  readonly value: number;
  /** Default 0. */
  readonly step?: number;
  /** Milliseconds since 1970. Default: now. */
  readonly timestamp?: number;
  /** Logged model that the value belongs to. */
  readonly modelId?: string;
  /** Dataset that it was measured on. */
  readonly dataset?: { readonly name: string; readonly digest: string };
}

export type DatasetInput = Omit<RunDataset, "sourceType"> & { /** Default `local`. */ readonly sourceType?: string };

export interface RunContext {
  readonly rest: MlflowRest;
  readonly artifacts: ArtifactClient;
  readonly now: () => number;
}

/** A run that is being written. Every call is on disk, or at the server, when it returns; all but `logModel` may be repeated. */
export class TrackedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly artifactUri: string;
  readonly #context: RunContext;

  constructor(run: Run, context: RunContext) {
    this.runId = run.runId;
    this.experimentId = run.experimentId;
    this.name = run.name;
    this.artifactUri = run.artifactUri;
    this.#context = context;
  }

  /** A param is written once: the same value again is fine, another one is refused. Values longer than 6000 characters are refused. */
  async logParams(params: Readonly<Record<string, ParamValue>>): Promise<void> {
    for (const batch of chunks(checkedPairs("param", params), LIMITS.paramsPerBatch)) await this.#batch({ params: batch });
  }

  /** Sent in batches of 1000. */
  async logMetrics(records: readonly MetricRecord[]): Promise<void> {
    const metrics = records.map((record) => ({
      key: record.key,
      value: Number.isFinite(record.value) ? record.value : String(record.value),
      timestamp: record.timestamp ?? this.#context.now(),
      step: record.step ?? 0,
      ...defined({ model_id: record.modelId, dataset_name: record.dataset?.name, dataset_digest: record.dataset?.digest }),
    }));
    for (const batch of chunks(metrics, LIMITS.metricsPerBatch)) await this.#batch({ metrics: batch });
  }

  /** Tags may change. Values longer than 8000 characters are refused. */
  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    for (const batch of chunks(checkedPairs("tag", tags), LIMITS.tagsPerBatch)) await this.#batch({ tags: batch });
  }

  async #batch(content: Readonly<Record<string, unknown>>): Promise<void> {
    const json = { run_id: this.runId, ...content };
    await this.#context.rest.post("runs/log-batch", { json, idempotent: true, what: `run ${this.runId}` });
  }

  /**
   * Keeps a file: bytes, text in UTF-8, or a file on disk by its path. A file of the same path is replaced.
   * @throws TrackingError `TRACKING_INVALID` for a path that leads out of the run; DataError `FILE_UNREADABLE`
   */
  async logArtifact(path: string, content: Uint8Array | { readonly text: string } | { readonly file: string }): Promise<void> {
    await this.#context.artifacts.put(this.artifactUri, path, await bytesOf(content));
  }

  async logDataset(dataset: DatasetInput): Promise<void> {
    const { context, sourceType, ...rest } = dataset;
    const tags = keyValueList(context === undefined ? {} : { "mlflow.data.context": context });
    const json = { run_id: this.runId, datasets: [{ tags, dataset: { source_type: sourceType ?? "local", ...rest } }] };
    await this.#context.rest.post("runs/log-inputs", { json, idempotent: true, what: `run ${this.runId}` });
  }

  /** Keeps a model that the run made: see `LogModelOptions`. */
  logModel(options: LogModelOptions): Promise<LoggedModel> {
    return logModel(this, this.#context, options);
  }

  async end(status: Extract<RunStatus, "FINISHED" | "FAILED" | "KILLED"> = "FINISHED"): Promise<void> {
    const json = { run_id: this.runId, status, end_time: this.#context.now() };
    await this.#context.rest.post("runs/update", { json, idempotent: true, what: `run ${this.runId}` });
  }
}

async function bytesOf(content: Uint8Array | { readonly text: string } | { readonly file: string }): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  if ("text" in content) return new TextEncoder().encode(content.text);
  try {
    return await readFile(content.file);
  } catch (cause) {
    throw new DataError({ code: "FILE_UNREADABLE", file: content.file, detail: (cause as Error).message, cause });
  }
}
