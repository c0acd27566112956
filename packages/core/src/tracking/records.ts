import type { ModelVersion } from "@mlops/models";
import { defined, listAt, objectAt, optionalNumberAt, optionalTextAt, recordAt, textAt, timeAt, type WireObject } from "./wire.ts";

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactUri: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A dataset that a run used. */
export interface RunDataset {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  /** Such as training or validation. */
  readonly context?: string;
}

/** A run as it was read; times are ISO-8601 in UTC. */
export interface Run {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly artifactUri: string;
  readonly params: Readonly<Record<string, string>>;
  /** Latest value of each metric; servers with an SQL store give ±1.797e308 for an infinity. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly RunDataset[];
  /** Logged models that the run made. */
  readonly modelIds: readonly string[];
}

export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface LoggedModelMetric extends MetricPoint {
  readonly runId?: string;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

export interface LoggedModelRecord {
  readonly modelId: string;
  /** `models:/m-…` */
  readonly uri: string;
  readonly experimentId: string;
  readonly name: string;
  readonly status: "UNSPECIFIED" | "PENDING" | "READY" | "UPLOAD_FAILED";
  readonly type?: string;
  readonly runId?: string;
  readonly artifactUri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly LoggedModelMetric[];
  readonly createdAt?: string;
}

export interface RegisteredModel {
  readonly name: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Alias → version. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly latestVersion?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

export function readExperiment(body: WireObject): Experiment {
  return {
    experimentId: textAt(body, "experiment_id"),
    name: textAt(body, "name"),
    artifactUri: optionalTextAt(body, "artifact_location") ?? "",
    tags: recordAt(body, "tags"),
  };
}

const DATASET_CONTEXT = "mlflow.data.context";

function readDataset(body: WireObject): RunDataset {
  const dataset = objectAt(body, "dataset");
  return {
    name: optionalTextAt(dataset, "name") ?? "",
    digest: optionalTextAt(dataset, "digest") ?? "",
    sourceType: optionalTextAt(dataset, "source_type") ?? "",
    source: optionalTextAt(dataset, "source") ?? "",
    ...defined({
      schema: optionalTextAt(dataset, "schema"),
      profile: optionalTextAt(dataset, "profile"),
      context: recordAt(body, "tags")[DATASET_CONTEXT],
    }),
  };
}

const orEmpty = (body: WireObject, name: string): WireObject => (body[name] === undefined ? {} : objectAt(body, name));

export function readRun(body: WireObject): Run {
  const info = objectAt(body, "info");
  const data = orEmpty(body, "data");
  return {
    runId: textAt(info, "run_id"),
    experimentId: textAt(info, "experiment_id"),
    name: optionalTextAt(info, "run_name") ?? "",
    status: textAt(info, "status") as RunStatus,
    ...defined({ startedAt: timeAt(info, "start_time"), endedAt: timeAt(info, "end_time") }),
    artifactUri: textAt(info, "artifact_uri"),
    params: recordAt(data, "params"),
    metrics: Object.fromEntries(
      listAt(data, "metrics").map((metric) => [textAt(metric, "key"), optionalNumberAt(metric, "value") ?? Number.NaN]),
    ),
    tags: recordAt(data, "tags"),
    datasets: listAt(orEmpty(body, "inputs"), "dataset_inputs").map(readDataset),
    modelIds: listAt(orEmpty(body, "outputs"), "model_outputs").map((model) => textAt(model, "model_id")),
  };
}

export function readMetric(body: WireObject): MetricPoint {
  return {
    key: textAt(body, "key"),
    value: optionalNumberAt(body, "value") ?? 0,
    timestamp: optionalNumberAt(body, "timestamp") ?? 0,
    step: optionalNumberAt(body, "step") ?? 0,
  };
}

export function readLoggedModel(body: WireObject): LoggedModelRecord {
  const info = objectAt(body, "info");
  const data = orEmpty(body, "data");
  const modelId = textAt(info, "model_id");
  return {
    modelId,
    uri: `models:/${modelId}`,
    experimentId: textAt(info, "experiment_id"),
    name: textAt(info, "name"),
    status: textAt(info, "status").replace(/^LOGGED_MODEL_(STATUS_)?/, "") as LoggedModelRecord["status"],
    ...defined({
      type: optionalTextAt(info, "model_type"),
      runId: optionalTextAt(info, "source_run_id"),
      createdAt: timeAt(info, "creation_timestamp_ms"),
    }),
    artifactUri: textAt(info, "artifact_uri"),
    params: recordAt(data, "params"),
    tags: recordAt(info, "tags"),
    metrics: listAt(data, "metrics").map((metric) => ({
      ...readMetric(metric),
      ...defined({
        runId: optionalTextAt(metric, "run_id"),
        datasetName: optionalTextAt(metric, "dataset_name"),
        datasetDigest: optionalTextAt(metric, "dataset_digest"),
      }),
    })),
  };
}

export function readRegisteredModel(body: WireObject): RegisteredModel {
  const aliases = listAt(body, "aliases").map((one) => [textAt(one, "alias"), textAt(one, "version")]);
  const latest = listAt(body, "latest_versions").map((one) => Number(textAt(one, "version")));
  return {
    name: textAt(body, "name"),
    tags: recordAt(body, "tags"),
    aliases: Object.fromEntries(aliases),
    ...defined({
      description: optionalTextAt(body, "description"),
      latestVersion: latest.length === 0 ? undefined : String(Math.max(...latest)),
      createdAt: timeAt(body, "creation_timestamp"),
      updatedAt: timeAt(body, "last_updated_timestamp"),
    }),
  };
}

const LOGGED_MODEL_SOURCE = /^models:\/(m-[^/@]+)$/;

export function readModelVersion(body: WireObject): ModelVersion {
  const source = optionalTextAt(body, "source");
  const aliases = body["aliases"];
  const status = optionalTextAt(body, "status") ?? "READY";
  return {
    name: textAt(body, "name"),
    version: textAt(body, "version"),
    status: status as ModelVersion["status"],
    description: optionalTextAt(body, "description") ?? "",
    aliases: Array.isArray(aliases) ? aliases.map(String) : [],
    tags: recordAt(body, "tags"),
    ...defined({
      modelId: optionalTextAt(body, "model_id") ?? LOGGED_MODEL_SOURCE.exec(source ?? "")?.[1],
      runId: optionalTextAt(body, "run_id"),
      source,
      createdAt: timeAt(body, "creation_timestamp"),
      updatedAt: timeAt(body, "last_updated_timestamp"),
    }),
  };
}
