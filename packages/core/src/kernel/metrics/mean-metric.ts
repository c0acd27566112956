import { studentTQuantile } from "../stats/distributions.ts";
import { around, type Metric } from "./metric.ts";

/** Weighted mean of row values, its standard error and the effective number of rows. */
export interface Mean {
  readonly mean: number;
  readonly standardError: number;
  readonly effective: number;
}

/** Σwx/Σw and √(Σw²(x − mean)²)/Σw · √(m/(m − 1)), m = (Σw)²/Σw²; with weights of 1 that is s/√n. */
export function weightedMean(values: Float64Array, weights: Float64Array | null): Mean {
  let sum = 0;
  let lost = 0;
  let total = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    const x = w * (values[i] as number);
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
    total += w;
    squares += w * w;
  }
  const mean = (sum + lost) / total;
  let spread = 0;
  for (let i = 0; i < values.length; i++) {
    const d = (weights === null ? 1 : (weights[i] as number)) * ((values[i] as number) - mean);
    spread += d * d;
  }
  const effective = (total * total) / squares;
  return { mean, standardError: Math.sqrt((spread * effective) / (effective - 1)) / total, effective };
}

/** A metric that is the mean of a loss per row, with Student's interval. */
export function meanMetric(losses: Float64Array, weights: Float64Array | null, level: number, high = Number.POSITIVE_INFINITY): Metric {
  const { mean, standardError, effective } = weightedMean(losses, weights);
  const base = { value: mean, n: losses.length, method: "student_t" } as const;
  if (!(effective > 1)) return { ...base, interval: null, reason: "one row has no spread" };
  return { ...base, interval: around(mean, studentTQuantile(0.5 + level / 2, effective - 1) * standardError, 0, high) };
}
