import { randomBytes } from "node:crypto";
import { invalid, missing } from "./api-error.ts";
import type { Operation, StoreContext } from "./context.ts";
import { experimentOf } from "./experiments.ts";
import { type Fields, keyValues, optionalInteger, optionalString, requiredString, stringsOf } from "./fields.ts";
import { checkKey, checkLength } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { setRunTag } from "./run-logging.ts";
import { activeRunOf, type RunRow, runInfoJson, runJson, runOf } from "./run-rows.ts";
import { filterSql, orderSql, parseOrder, type SearchTarget } from "./search-sql.ts";
import { lifecycleCondition } from "./view-type.ts";
import { unlessEmpty } from "./wire-json.ts";

const RUN_NAME = "mlflow.runName";
const STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

function statusOf(fields: Fields): string | undefined {
  const given = fields["status"];
  if (given === undefined || given === null) return undefined;
  const status = typeof given === "number" ? STATUSES[given - 1] : String(given);
  if (status === undefined || !STATUSES.includes(status)) throw invalid(`status must be one of ${STATUSES.join(", ")}`);
  return status;
}

export const createRun: Operation = ({ database }, { fields }) => {
  const tags = keyValues(fields, "tags");
  const tagged = tags.findLast((tag) => tag.key === RUN_NAME)?.value;
  const named = optionalString(fields, "run_name") || undefined;
  if (named !== undefined && tagged !== undefined && named !== tagged) {
    throw invalid(`run_name "${named}" and the tag ${RUN_NAME} "${tagged}" differ`);
  }
  const name = named ?? tagged ?? `run-${randomBytes(4).toString("hex")}`;
  const start = optionalInteger(fields, "start_time") ?? 0;
  return database.write(() => {
    const experiment = experimentOf(database, requiredString(fields, "experiment_id"));
    if (experiment.lifecycle_stage !== "active") throw invalid(`experiment ${experiment.experiment_id} is deleted`);
    const id = randomBytes(16).toString("hex");
    const uri = `${experiment.artifact_location}/${id}/artifacts`;
    const sql =
      "INSERT INTO runs (run_id, experiment_id, run_name, user_id, status, start_time, artifact_uri) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?)";
    database.run(sql, id, experiment.experiment_id, name, optionalString(fields, "user_id") ?? "", start, uri);
    for (const { key, value } of [...tags.filter((tag) => tag.key !== RUN_NAME), { key: RUN_NAME, value: name }]) {
      setRunTag(database, id, checkKey(key, "tag"), checkLength(value, 8000, "tag value"));
    }
    const { outputs: _, ...made } = runJson(database, runOf(database, id));
    return { run: made };
  });
};

export const getRun: Operation = ({ database }, { fields }) =>
  database.read(() => ({ run: runJson(database, runOf(database, requiredString(fields, "run_id"))) }));

export const updateRun: Operation = ({ database }, { fields }) => {
  const status = statusOf(fields);
  const end = optionalInteger(fields, "end_time");
  const name = optionalString(fields, "run_name");
  return database.write(() => {
    const { run_id } = activeRunOf(database, requiredString(fields, "run_id"));
    if (status !== undefined) database.run("UPDATE runs SET status = ? WHERE run_id = ?", status, run_id);
    if (end !== undefined) database.run("UPDATE runs SET end_time = ? WHERE run_id = ?", end, run_id);
    if (name) setRunTag(database, run_id, RUN_NAME, name);
    return { run_info: runInfoJson(runOf(database, run_id)) };
  });
};

const setStage =
  (stage: string): Operation =>
  ({ database }: StoreContext, { fields }) =>
    database.write(() => {
      const { run_id } = runOf(database, requiredString(fields, "run_id"));
      database.run("UPDATE runs SET lifecycle_stage = ? WHERE run_id = ?", stage, run_id);
      return {};
    });
export const deleteRun = setStage("deleted");
export const restoreRun = setStage("active");

export const setTag: Operation = ({ database }, { fields }) => {
  const key = checkKey(requiredString(fields, "key"), "tag");
  const value = checkLength(optionalString(fields, "value") ?? "", 8000, "tag value");
  return database.write(() => {
    setRunTag(database, activeRunOf(database, requiredString(fields, "run_id")).run_id, key, value);
    return {};
  });
};

export const deleteTag: Operation = ({ database }, { fields }) =>
  database.write(() => {
    const { run_id } = activeRunOf(database, requiredString(fields, "run_id"));
    const key = requiredString(fields, "key");
    const { changes } = database.run("DELETE FROM run_tags WHERE run_id = ? AND key = ?", run_id, key);
    if (changes === 0) throw missing(`tag "${key}" of run ${run_id}`);
    return {};
  });

const START = { sql: "t.start_time", type: "number" } as const;
const NAME = { sql: "t.run_name", type: "text" } as const;
const TARGET: SearchTarget = {
  prefixes: {
    metric: "metric",
    metrics: "metric",
    param: "param",
    params: "param",
    parameter: "param",
    parameters: "param",
    tag: "tag",
    tags: "tag",
    attribute: "attribute",
    attributes: "attribute",
    attr: "attribute",
    run: "attribute",
    dataset: "dataset",
    datasets: "dataset",
  },
  attributes: {
    run_id: { sql: "t.run_id", type: "text" },
    run_name: NAME,
    "run name": NAME,
    "Run name": NAME,
    "Run Name": NAME,
    user_id: { sql: "t.user_id", type: "text" },
    status: { sql: "t.status", type: "text" },
    artifact_uri: { sql: "t.artifact_uri", type: "text" },
    start_time: START,
    created: START,
    Created: START,
    end_time: { sql: "t.end_time", type: "number" },
  },
  join: "k.run_id = t.run_id",
  metricTable: "latest_metrics",
  paramTable: "run_params",
  tagTable: "run_tags",
};

export const searchRuns: Operation = ({ database }, { fields }) => {
  const page = pageOf(fields, { fallback: 1000, most: 50_000 });
  const experiments = stringsOf(fields, "experiment_ids").filter((id) => /^\d{1,15}$/.test(id));
  const where = filterSql(optionalString(fields, "filter"), TARGET);
  const order = orderSql(stringsOf(fields, "order_by").map(parseOrder), TARGET, "t.start_time DESC, t.run_id");
  const stage = lifecycleCondition(fields, "run_view_type");
  const within = `t.experiment_id IN (${experiments.map(() => "?").join(", ")})`;
  const sql = `SELECT t.* FROM runs t WHERE ${within} AND ${stage}${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  return database.read(() => {
    const values = [...experiments.map(Number), ...where.values, ...order.values, page.limit + 1, page.offset];
    const { rows, token } = paged(database.all<RunRow>(sql, ...values), page);
    return {
      ...unlessEmpty(
        "runs",
        rows.map((row) => runJson(database, row)),
      ),
      ...token,
    };
  });
};
