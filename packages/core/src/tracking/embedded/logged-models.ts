import { randomBytes } from "node:crypto";
import { ApiError, invalid, missing } from "./api-error.ts";
import type { Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { experimentOf } from "./experiments.ts";
import { type Fields, type KeyValue, keyValues, listOf, optionalString, requiredString, stringsOf } from "./fields.ts";
import { checkKey, checkLength, checkLoggedModelName, MAX_PARAM_VALUE } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { type MetricRow, metricJson } from "./run-rows.ts";
import { filterSql, type Order, orderSql, type SearchTarget } from "./search-sql.ts";
import { unlessEmpty } from "./wire-json.ts";

export interface LoggedModelRow {
  readonly model_id: string;
  readonly experiment_id: number;
  readonly name: string;
  readonly artifact_uri: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly status: string;
  readonly model_type: string;
  readonly source_run_id: string;
  readonly lifecycle_stage: string;
}

const STATUSES = ["LOGGED_MODEL_STATUS_UNSPECIFIED", "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"];

export function findLoggedModel(database: TrackingDatabase, id: string): LoggedModelRow | undefined {
  return database.get<LoggedModelRow>("SELECT * FROM logged_models WHERE model_id = ? AND lifecycle_stage = 'active'", id);
}

export function loggedModelOf(database: TrackingDatabase, id: string): LoggedModelRow {
  const row = findLoggedModel(database, id);
  if (row === undefined) throw missing(`logged model ${id}`);
  return row;
}

interface ModelMetricRow extends MetricRow {
  readonly run_id: string;
  readonly dataset_name: string | null;
  readonly dataset_digest: string | null;
}

function loggedModelJson(database: TrackingDatabase, row: LoggedModelRow) {
  const { model_id } = row;
  const tags = database.all("SELECT key, value FROM logged_model_tags WHERE model_id = ? ORDER BY key", model_id);
  const params = database.all("SELECT key, value FROM logged_model_params WHERE model_id = ? ORDER BY key", model_id);
  const metrics = database
    .all<ModelMetricRow>("SELECT * FROM logged_model_metrics WHERE model_id = ? ORDER BY rowid", model_id)
    .map((metric) => ({
      ...metricJson(metric),
      ...(metric.dataset_name === null ? {} : { dataset_name: metric.dataset_name }),
      ...(metric.dataset_digest === null ? {} : { dataset_digest: metric.dataset_digest }),
      model_id,
      run_id: metric.run_id,
    }));
  return {
    info: {
      model_id,
      experiment_id: String(row.experiment_id),
      name: row.name,
      creation_timestamp_ms: row.creation_timestamp,
      last_updated_timestamp_ms: row.last_updated_timestamp,
      artifact_uri: row.artifact_uri,
      status: row.status,
      model_type: row.model_type,
      source_run_id: row.source_run_id,
      ...unlessEmpty("tags", tags),
    },
    data: { ...unlessEmpty("params", params), ...unlessEmpty("metrics", metrics) },
  };
}

function insertParams(database: TrackingDatabase, modelId: string, params: readonly KeyValue[]): void {
  for (const { key, value } of params) {
    checkLength(value, MAX_PARAM_VALUE, `the value of param "${checkKey(key, "param")}"`);
    const known = database.get<{ value: string }>("SELECT value FROM logged_model_params WHERE model_id = ? AND key = ?", modelId, key);
    if (known !== undefined) throw new ApiError("BAD_REQUEST", `param "${key}" of ${modelId} is "${known.value}" already`);
    database.run("INSERT INTO logged_model_params VALUES (?, ?, ?)", modelId, key, value);
  }
}

export function setLoggedModelTag(database: TrackingDatabase, modelId: string, { key, value }: KeyValue): void {
  checkLength(value, 8000, `the value of tag "${checkKey(key, "tag")}"`);
  database.run("INSERT OR REPLACE INTO logged_model_tags VALUES (?, ?, ?)", modelId, key, value);
}

export const createLoggedModel: Operation = ({ database, now }, { fields }) => {
  const experimentId = requiredString(fields, "experiment_id");
  const name = checkLoggedModelName(optionalString(fields, "name") || `model-${randomBytes(4).toString("hex")}`);
  const params = keyValues(fields, "params");
  const tags = keyValues(fields, "tags");
  return database.write(() => {
    const experiment = experimentOf(database, experimentId);
    const id = `m-${randomBytes(16).toString("hex")}`;
    const at = now();
    database.run(
      `INSERT INTO logged_models (model_id, experiment_id, name, artifact_uri, creation_timestamp, last_updated_timestamp, status, model_type,
       source_run_id) VALUES (?, ?, ?, ?, ?, ?, 'LOGGED_MODEL_PENDING', ?, ?)`,
      ...[id, experiment.experiment_id, name, `${experiment.artifact_location}/models/${id}/artifacts`, at, at],
      ...[optionalString(fields, "model_type") ?? "", optionalString(fields, "source_run_id") ?? ""],
    );
    insertParams(database, id, params);
    for (const tag of tags) setLoggedModelTag(database, id, tag);
    return { model: loggedModelJson(database, loggedModelOf(database, id)) };
  });
};

export const getLoggedModel: Operation = ({ database }, { path }) =>
  database.read(() => ({ model: loggedModelJson(database, loggedModelOf(database, path["id"] ?? "")) }));

export const finalizeLoggedModel: Operation = ({ database, now }, { fields }) => {
  const id = requiredString(fields, "model_id");
  const given = fields["status"];
  if (given === undefined || given === null || given === "") throw invalid("status is missing");
  const status = typeof given === "number" ? STATUSES[given] : String(given);
  if (status === undefined || !STATUSES.includes(status)) throw invalid(`status must be one of ${STATUSES.join(", ")}`);
  return database.write(() => {
    loggedModelOf(database, id);
    database.run("UPDATE logged_models SET status = ?, last_updated_timestamp = ? WHERE model_id = ?", status, now(), id);
    return { model: loggedModelJson(database, loggedModelOf(database, id)) };
  });
};

export const deleteLoggedModel: Operation = ({ database, now }, { path }) =>
  database.write(() => {
    const { model_id } = loggedModelOf(database, path["id"] ?? "");
    database.run("UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_timestamp = ? WHERE model_id = ?", now(), model_id);
    return {};
  });

export const logLoggedModelParams: Operation = ({ database }, { fields }) => {
  const id = requiredString(fields, "model_id");
  const params = keyValues(fields, "params");
  return database.write(() => {
    insertParams(database, loggedModelOf(database, id).model_id, params);
    return {};
  });
};

export const setLoggedModelTags: Operation = ({ database }, { fields, path }) => {
  const tags = keyValues(fields, "tags");
  return database.write(() => {
    const { model_id } = loggedModelOf(database, path["id"] ?? "");
    for (const tag of tags) setLoggedModelTag(database, model_id, tag);
    return {};
  });
};

export const deleteLoggedModelTag: Operation = ({ database }, { path }) =>
  database.write(() => {
    const { model_id } = loggedModelOf(database, path["id"] ?? "");
    const key = path["key"] ?? "";
    const { changes } = database.run("DELETE FROM logged_model_tags WHERE model_id = ? AND key = ?", model_id, key);
    if (changes === 0) throw missing(`tag "${key}" of logged model ${model_id}`);
    return {};
  });

const CREATED = { sql: "t.creation_timestamp", type: "number" } as const;
const UPDATED = { sql: "t.last_updated_timestamp", type: "number" } as const;
const TARGET: SearchTarget = {
  prefixes: { attributes: "attribute", metrics: "metric", params: "param", tags: "tag" },
  attributes: {
    name: { sql: "t.name", type: "text" },
    model_name: { sql: "t.name", type: "text" },
    model_id: { sql: "t.model_id", type: "text" },
    model_type: { sql: "t.model_type", type: "text" },
    source_run_id: { sql: "t.source_run_id", type: "text" },
    status: { sql: "t.status", type: "text" },
    creation_timestamp: CREATED,
    creation_timestamp_ms: CREATED,
    creation_time: CREATED,
    last_updated_timestamp: UPDATED,
    last_updated_timestamp_ms: UPDATED,
    last_updated_time: UPDATED,
  },
  join: "k.model_id = t.model_id",
  metricTable: "logged_model_metrics",
  paramTable: "logged_model_params",
  tagTable: "logged_model_tags",
};

function orderOf(fields: Fields): Order {
  return { name: requiredString(fields, "field_name"), ascending: fields["ascending"] !== false };
}

/** `datasets: [{dataset_name, dataset_digest?}]`: models with a metric on one of them. */
function datasetCondition(fields: Fields): { sql: string; values: string[] } {
  const wanted = listOf(fields, "datasets").map((one) => {
    const digest = optionalString(one, "dataset_digest") || undefined;
    return { name: requiredString(one, "dataset_name"), digest };
  });
  if (wanted.length === 0) return { sql: "", values: [] };
  const any = wanted.map(({ digest }) => `(k.dataset_name = ?${digest === undefined ? "" : " AND k.dataset_digest = ?"})`).join(" OR ");
  const values = wanted.flatMap(({ name, digest }) => (digest === undefined ? [name] : [name, digest]));
  return { sql: ` AND EXISTS (SELECT 1 FROM logged_model_metrics k WHERE k.model_id = t.model_id AND (${any}))`, values };
}

export const searchLoggedModels: Operation = ({ database }, { fields }) => {
  const experiments = stringsOf(fields, "experiment_ids");
  if (fields["experiment_ids"] === undefined) throw invalid("experiment_ids is missing");
  const page = pageOf(fields, { fallback: 100, most: 50_000 });
  const where = filterSql(optionalString(fields, "filter") || undefined, TARGET);
  const datasets = datasetCondition(fields);
  const order = orderSql(listOf(fields, "order_by").map(orderOf), TARGET, "t.creation_timestamp DESC, t.rowid DESC");
  const within = `t.experiment_id IN (${experiments.map(() => "?").join(", ")})`;
  const sql = `SELECT t.* FROM logged_models t WHERE ${within} AND t.lifecycle_stage = 'active'${where.sql}${datasets.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  return database.read(() => {
    const values = [...experiments.map(Number), ...where.values, ...datasets.values, ...order.values, page.limit + 1, page.offset];
    const { rows, token } = paged(database.all<LoggedModelRow>(sql, ...values), page);
    return {
      ...unlessEmpty(
        "models",
        rows.map((row) => loggedModelJson(database, row)),
      ),
      ...token,
    };
  });
};
