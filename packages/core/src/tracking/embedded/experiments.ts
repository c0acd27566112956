import { ApiError, invalid, missing } from "./api-error.ts";
import type { Call, Operation, StoreContext } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { type Fields, keyValues, optionalString, requiredString, stringsOf } from "./fields.ts";
import { checkKey, checkLength } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { filterSql, orderSql, parseOrder, type SearchTarget } from "./search-sql.ts";
import { lifecycleCondition } from "./view-type.ts";
import { unlessEmpty } from "./wire-json.ts";

export interface ExperimentRow {
  readonly experiment_id: number;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle_stage: string;
  readonly creation_time: number;
  readonly last_update_time: number;
}

/** The experiment of a request's `experiment_id`. */
export function experimentOf(database: TrackingDatabase, id: string): ExperimentRow {
  if (!/^\d{1,15}$/.test(id)) throw invalid(`experiment id "${id}" must be an integer`);
  const row = database.get<ExperimentRow>("SELECT * FROM experiments WHERE experiment_id = ?", Number(id));
  if (row === undefined) throw missing(`experiment ${id}`);
  return row;
}

function experimentJson(database: TrackingDatabase, row: ExperimentRow) {
  const tags = database.all("SELECT key, value FROM experiment_tags WHERE experiment_id = ? ORDER BY rowid", row.experiment_id);
  return { ...row, experiment_id: String(row.experiment_id), ...unlessEmpty("tags", tags) };
}

function setTags(database: TrackingDatabase, id: number, tags: readonly { key: string; value: string }[]): void {
  for (const { key, value } of tags) {
    checkLength(value, 20_000, "tag value");
    database.run("INSERT OR REPLACE INTO experiment_tags VALUES (?, ?, ?)", id, checkKey(key, "tag"), value);
  }
}

export const createExperiment: Operation = ({ database, now }, { fields }) => {
  const name = checkLength(requiredString(fields, "name"), 500, "name");
  const location = optionalString(fields, "artifact_location");
  const tags = keyValues(fields, "tags");
  return database.write(() => {
    if (database.get("SELECT 1 FROM experiments WHERE name = ?", name) !== undefined) {
      throw new ApiError("RESOURCE_ALREADY_EXISTS", `experiment "${name}" exists already`);
    }
    const at = now();
    const sql = "INSERT INTO experiments (name, artifact_location, creation_time, last_update_time) VALUES (?, ?, ?, ?)";
    const { lastId } = database.run(sql, name, location ?? "", at, at);
    if (!location)
      database.run("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?", `mlflow-artifacts:/${lastId}`, lastId);
    setTags(database, lastId, tags);
    return { experiment_id: String(lastId) };
  });
};

export const getExperiment: Operation = ({ database }, { fields }) => ({
  experiment: experimentJson(database, experimentOf(database, requiredString(fields, "experiment_id"))),
});

export const getExperimentByName: Operation = ({ database }, { fields }) => {
  const name = requiredString(fields, "experiment_name");
  const row = database.get<ExperimentRow>("SELECT * FROM experiments WHERE name = ?", name);
  if (row === undefined) throw missing(`experiment "${name}"`);
  return { experiment: experimentJson(database, row) };
};

const TARGET: SearchTarget = {
  prefixes: { attribute: "attribute", attributes: "attribute", attr: "attribute", tag: "tag", tags: "tag" },
  attributes: {
    name: { sql: "t.name", type: "text" },
    creation_time: { sql: "t.creation_time", type: "number" },
    last_update_time: { sql: "t.last_update_time", type: "number" },
    experiment_id: { sql: "t.experiment_id", type: "order-only" },
  },
  join: "k.experiment_id = t.experiment_id",
  tagTable: "experiment_tags",
};

export const searchExperiments: Operation = ({ database }, { fields }) => {
  const page = pageOf(fields, { most: 50_000 });
  const where = filterSql(optionalString(fields, "filter"), TARGET);
  const orders = stringsOf(fields, "order_by").map(parseOrder);
  const order = orderSql(orders, TARGET, orders.length > 0 ? "t.experiment_id" : "t.creation_time DESC, t.experiment_id DESC");
  const sql = `SELECT * FROM experiments t WHERE ${lifecycleCondition(fields, "view_type")}${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  return database.read(() => {
    const found = database.all<ExperimentRow>(sql, ...where.values, ...order.values, page.limit + 1, page.offset);
    const { rows, token } = paged(found, page);
    return {
      ...unlessEmpty(
        "experiments",
        rows.map((row) => experimentJson(database, row)),
      ),
      ...token,
    };
  });
};

/** Changes one experiment in a transaction and stamps it. */
function change(body: (context: { database: TrackingDatabase; row: ExperimentRow; fields: Fields }) => void): Operation {
  return ({ database, now }: StoreContext, { fields }: Call) =>
    database.write(() => {
      const row = experimentOf(database, requiredString(fields, "experiment_id"));
      body({ database, row, fields });
      database.run("UPDATE experiments SET last_update_time = ? WHERE experiment_id = ?", now(), row.experiment_id);
      return {};
    });
}

export const setExperimentTag = change(({ database, row, fields }) => {
  setTags(database, row.experiment_id, [{ key: requiredString(fields, "key"), value: optionalString(fields, "value") ?? "" }]);
});

export const updateExperiment = change(({ database, row, fields }) => {
  const name = checkLength(requiredString(fields, "new_name"), 500, "new_name");
  if (name !== row.name && database.get("SELECT 1 FROM experiments WHERE name = ?", name) !== undefined) {
    throw new ApiError("RESOURCE_ALREADY_EXISTS", `experiment "${name}" exists already`);
  }
  database.run("UPDATE experiments SET name = ? WHERE experiment_id = ?", name, row.experiment_id);
});

const setStage = (stage: string) =>
  change(({ database, row }) => {
    database.run("UPDATE experiments SET lifecycle_stage = ? WHERE experiment_id = ?", stage, row.experiment_id);
  });
export const deleteExperiment = setStage("deleted");
export const restoreExperiment = setStage("active");
