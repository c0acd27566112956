import { invalid, missing } from "./api-error.ts";
import type { TrackingDatabase } from "./database.ts";
import { unlessEmpty } from "./wire-json.ts";

export interface ModelVersionRow {
  readonly name: string;
  readonly version: number;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly description: string;
  readonly source: string;
  readonly storage_location: string;
  readonly run_id: string;
  readonly run_link: string;
  readonly model_id: string;
}

export function versionOf(database: TrackingDatabase, name: string, version: string): ModelVersionRow {
  if (!/^\d{1,15}$/.test(version)) throw invalid(`version "${version}" must be an integer`);
  const row = database.get<ModelVersionRow>("SELECT * FROM model_versions WHERE name = ? AND version = ?", name, Number(version));
  if (row === undefined) throw missing(`version ${version} of "${name}"`);
  return row;
}

export function versionJson(database: TrackingDatabase, row: ModelVersionRow) {
  const tags = database.all("SELECT key, value FROM model_version_tags WHERE name = ? AND version = ? ORDER BY key", row.name, row.version);
  const aliases = database
    .all<{ alias: string }>(
      "SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ? ORDER BY alias",
      row.name,
      row.version,
    )
    .map(({ alias }) => alias);
  const { storage_location: _, model_id: __, ...shown } = row;
  return {
    ...shown,
    version: String(row.version),
    current_stage: "None",
    status: "READY",
    ...unlessEmpty("tags", tags),
    ...unlessEmpty("aliases", aliases),
  };
}

/** The newest version, in a list as MLflow gives it (one per stage, and there is one stage). */
export function latestVersions(database: TrackingDatabase, name: string) {
  const sql = "SELECT * FROM model_versions WHERE name = ? ORDER BY version DESC LIMIT 1";
  return database.all<ModelVersionRow>(sql, name).map((row) => versionJson(database, row));
}
