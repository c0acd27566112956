import type { PerformanceEstimate } from "@mlops/core/stage";
import { columnOf, type Series } from "@mlops/core/table";
import { DriftDetector } from "@mlops/drift-detection";
import { MLOpsError, type MonitoringConfig } from "@mlops/models";
import type { MonitoredTables } from "./monitored-tables.ts";
import type { PredictionPair } from "./predictions.ts";

/** Rows of a window: 500, or more, so that there are at most 60 of them; but so few that the reference has five. */
function rowsOfWindow(current: number, reference: number): number {
  return Math.max(30, Math.min(Math.max(500, Math.ceil(current / 60)), Math.floor(reference / 5)));
}

/**
 * What the performance is to be expected to be while the labels are not known, from the scores, which the labelled reference rows calibrate; told where it leaves
 * the reference's band. Undefined where the reference has no labels, there are no probabilities of two classes, or too few rows.
 */
export function performanceEstimate(
  { judged }: Pick<MonitoredTables, "judged">,
  predictions: PredictionPair,
  target: string,
  config: MonitoringConfig,
): PerformanceEstimate | undefined {
  const { current: now, judged: before } = predictions;
  if (now?.scores === undefined || before?.scores === undefined || judged === undefined || !judged.table.columnNames().includes(target))
    return undefined;
  const [yPred, scores] = [now.calls as Series, now.scores as Series];
  const reference = { yTrue: columnOf(judged.table, target) as Series, yPred: before.calls as Series, scores: before.scores as Series };
  const windowRows = config.conceptDrift?.windowRows ?? rowsOfWindow(yPred.length, judged.table.numRows());
  try {
    const { status, message, hasDrift, details } = new DriftDetector(config).detectConceptDrift(null, yPred, {
      ...{ method: "cbpe", reference, scores, windowRows },
    });
    return status === "skipped" ? undefined : { message, alarm: hasDrift, details };
  } catch (error) {
    if (MLOpsError.isInstance(error)) return undefined; // scores that are no probabilities, one class alone, more than two
    throw error;
  }
}
