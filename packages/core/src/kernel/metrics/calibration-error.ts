import { ConfigError } from "@mlops/models/errors";
import { quantiles } from "../stats/quantile.ts";
import { type BootstrapOptions, bootstrapMetric } from "./bootstrap-metric.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import { type BinaryLabels, scoredRows } from "./scored-rows.ts";

export interface CalibrationErrorOptions extends BootstrapOptions {
  /** Default 10. */
  readonly bins?: number;
  /** `uniform`: equally wide (default); `quantile`: equally many rows. */
  readonly strategy?: "uniform" | "quantile";
  /** A non-negative weight per row; default 1 each. */
  readonly sampleWeight?: Float64Array | undefined;
}

/**
 * Expected calibration error `Σ share·|mean score − share of positives|` over bins (those of `calibration`), with a seeded bootstrap interval; on few rows it is
 * biased upwards, as each bin's noise counts. Undefined where a score is no probability.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID`
 * @example calibrationError(Uint8Array.of(0, 1), Float64Array.of(0.25, 0.75), { bins: 2 }).value // => 0.25
 */
export function calibrationError(labels: BinaryLabels, scores: Float64Array, options: CalibrationErrorOptions = {}): Metric {
  const { bins = 10, strategy = "uniform", sampleWeight } = options;
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "bins", detail: `${bins} is not a whole number from 1 on` });
  const rows = scoredRows(labels, scores, sampleWeight);
  if (rows.scores.some((score) => score < 0 || score > 1)) return undefinedMetric(rows.n, "bootstrap", "the scores are no probabilities");
  const inner = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  const edges = strategy === "uniform" || rows.n === 0 ? inner : (quantiles(rows.scores, inner) as number[]);
  const binOf = Uint32Array.from(rows.scores, (score) => edges.filter((edge) => score > edge).length);
  const gaps = new Float64Array(bins);
  return bootstrapMetric(
    rows.n,
    (picked) => {
      gaps.fill(0);
      let total = 0;
      for (let i = 0; i < picked.length; i++) {
        const row = picked[i] as number;
        const w = rows.weights === null ? 1 : (rows.weights[row] as number);
        const bin = binOf[row] as number;
        gaps[bin] = (gaps[bin] as number) + w * ((rows.scores[row] as number) - (rows.positive[row] as number));
        total += w;
      }
      return total > 0 ? gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total : null;
    },
    options,
  );
}
