import { ConfigError } from "@mlops/models/errors";
import { wilsonInterval } from "../stats/proportion.ts";
import { effectiveRows } from "./effective-rows.ts";
import { checkFinite, checkLength, checkLevel, evaluatedRows, invalid } from "./evaluated-rows.ts";
import { type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import type { MulticlassInput } from "./multiclass-rows.ts";

/**
 * Share of rows whose class is among the k most probable ones; of equal probabilities the earlier class comes first (in scikit-learn the later one).
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID` for a k that is no whole number from 1 on
 * @see sklearn.metrics.top_k_accuracy_score
 * @example topKAccuracy({ labels: Int32Array.of(1), probabilities: [Float64Array.of(0.5), Float64Array.of(0.4), Float64Array.of(0.1)] }, 2).value // => 1
 */
export function topKAccuracy({ labels, probabilities }: MulticlassInput, k: number, options: MetricOptions = {}): Metric {
  const level = checkLevel(options.level);
  if (!(Number.isInteger(k) && k >= 1))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "k", detail: `${k} is not a whole number from 1 on` });
  for (const [code, column] of probabilities.entries()) {
    checkLength(`probabilities of class ${code}`, column.length, labels.length);
    checkFinite(`probabilities of class ${code}`, column);
  }
  const { n, rows, weights } = evaluatedRows(labels.length, (row) => (labels[row] as number) < 0, options.sampleWeight);
  let [hits, others, hitSquares, otherSquares] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : (rows[i] as number);
    const label = labels[row] as number;
    const own = probabilities[label]?.[row];
    if (own === undefined) throw invalid("labels", row, label, `a code below ${probabilities.length}`);
    let before = 0;
    for (let code = 0; code < probabilities.length; code++) {
      const other = (probabilities[code] as Float64Array)[row] as number;
      if (other > own || (other === own && code < label)) before++;
    }
    const w = weights === null ? 1 : (weights[i] as number);
    if (before < k) {
      hits += w;
      hitSquares += w * w;
    } else {
      others += w;
      otherSquares += w * w;
    }
  }
  const total = hits + others;
  if (!(total > 0)) return undefinedMetric(n, "wilson", n === 0 ? "there are no rows" : "all weights are 0");
  const value = Math.min(1, hits / total);
  const effective = effectiveRows(hits, hitSquares, others, otherSquares);
  return { value, n, interval: wilsonInterval(value * effective, effective, level), method: "wilson" };
}
