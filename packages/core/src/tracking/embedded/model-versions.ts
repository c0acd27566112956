import { ApiError, invalid } from "./api-error.ts";
import type { Call, Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { type Fields, keyValues, optionalString, requiredString, stringsOf } from "./fields.ts";
import { findLoggedModel, setLoggedModelTag } from "./logged-models.ts";
import { type ModelVersionRow, versionJson, versionOf } from "./model-version-rows.ts";
import { checkKey, checkLength, checkModelName } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { registeredModelOf, touchModel } from "./registered-models.ts";
import { runOf } from "./run-rows.ts";
import { filterSql, orderSql, parseOrder, type SearchTarget } from "./search-sql.ts";
import { unlessEmpty } from "./wire-json.ts";

interface Origin {
  readonly storage: string;
  readonly runId: string;
  readonly modelId: string;
}

const within = (uri: string, root: string) => uri === root || uri.startsWith(`${root}/`);

/** Where the files of a version are, and which run and logged model they come from; the source must fit the ids given. */
function originOf(database: TrackingDatabase, source: string, runId: string, modelId: string): Origin {
  const refuse = (id: string) => invalid(`the source "${source}" must lie in what ${id} names`);
  if (/(^|\/)\.\.(\/|$)/.test(decodeURIComponent(source.replace(/%(?![0-9a-f]{2})/gi, "%25"))))
    throw invalid(`the source "${source}" holds ".."`);
  const logged = /^models:\/(m-[^/@]+)$/.exec(source)?.[1];
  if (logged !== undefined) {
    if (logged !== modelId) throw refuse("model_id");
    const model = findLoggedModel(database, logged);
    if (model === undefined) throw new ApiError("INTERNAL_ERROR", `the source "${source}" cannot be read: there is no such logged model`);
    return { storage: model.artifact_uri, runId: runId || model.source_run_id, modelId };
  }
  const version = /^models:\/([^/@]+)\/(\d+)$/.exec(source);
  if (version !== null) {
    const row = versionOf(database, version[1] as string, version[2] as string);
    if ((runId !== "" && runId !== row.run_id) || (modelId !== "" && modelId !== row.model_id)) throw refuse("run_id and model_id");
    return { storage: row.storage_location, runId: row.run_id, modelId: row.model_id };
  }
  const run = /^runs:\/([^/]+)\/(.+)$/.exec(source);
  if (run !== null) {
    if (run[1] !== runId) throw refuse("run_id");
    return { storage: `${runOf(database, runId).artifact_uri}/${run[2]}`, runId, modelId };
  }
  if (source.startsWith("mlflow-artifacts:")) {
    const model = modelId === "" ? undefined : findLoggedModel(database, modelId);
    if (model !== undefined && within(source, model.artifact_uri)) return { storage: source, runId, modelId };
    if (runId === "" || !within(source, runOf(database, runId).artifact_uri)) throw refuse("run_id or model_id");
    return { storage: source, runId, modelId };
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(source) || source.startsWith("file:")) {
    throw invalid(`the source "${source}" is a local path: log the model as an artifact first`);
  }
  return { storage: source, runId, modelId };
}

interface VersionName {
  readonly name: string;
  readonly version: number;
}

/** Keeps the tag by which a logged model knows its versions. */
function tagLoggedModel(database: TrackingDatabase, modelId: string, made: VersionName): void {
  const key = "mlflow.modelVersions";
  const row = database.get<{ value: string }>("SELECT value FROM logged_model_tags WHERE model_id = ? AND key = ?", modelId, key);
  const versions = [...((row === undefined ? [] : JSON.parse(row.value)) as VersionName[]), made];
  const list = versions.map(({ name, version }) => `{"name": ${JSON.stringify(name)}, "version": ${version}}`);
  setLoggedModelTag(database, modelId, { key, value: `[${list.join(", ")}]` });
}

function setTag(database: TrackingDatabase, row: ModelVersionRow, key: string, value: string): void {
  checkLength(value, 100_000, `the value of tag "${checkKey(key, "tag")}"`);
  database.run("INSERT OR REPLACE INTO model_version_tags VALUES (?, ?, ?, ?)", row.name, row.version, key, value);
}

export const createModelVersion: Operation = ({ database, now }, { fields }) => {
  const name = checkModelName(requiredString(fields, "name"));
  const source = requiredString(fields, "source");
  const tags = keyValues(fields, "tags");
  return database.write(() => {
    const model = registeredModelOf(database, name);
    const origin = originOf(database, source, optionalString(fields, "run_id") ?? "", optionalString(fields, "model_id") ?? "");
    const version = model.last_version + 1;
    const at = now();
    database.run(
      "INSERT INTO model_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[name, version, at, at, optionalString(fields, "description") ?? "", source, origin.storage, origin.runId],
      ...[optionalString(fields, "run_link") ?? "", origin.modelId],
    );
    database.run("UPDATE registered_models SET last_version = ? WHERE name = ?", version, name);
    touchModel(database, name, at);
    const row = versionOf(database, name, String(version));
    for (const { key, value } of tags) setTag(database, row, key, value);
    if (source === `models:/${origin.modelId}`) tagLoggedModel(database, origin.modelId, { name, version });
    return { model_version: versionJson(database, row) };
  });
};

function requestedVersion(database: TrackingDatabase, fields: Fields): ModelVersionRow {
  return versionOf(database, checkModelName(requiredString(fields, "name")), requiredString(fields, "version"));
}

export const getModelVersion: Operation = ({ database }, { fields }) =>
  database.read(() => ({ model_version: versionJson(database, requestedVersion(database, fields)) }));

export const getDownloadUri: Operation = ({ database }, { fields }) => ({
  artifact_uri: requestedVersion(database, fields).storage_location,
});

/** Changes one version in a transaction and stamps it and its model. */
function change(body: (database: TrackingDatabase, row: ModelVersionRow, fields: Fields) => void): Operation {
  return ({ database, now }, { fields }: Call) =>
    database.write(() => {
      const row = requestedVersion(database, fields);
      body(database, row, fields);
      const at = now();
      database.run("UPDATE model_versions SET last_updated_timestamp = ? WHERE name = ? AND version = ?", at, row.name, row.version);
      touchModel(database, row.name, at);
      return {};
    });
}

export const setModelVersionTag = change((database, row, fields) => {
  setTag(database, row, requiredString(fields, "key"), optionalString(fields, "value") ?? "");
});

export const deleteModelVersionTag = change((database, row, fields) => {
  const sql = "DELETE FROM model_version_tags WHERE name = ? AND version = ? AND key = ?";
  database.run(sql, row.name, row.version, requiredString(fields, "key"));
});

export const deleteModelVersion = change((database, row) => {
  database.run("DELETE FROM model_versions WHERE name = ? AND version = ?", row.name, row.version);
});

const describe = change((database, row, fields) => {
  const sql = "UPDATE model_versions SET description = ? WHERE name = ? AND version = ?";
  database.run(sql, optionalString(fields, "description") ?? "", row.name, row.version);
});
export const updateModelVersion: Operation = (store, call) => {
  describe(store, call);
  return { model_version: versionJson(store.database, requestedVersion(store.database, call.fields)) };
};

const TARGET: SearchTarget = {
  prefixes: { attribute: "attribute", tag: "tag", tags: "tag" },
  attributes: {
    name: { sql: "t.name", type: "text" },
    run_id: { sql: "t.run_id", type: "text" },
    source_path: { sql: "t.source", type: "text" },
    version_number: { sql: "t.version", type: "number" },
    creation_timestamp: { sql: "t.creation_timestamp", type: "order-only" },
    last_updated_timestamp: { sql: "t.last_updated_timestamp", type: "order-only" },
  },
  join: "k.name = t.name AND k.version = t.version",
  tagTable: "model_version_tags",
};

export const searchModelVersions: Operation = ({ database }, { fields }) => {
  const page = pageOf(fields, { fallback: 10_000, most: 200_000 });
  const where = filterSql(optionalString(fields, "filter"), TARGET);
  const order = orderSql(stringsOf(fields, "order_by").map(parseOrder), TARGET, "t.last_updated_timestamp DESC, t.name, t.version DESC");
  const sql = `SELECT t.* FROM model_versions t WHERE 1${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  return database.read(() => {
    const found = database.all<ModelVersionRow>(sql, ...where.values, ...order.values, page.limit + 1, page.offset);
    const { rows, token } = paged(found, page);
    return {
      ...unlessEmpty(
        "model_versions",
        rows.map((row) => versionJson(database, row)),
      ),
      ...token,
    };
  });
};
