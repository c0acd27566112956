import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig } from "@mlops/models";
import type { LoggedAnswers } from "./inference-log.ts";
import { type MonitoredTables, requireColumn } from "./monitored-tables.ts";
import type { ScoringModel } from "./scoring-model.ts";

/** What a model said of rows, in their order. */
export interface Predictions {
  readonly calls: Column;
  /** Of the positive class of two. */
  readonly scores?: Column;
  /** Of each class, where there are more than two. */
  readonly probabilities?: Readonly<Record<string, Column>>;
}

/**
 * The predictions that the rows bring where the configuration names their columns, else the model's own; undefined where there is neither.
 * Scores are of the positive class of two.
 * @throws DataError `COLUMN_MISSING`, `SIGNATURE_MISMATCH`; the signal's reason
 */
export async function predictionsOf(
  table: TableLike,
  config: MonitoringConfig,
  model: ScoringModel | undefined,
  signal: AbortSignal,
): Promise<Predictions | undefined> {
  const { prediction, score } = config;
  if (prediction !== undefined) {
    for (const name of score === undefined ? [prediction] : [prediction, score]) requireColumn(table, name);
    return { calls: columnOf(table, prediction), ...(score === undefined ? {} : { scores: columnOf(table, score) }) };
  }
  if (model === undefined) return undefined;
  const { bundle } = model;
  const given = await bundle.predictInSteps(table, { signal });
  const names = given.columnNames();
  const calls = columnOf(given, names.includes("label") ? "label" : (names[0] as string));
  const probabilityOf = (label: string | number | boolean): Column | undefined =>
    names.includes(`probability_${label}`) ? columnOf(given, `probability_${label}`) : undefined;
  const positive = positiveClass(model, config);
  const scores = positive === undefined ? undefined : probabilityOf(positive);
  const classes = bundle.metadata?.classes ?? [];
  const each = classes.length > 2 ? classes.map((label) => [String(label), probabilityOf(label)] as const) : [];
  const probabilities =
    each.length > 0 && each.every(([, column]) => column !== undefined) ? { probabilities: Object.fromEntries(each) } : {};
  return { calls, ...(scores === undefined ? {} : { scores }), ...(probabilities as Pick<Predictions, "probabilities">) };
}

/** The predictions of the current rows and of the reference rows that performance is compared with; absent where there are none. */
export interface PredictionPair {
  readonly current?: Predictions;
  readonly judged?: Predictions;
}

/** @throws as `predictionsOf`; a reference without rows or without the columns of predictions has none */
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
  const known = judged?.table.columnNames() ?? [];
  const before =
    judged !== undefined && columns.every((name) => known.includes(name))
      ? await predictionsOf(judged.table, config, model, signal)
      : undefined;
  return { ...(now ? { current: now } : {}), ...(before ? { judged: before } : {}) };
}

/** What the model server answered. */
function answersOf(table: TableLike, { call, score }: LoggedAnswers): Predictions {
  return { calls: columnOf(table, call), ...(score === undefined ? {} : { scores: columnOf(table, score) }) };
}

/** The class that scores are of: the configured one of two, else the last. */
function positiveClass({ bundle }: ScoringModel, { positiveClass: asked }: MonitoringConfig): string | number | boolean | undefined {
  const classes = bundle.metadata?.classes ?? [];
  if (classes.length !== 2) return undefined;
  return asked !== undefined && classes.includes(asked) ? asked : classes[1];
}

/** The configuration with what the model knows of its own task, where the predictions are the model's. */
export function configOf(config: MonitoringConfig, model: ScoringModel | undefined): MonitoringConfig {
  if (model === undefined || config.prediction !== undefined) return config;
  const task = model.bundle.metadata?.task ?? config.task;
  const positive = config.positiveClass ?? positiveClass(model, config);
  return { ...config, task, ...(positive === undefined ? {} : { positiveClass: positive }) };
}
