import { invalid } from "./api-error.ts";
import type { Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { type Fields, keyValues, listOf, optionalInteger, optionalString, requiredString } from "./fields.ts";
import { checkLength } from "./names.ts";
import { activeRunOf, type RunRow } from "./run-rows.ts";

function logDataset(database: TrackingDatabase, run: RunRow, input: Fields, where: string): void {
  const dataset = input["dataset"];
  if (typeof dataset !== "object" || dataset === null) throw invalid(`${where}.dataset is missing`);
  const given = dataset as Fields;
  const name = checkLength(requiredString(given, "name", `${where}.dataset.name`), 500, "dataset name");
  const digest = checkLength(requiredString(given, "digest", `${where}.dataset.digest`), 36, "dataset digest");
  const sourceType = requiredString(given, "source_type", `${where}.dataset.source_type`);
  const source = checkLength(requiredString(given, "source", `${where}.dataset.source`), 65_535, "dataset source");
  const schema = checkLength(optionalString(given, "schema") ?? "", 1_048_575, "dataset schema");
  const profile = checkLength(optionalString(given, "profile") ?? "", 16_777_215, "dataset profile");
  database.run(
    "INSERT OR IGNORE INTO datasets (experiment_id, name, digest, source_type, source, schema, profile) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...[run.experiment_id, name, digest, sourceType, source, schema || null, profile || null],
  );
  const sql = "SELECT dataset_id FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?";
  const { dataset_id } = database.get<{ dataset_id: number }>(sql, run.experiment_id, name, digest) as { dataset_id: number };
  database.run("INSERT OR IGNORE INTO run_datasets VALUES (?, ?)", run.run_id, dataset_id);
  for (const { key, value } of keyValues(input, "tags")) {
    checkLength(value, 500, `the value of dataset tag "${checkLength(key, 255, "dataset tag")}"`);
    database.run("INSERT OR REPLACE INTO run_dataset_tags VALUES (?, ?, ?, ?)", run.run_id, dataset_id, key, value);
  }
}

export const logInputs: Operation = ({ database }, { fields }) => {
  const datasets = listOf(fields, "datasets");
  const models = listOf(fields, "models");
  return database.write(() => {
    const run = activeRunOf(database, requiredString(fields, "run_id"));
    datasets.forEach((input, i) => {
      logDataset(database, run, input, `datasets[${i}]`);
    });
    for (const model of models) {
      database.run("INSERT OR IGNORE INTO run_models VALUES (?, ?, 'input', 0)", run.run_id, requiredString(model, "model_id"));
    }
    return {};
  });
};

/** Names the models that a run made. Naming one twice changes its step, so the call may be repeated. */
export const logOutputs: Operation = ({ database }, { fields }) => {
  const models = listOf(fields, "models");
  return database.write(() => {
    const run = activeRunOf(database, requiredString(fields, "run_id"));
    for (const model of models) {
      const step = optionalInteger(model, "step") ?? 0;
      database.run("INSERT OR REPLACE INTO run_models VALUES (?, ?, 'output', ?)", run.run_id, requiredString(model, "model_id"), step);
    }
    return {};
  });
};
