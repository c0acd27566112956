import { higherIsBetter } from "@mlops/core/metrics";
import type { TrainingDetails } from "@mlops/core/stage";
import { Random, studentTQuantile } from "@mlops/core/stats";
import { columnOf, takeRows } from "@mlops/core/table";
import { measure } from "./measure.ts";
import { outcomeOf, predictionsOfModel } from "./outcome.ts";
import { outcomeWith, type Probe } from "./probe.ts";

/**
 * How much worse the metric gets when a raw column's values are shuffled among the rows: the mean over `repeats` shuffles with Student's 95%
 * interval over them (none for one shuffle), most important first. Columns that carry the same information hide each other.
 * Undefined where the metric is.
 * @see Breiman (2001); sklearn.inspection.permutation_importance
 */
export function permutationImportances(probe: Probe, metric: string, repeats: number, seed: number): TrainingDetails["permutation"] {
  const { model, features, rows, truth, threshold } = probe;
  const n = rows.numRows();
  const base = measure(outcomeOf(truth, predictionsOfModel(model, features.toMatrix(rows)), threshold))[metric]?.value;
  if (repeats === 0 || typeof base !== "number") return undefined;
  const sign = higherIsBetter(metric) ? 1 : -1;
  const columns = features.inputColumns.map(({ name }) => {
    const random = new Random(seed).fork("permutation").fork(name);
    const losses = Array.from({ length: repeats }, () => {
      const shuffled = takeRows(columnOf(rows, name), random.permutation(n));
      return sign * (base - (measure(outcomeWith(probe, name, shuffled))[metric]?.value ?? base));
    });
    const value = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    return { column: name, value, interval: intervalOf(losses, value) };
  });
  return { metric, rows: n, repeats, columns: columns.sort((a, b) => b.value - a.value || (a.column < b.column ? -1 : 1)) };
}

function intervalOf(values: readonly number[], mean: number): readonly [number, number] | null {
  const k = values.length;
  if (k < 2) return null;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (k - 1);
  const half = studentTQuantile(0.975, k - 1) * Math.sqrt(variance / k);
  return [mean - half, mean + half];
}
