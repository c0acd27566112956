import type { LabelCoverage, PerformanceDetails } from "@mlops/core/stage";
import { columnOf, type Series, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig } from "@mlops/models";
import { lateLabels } from "../labels/late-labels.ts";
import { measuredRows } from "../performance/measured-rows.ts";
import { performanceOf } from "../performance/performance-of.ts";
import type { NamedWindow } from "../windows/windows-of.ts";
import { instantsIn, tableWindows } from "./current-windows.ts";
import type { MonitoredTables } from "./monitored-tables.ts";
import { configOf, predictionsOf } from "./predictions.ts";
import type { ScoringModel } from "./scoring-model.ts";

export interface PerformanceSummary {
  readonly performance: PerformanceDetails | null;
  /** Why it could not be measured. */
  readonly reason?: string;
  readonly labels?: LabelCoverage;
  /** True where the reference rows were measured too. */
  readonly judged: boolean;
}

interface Work {
  readonly config: MonitoringConfig;
  readonly model: ScoringModel | undefined;
  readonly target: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The performance of the current rows in their windows, judged by that of the reference rows where these have labels and predictions.
 * Without predictions or labels there is none, and a reason.
 * @throws DataError as `lateLabels` and `predictionsOf`
 */
export async function performanceSummary(
  { current, judged, labels }: MonitoredTables,
  windows: readonly NamedWindow[],
  { config, model, target, signal }: Work,
): Promise<PerformanceSummary> {
  if (target === undefined) return unmeasured("no target is named");
  if (config.prediction === undefined && model === undefined) return unmeasured("there are no predictions and no model");
  const late =
    labels === undefined ? undefined : lateLabels(current.table, labels, { key: (config.labels as { key: string }).key, target });
  if (late === undefined && !current.table.columnNames().includes(target)) return unmeasured(`${current.name} has no labels ("${target}")`);
  const settings = configOf(config, model);
  const reference = await referencePerformance(judged.table, { config: settings, model, target, signal });
  const truth = late?.truth ?? columnOf(current.table, target);
  const performance = await measureTable(current.table, truth as Series, windows, { config: settings, model, target, signal }, reference);
  const told = { performance, judged: reference !== undefined };
  return late === undefined ? told : { ...told, labels: late.coverage };
}

function unmeasured(reason: string): PerformanceSummary {
  return { performance: null, reason, judged: false };
}

/** Undefined where the reference lacks labels or predictions. */
async function referencePerformance(table: TableLike, work: Work): Promise<PerformanceDetails | undefined> {
  const { config, target } = work;
  const needed = [target, config.prediction, config.score].filter((name) => name !== undefined);
  if (!config.referenceBand.enabled || needed.some((name) => !table.columnNames().includes(name))) return undefined;
  const windows = tableWindows(table, config);
  return measureTable(table, columnOf(table, target as string), windows, work);
}

async function measureTable(
  table: TableLike,
  truth: Series,
  windows: readonly NamedWindow[],
  { config, model, signal }: Work,
  reference?: PerformanceDetails,
): Promise<PerformanceDetails> {
  const predictions = await predictionsOf(table, config, model, signal);
  signal.throwIfAborted();
  const { calls, scores } = predictions as NonNullable<typeof predictions>;
  const data = measuredRows({ yTrue: truth, yPred: calls, scores, instants: instantsIn(table, config) }, config);
  return performanceOf(data, windows, config, reference);
}
