import { ApiError, invalid } from "./api-error.ts";
import type { Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import {
  type Fields,
  keyValues,
  listOf,
  optionalInteger,
  optionalString,
  requiredDouble,
  requiredInteger,
  requiredString,
} from "./fields.ts";
import { checkKey, checkLength, MAX_PARAM_VALUE } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { activeRunOf, type MetricRow, metricJson, type RunRow, runOf } from "./run-rows.ts";
import { unlessEmpty } from "./wire-json.ts";

/** Sets a tag; the run's name follows the tag that MLflow keeps it in. */
export function setRunTag(database: TrackingDatabase, runId: string, key: string, value: string): void {
  database.run("INSERT INTO run_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", runId, key, value);
  if (key === "mlflow.runName") database.run("UPDATE runs SET run_name = ? WHERE run_id = ?", value, runId);
}

interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  readonly modelId: string | undefined;
  readonly datasetName: string | undefined;
  readonly datasetDigest: string | undefined;
}

function metricOf(fields: Fields, where: string): Metric {
  const key = checkKey(requiredString(fields, "key", `${where}key`), `${where}key`);
  const value = requiredDouble(fields, "value", `${where}value`);
  const timestamp = requiredInteger(fields, "timestamp", `${where}timestamp`);
  if (timestamp < 0) throw invalid(`${where}timestamp is negative`);
  return {
    key,
    value,
    timestamp,
    step: optionalInteger(fields, "step", `${where}step`) ?? 0,
    modelId: optionalString(fields, "model_id") || undefined,
    datasetName: optionalString(fields, "dataset_name") || undefined,
    datasetDigest: optionalString(fields, "dataset_digest") || undefined,
  };
}

const NEWER = "excluded.step, excluded.timestamp, excluded.is_nan, excluded.value";
const OLDER = "latest_metrics.step, latest_metrics.timestamp, latest_metrics.is_nan, latest_metrics.value";

function insertMetric(database: TrackingDatabase, run: RunRow, metric: Metric): void {
  const nan = Number.isNaN(metric.value) ? 1 : 0;
  const value = nan === 1 ? 0 : metric.value;
  const row = [run.run_id, metric.key, value, nan, metric.timestamp, metric.step];
  database.run("INSERT OR IGNORE INTO metrics VALUES (?, ?, ?, ?, ?, ?)", ...row);
  database.run(
    `INSERT INTO latest_metrics VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value,
     is_nan = excluded.is_nan, timestamp = excluded.timestamp, step = excluded.step WHERE (${NEWER}) >= (${OLDER})`,
    ...row,
  );
  if (metric.modelId === undefined) return;
  if (database.get("SELECT 1 FROM logged_models WHERE model_id = ?", metric.modelId) === undefined) {
    throw new ApiError("BAD_REQUEST", `metric "${metric.key}" names the logged model ${metric.modelId}, which does not exist`);
  }
  database.run(
    "INSERT OR REPLACE INTO logged_model_metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    metric.modelId,
    ...row,
    metric.datasetName ?? null,
    metric.datasetDigest ?? null,
  );
}

function insertParam(database: TrackingDatabase, runId: string, key: string, value: string): void {
  const known = database.get<{ value: string }>("SELECT value FROM run_params WHERE run_id = ? AND key = ?", runId, key);
  if (known === undefined) database.run("INSERT INTO run_params VALUES (?, ?, ?)", runId, key, value);
  else if (known.value !== value) throw invalid(`param "${key}" of run ${runId} is "${known.value}" already; a param cannot change`);
}

function checkBatch(name: string, length: number, most: number): void {
  if (length > most) throw invalid(`a batch holds at most ${most} ${name}, not ${length}`);
}

export const logBatch: Operation = ({ database }, { fields }) => {
  const metricFields = listOf(fields, "metrics");
  const params = keyValues(fields, "params");
  const tags = keyValues(fields, "tags");
  checkBatch("metrics", metricFields.length, 1000);
  checkBatch("params", params.length, 100);
  checkBatch("tags", tags.length, 100);
  checkBatch("metrics, params and tags together", metricFields.length + params.length + tags.length, 1000);
  const metrics = metricFields.map((one, i) => metricOf(one, `metrics[${i}].`));
  const twice = params.find((param, i) => params.findIndex((other) => other.key === param.key) !== i);
  if (twice !== undefined) throw invalid(`param "${twice.key}" is given twice`);
  for (const { key, value } of params) checkLength(value, MAX_PARAM_VALUE, `the value of param "${checkKey(key, "param")}"`);
  for (const { key, value } of tags) checkLength(value, 8000, `the value of tag "${checkKey(key, "tag")}"`);
  return database.write(() => {
    const run = activeRunOf(database, requiredString(fields, "run_id"));
    for (const { key, value } of params) insertParam(database, run.run_id, key, value);
    for (const { key, value } of tags) setRunTag(database, run.run_id, key, value);
    for (const metric of metrics) insertMetric(database, run, metric);
    return {};
  });
};

export const logMetric: Operation = ({ database }, { fields }) => {
  const metric = metricOf(fields, "");
  return database.write(() => {
    insertMetric(database, activeRunOf(database, requiredString(fields, "run_id")), metric);
    return {};
  });
};

export const logParam: Operation = ({ database }, { fields }) => {
  const key = checkKey(requiredString(fields, "key"), "param");
  const value = checkLength(optionalString(fields, "value") ?? "", MAX_PARAM_VALUE, "the value of the param");
  return database.write(() => {
    insertParam(database, activeRunOf(database, requiredString(fields, "run_id")).run_id, key, value);
    return {};
  });
};

export const getMetricHistory: Operation = ({ database }, { fields }) => {
  const { run_id } = runOf(database, requiredString(fields, "run_id"));
  const page = pageOf(fields, { fallback: 1_000_000_000, most: 1_000_000_000 });
  const sql = "SELECT * FROM metrics WHERE run_id = ? AND key = ? ORDER BY timestamp, step, value LIMIT ? OFFSET ?";
  const found = database.all<MetricRow>(sql, run_id, requiredString(fields, "metric_key"), page.limit + 1, page.offset);
  const { rows, token } = paged(found, page);
  return { ...unlessEmpty("metrics", rows.map(metricJson)), ...token };
};
