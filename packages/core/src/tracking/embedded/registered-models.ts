import { ApiError, invalid, missing } from "./api-error.ts";
import type { Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { type KeyValue, keyValues, optionalString, requiredString, stringsOf } from "./fields.ts";
import { latestVersions, versionJson, versionOf } from "./model-version-rows.ts";
import { checkAlias, checkKey, checkLength, checkModelName } from "./names.ts";
import { paged, pageOf } from "./paging.ts";
import { filterSql, orderSql, parseOrder, type SearchTarget } from "./search-sql.ts";
import { unlessEmpty } from "./wire-json.ts";

interface RegisteredModelRow {
  readonly name: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly description: string | null;
  readonly last_version: number;
}

export function registeredModelOf(database: TrackingDatabase, name: string): RegisteredModelRow {
  const row = database.get<RegisteredModelRow>("SELECT * FROM registered_models WHERE name = ?", name);
  if (row === undefined) throw missing(`registered model "${name}"`);
  return row;
}

export function touchModel(database: TrackingDatabase, name: string, at: number): void {
  database.run("UPDATE registered_models SET last_updated_timestamp = ? WHERE name = ?", at, name);
}

function modelJson(database: TrackingDatabase, row: RegisteredModelRow) {
  const tags = database.all("SELECT key, value FROM registered_model_tags WHERE name = ? ORDER BY key", row.name);
  const aliases = database
    .all<{ alias: string; version: number }>("SELECT alias, version FROM registered_model_aliases WHERE name = ? ORDER BY alias", row.name)
    .map(({ alias, version }) => ({ alias, version: String(version) }));
  return {
    name: row.name,
    creation_timestamp: row.creation_timestamp,
    last_updated_timestamp: row.last_updated_timestamp,
    ...(row.description === null ? {} : { description: row.description }),
    ...unlessEmpty("latest_versions", latestVersions(database, row.name)),
    ...unlessEmpty("tags", tags),
    ...unlessEmpty("aliases", aliases),
  };
}

function setTag(database: TrackingDatabase, name: string, { key, value }: KeyValue): void {
  checkLength(value, 100_000, `the value of tag "${checkKey(key, "tag")}"`);
  database.run("INSERT OR REPLACE INTO registered_model_tags VALUES (?, ?, ?)", name, key, value);
}

export const createRegisteredModel: Operation = ({ database, now }, { fields }) => {
  const name = checkModelName(requiredString(fields, "name"));
  const tags = keyValues(fields, "tags");
  return database.write(() => {
    if (database.get("SELECT 1 FROM registered_models WHERE name = ?", name) !== undefined) {
      throw new ApiError("RESOURCE_ALREADY_EXISTS", `registered model "${name}" exists already`);
    }
    const at = now();
    const sql = "INSERT INTO registered_models (name, creation_timestamp, last_updated_timestamp, description) VALUES (?, ?, ?, ?)";
    database.run(sql, name, at, at, optionalString(fields, "description") ?? null);
    for (const tag of tags) setTag(database, name, tag);
    return { registered_model: modelJson(database, registeredModelOf(database, name)) };
  });
};

export const getRegisteredModel: Operation = ({ database }, { fields }) =>
  database.read(() => ({
    registered_model: modelJson(database, registeredModelOf(database, checkModelName(requiredString(fields, "name")))),
  }));

export const updateRegisteredModel: Operation = ({ database, now }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    database.run("UPDATE registered_models SET description = ? WHERE name = ?", optionalString(fields, "description") ?? null, name);
    touchModel(database, name, now());
    return { registered_model: modelJson(database, registeredModelOf(database, name)) };
  });

export const renameRegisteredModel: Operation = ({ database, now }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    const renamed = checkModelName(requiredString(fields, "new_name"));
    if (renamed !== name && database.get("SELECT 1 FROM registered_models WHERE name = ?", renamed) !== undefined) {
      throw new ApiError("RESOURCE_ALREADY_EXISTS", `registered model "${renamed}" exists already`);
    }
    database.run("UPDATE registered_models SET name = ? WHERE name = ?", renamed, name);
    touchModel(database, renamed, now());
    return { registered_model: modelJson(database, registeredModelOf(database, renamed)) };
  });

export const deleteRegisteredModel: Operation = ({ database }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    database.run("DELETE FROM registered_models WHERE name = ?", name);
    return {};
  });

export const setRegisteredModelTag: Operation = ({ database, now }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    setTag(database, name, { key: requiredString(fields, "key"), value: optionalString(fields, "value") ?? "" });
    touchModel(database, name, now());
    return {};
  });

export const deleteRegisteredModelTag: Operation = ({ database, now }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    database.run("DELETE FROM registered_model_tags WHERE name = ? AND key = ?", name, requiredString(fields, "key"));
    touchModel(database, name, now());
    return {};
  });

export const setAlias: Operation = ({ database, now }, { fields }) => {
  const alias = checkAlias(requiredString(fields, "alias"));
  const name = checkModelName(requiredString(fields, "name"));
  return database.write(() => {
    const { version } = versionOf(database, name, requiredString(fields, "version"));
    database.run("INSERT OR REPLACE INTO registered_model_aliases VALUES (?, ?, ?)", name, alias, version);
    touchModel(database, name, now());
    return {};
  });
};

export const deleteAlias: Operation = ({ database, now }, { fields }) =>
  database.write(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    database.run("DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?", name, requiredString(fields, "alias"));
    touchModel(database, name, now());
    return {};
  });

export const getByAlias: Operation = ({ database }, { fields }) =>
  database.read(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    const alias = requiredString(fields, "alias");
    if (alias.toLowerCase() === "latest") {
      const latest = latestVersions(database, name)[0];
      if (latest === undefined) throw missing(`a version of "${name}"`);
      return { model_version: latest };
    }
    const sql = "SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?";
    const row = database.get<{ version: number }>(sql, name, alias);
    if (row === undefined) throw invalid(`alias "${alias}" of "${name}" does not exist`);
    return { model_version: versionJson(database, versionOf(database, name, String(row.version))) };
  });

export const getLatestVersions: Operation = ({ database }, { fields }) =>
  database.read(() => {
    const { name } = registeredModelOf(database, checkModelName(requiredString(fields, "name")));
    return unlessEmpty("model_versions", latestVersions(database, name));
  });

const TARGET: SearchTarget = {
  prefixes: { attribute: "attribute", tag: "tag", tags: "tag" },
  attributes: {
    name: { sql: "t.name", type: "text" },
    creation_timestamp: { sql: "t.creation_timestamp", type: "order-only" },
    last_updated_timestamp: { sql: "t.last_updated_timestamp", type: "order-only" },
    timestamp: { sql: "t.last_updated_timestamp", type: "order-only" },
  },
  join: "k.name = t.name",
  tagTable: "registered_model_tags",
};

export const searchRegisteredModels: Operation = ({ database }, { fields }) => {
  const page = pageOf(fields, { fallback: 100, most: 1000 });
  const where = filterSql(optionalString(fields, "filter"), TARGET);
  const order = orderSql(stringsOf(fields, "order_by").map(parseOrder), TARGET, "t.name");
  const sql = `SELECT t.* FROM registered_models t WHERE 1${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  return database.read(() => {
    const found = database.all<RegisteredModelRow>(sql, ...where.values, ...order.values, page.limit + 1, page.offset);
    const { rows, token } = paged(found, page);
    return {
      ...unlessEmpty(
        "registered_models",
        rows.map((row) => modelJson(database, row)),
      ),
      ...token,
    };
  });
};
