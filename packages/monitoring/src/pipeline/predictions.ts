import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig } from "@mlops/models";
import type { LoggedAnswers } from "./inference-log.ts";
import { type MonitoredTables, requireColumn } from "./monitored-tables.ts";
import type { ScoringModel } from "./scoring-model.ts";

/** What a model said of rows, in their order. */
export interface Predictions {
  readonly calls: Column;
  readonly scores?: Column;
}

/**
 * The predictions that the rows bring where the configuration names their columns, else the model's own; undefined where there is neither.
 * Scores are of the positive class of two.
 * @throws DataError `COLUMN_MISSING`, `SIGNATURE_MISMATCH`; the signal's reason
 */
export async function predictionsOf(
  table: TableLike,
  { prediction, score }: MonitoringConfig,
  model: ScoringModel | undefined,
  signal: AbortSignal,
): Promise<Predictions | undefined> {
  if (prediction !== undefined) {
    for (const name of score === undefined ? [prediction] : [prediction, score]) requireColumn(table, name);
    return { calls: columnOf(table, prediction), ...(score === undefined ? {} : { scores: columnOf(table, score) }) };
  }
  if (model === undefined) return undefined;
  const { bundle } = model;
  const given = await bundle.predictInSteps(table, { signal });
  const names = given.columnNames();
  const calls = columnOf(given, names.includes("label") ? "label" : (names[0] as string));
  const positive = positiveClass(model);
  const scores = positive === undefined ? undefined : `probability_${positive}`;
  return { calls, ...(scores !== undefined && names.includes(scores) ? { scores: columnOf(given, scores) } : {}) };
}

/** The predictions of the current rows and of the reference rows that performance is compared with; absent where there are none. */
export interface PredictionPair {
  readonly current?: Predictions;
  readonly judged?: Predictions;
}

/** @throws as `predictionsOf`; a reference without the columns of predictions has none */
export async function predictionPair(
  { current, judged }: Pick<MonitoredTables, "current" | "judged">,
  config: MonitoringConfig,
  model: ScoringModel | undefined,
  signal: AbortSignal,
): Promise<PredictionPair> {
  const { logged } = current;
  const now =
    logged === undefined || config.prediction !== undefined
      ? await predictionsOf(current.table, config, model, signal)
      : answersOf(current.table, logged);
  const columns = [config.prediction, config.score].filter((name) => name !== undefined);
  const known = judged.table.columnNames();
  const before = columns.every((name) => known.includes(name)) ? await predictionsOf(judged.table, config, model, signal) : undefined;
  return { ...(now ? { current: now } : {}), ...(before ? { judged: before } : {}) };
}

/** What the model server answered. */
function answersOf(table: TableLike, { call, score }: LoggedAnswers): Predictions {
  return { calls: columnOf(table, call), ...(score === undefined ? {} : { scores: columnOf(table, score) }) };
}

/** The class that a bundle's score is of: the last of two. */
function positiveClass({ bundle }: ScoringModel): string | number | boolean | undefined {
  const classes = bundle.metadata?.classes ?? [];
  return classes.length === 2 ? classes[1] : undefined;
}

/** The configuration with what the model knows of its own task, where the predictions are the model's. */
export function configOf(config: MonitoringConfig, model: ScoringModel | undefined): MonitoringConfig {
  if (model === undefined || config.prediction !== undefined) return config;
  const task = model.bundle.metadata?.task ?? config.task;
  const positive = config.positiveClass ?? positiveClass(model);
  return { ...config, task, ...(positive === undefined ? {} : { positiveClass: positive }) };
}
