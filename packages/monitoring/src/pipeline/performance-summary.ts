import type { LabelCoverage, PerformanceDetails } from "@mlops/core/stage";
import { columnOf, type Series, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig } from "@mlops/models";
import { lateLabels } from "../labels/late-labels.ts";
import { measuredRows } from "../performance/measured-rows.ts";
import { performanceOf } from "../performance/performance-of.ts";
import type { NamedWindow } from "../windows/windows-of.ts";
import { instantsIn, tableWindows } from "./current-windows.ts";
import type { MonitoredTables } from "./monitored-tables.ts";
import { configOf, type PredictionPair, type Predictions } from "./predictions.ts";
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
  readonly predictions: PredictionPair;
  readonly model: ScoringModel | undefined;
  readonly target: string | undefined;
}

/**
 * The performance of the current rows in their windows, judged by that of the reference rows where these have labels and predictions.
 * Without predictions or labels there is none, and a reason.
 * @throws DataError as `lateLabels`
 */
export function performanceSummary(
  { current, judged, labels }: MonitoredTables,
  windows: readonly NamedWindow[],
  { config: given, predictions, model, target }: Work,
): PerformanceSummary {
  if (target === undefined) return unmeasured("no target is named");
  if (predictions.current === undefined) return unmeasured("there are no predictions and no model");
  const late = labels === undefined ? undefined : lateLabels(current.table, labels, { keys: [given.labels?.key ?? []].flat(), target });
  if (late === undefined && !current.table.columnNames().includes(target)) return unmeasured(`${current.name} has no labels ("${target}")`);
  const config = configOf(given, model);
  const before = config.referenceBand.enabled && judged?.table.columnNames().includes(target) ? judged.table : undefined;
  const reference =
    before !== undefined && predictions.judged !== undefined
      ? measureTable(before, columnOf(before, target), predictions.judged, tableWindows(before, config), config)
      : undefined;
  const truth = late?.truth ?? columnOf(current.table, target);
  const performance = measureTable(current.table, truth as Series, predictions.current, windows, config, reference);
  const told = { performance, judged: reference !== undefined };
  return late === undefined ? told : { ...told, labels: late.coverage };
}

function unmeasured(reason: string): PerformanceSummary {
  return { performance: null, reason, judged: false };
}

function measureTable(
  table: TableLike,
  truth: Series,
  { calls, scores, probabilities }: Predictions,
  windows: readonly NamedWindow[],
  config: MonitoringConfig,
  reference?: PerformanceDetails,
): PerformanceDetails {
  const data = measuredRows({ yTrue: truth, yPred: calls, scores, probabilities, instants: instantsIn(table, config) }, config);
  return performanceOf(data, windows, config, reference);
}
