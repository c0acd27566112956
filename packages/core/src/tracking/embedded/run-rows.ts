import { invalid, missing } from "./api-error.ts";
import type { TrackingDatabase } from "./database.ts";
import { checkRunId } from "./names.ts";
import { unlessEmpty, wireDouble } from "./wire-json.ts";

export interface RunRow {
  readonly run_id: string;
  readonly experiment_id: number;
  readonly run_name: string;
  readonly user_id: string;
  readonly status: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly lifecycle_stage: string;
  readonly artifact_uri: string;
}

export interface MetricRow {
  readonly key: string;
  readonly value: number;
  readonly is_nan: number;
  readonly timestamp: number;
  readonly step: number;
}

export function runOf(database: TrackingDatabase, id: string): RunRow {
  const row = database.get<RunRow>("SELECT * FROM runs WHERE run_id = ?", checkRunId(id));
  if (row === undefined) throw missing(`run ${id}`);
  return row;
}

/** The run, if it may be written to. */
export function activeRunOf(database: TrackingDatabase, id: string): RunRow {
  const row = runOf(database, id);
  if (row.lifecycle_stage !== "active") throw invalid(`run ${id} is deleted`);
  return row;
}

export function runInfoJson(row: RunRow) {
  const { end_time, ...rest } = row;
  const ended = end_time === null ? {} : { end_time };
  return { ...rest, run_uuid: row.run_id, experiment_id: String(row.experiment_id), ...ended };
}

export function metricJson(row: MetricRow) {
  return { key: row.key, value: wireDouble(row.value, row.is_nan === 1), timestamp: row.timestamp, step: row.step };
}

export function runJson(database: TrackingDatabase, row: RunRow) {
  const { run_id } = row;
  const metrics = database.all<MetricRow>("SELECT * FROM latest_metrics WHERE run_id = ? ORDER BY rowid", run_id).map(metricJson);
  const params = database.all("SELECT key, value FROM run_params WHERE run_id = ? ORDER BY rowid", run_id);
  const tags = database.all("SELECT key, value FROM run_tags WHERE run_id = ? ORDER BY rowid", run_id);
  return {
    info: runInfoJson(row),
    data: { ...unlessEmpty("metrics", metrics), ...unlessEmpty("params", params), ...unlessEmpty("tags", tags) },
    inputs: {
      ...unlessEmpty("dataset_inputs", datasetInputs(database, run_id)),
      ...unlessEmpty("model_inputs", models(database, run_id, "input")),
    },
    outputs: unlessEmpty("model_outputs", models(database, run_id, "output")),
  };
}

interface DatasetRow {
  readonly dataset_id: number;
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

function datasetInputs(database: TrackingDatabase, runId: string) {
  const sql = "SELECT d.* FROM run_datasets rd JOIN datasets d USING (dataset_id) WHERE rd.run_id = ? ORDER BY rd.rowid";
  return database.all<DatasetRow>(sql, runId).map(({ dataset_id, name, digest, source_type, source, schema, profile }) => {
    const tags = database.all(
      "SELECT key, value FROM run_dataset_tags WHERE run_id = ? AND dataset_id = ? ORDER BY rowid",
      runId,
      dataset_id,
    );
    const optional = { ...(schema === null ? {} : { schema }), ...(profile === null ? {} : { profile }) };
    return { ...unlessEmpty("tags", tags), dataset: { name, digest, source_type, source, ...optional } };
  });
}

function models(database: TrackingDatabase, runId: string, direction: "input" | "output") {
  const sql = "SELECT model_id, step FROM run_models WHERE run_id = ? AND direction = ? ORDER BY rowid";
  return database
    .all<{ model_id: string; step: number }>(sql, runId, direction)
    .map(({ model_id, step }) => (direction === "output" ? { model_id, step } : { model_id }));
}
