import { ConfigError } from "@mlops/models/errors";
import { wilsonInterval } from "../stats/proportion.ts";
import { quantiles } from "../stats/quantile.ts";
import { effectiveRows } from "./effective-rows.ts";
import { checkLevel } from "./evaluated-rows.ts";
import { type BinaryLabels, scoredRows } from "./scored-rows.ts";

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  /** Mean score, weighted where rows are. */
  readonly x: number;
  /** Share of positive rows. */
  readonly y: number;
  readonly n: number;
  /** Wilson interval of y. */
  readonly interval: readonly [number, number];
}

export interface Calibration {
  /** Bins with rows that have weight, ascending. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error `Σ share·|x − y|`; null where no row has weight. */
  readonly ece: number | null;
  readonly n: number;
}

export interface CalibrationOptions {
  /** Default 10. */
  readonly bins?: number;
  /** `uniform`: equally wide (default); `quantile`: equally many rows. */
  readonly strategy?: "uniform" | "quantile";
  readonly level?: number;
  /** A non-negative weight per row; default 1 each. */
  readonly sampleWeight?: Float64Array | undefined;
}

/**
 * How far probabilities keep what they promise: per bin, the mean score and the share of positive rows. A bin includes its upper edge. JSON-safe.
 * @throws ConfigError `PARAMETER_INVALID` for fewer than one bin
 * @see sklearn.calibration.calibration_curve, equal to 1e-12
 * @example calibration(Uint8Array.of(0, 1), Float64Array.of(0.25, 0.75), { bins: 2 }).ece // => 0.25
 */
export function calibration(labels: BinaryLabels, scores: Float64Array, options: CalibrationOptions = {}): Calibration {
  const { bins = 10, strategy = "uniform" } = options;
  const level = checkLevel(options.level);
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "bins", detail: `${bins} is not a whole number from 1 on` });
  }
  const rows = scoredRows(labels, scores, options.sampleWeight);
  const total = rows.positiveWeight + rows.negativeWeight;
  if (!(total > 0)) return { bins: [], ece: null, n: rows.n };
  const inner = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  const edges = strategy === "uniform" ? inner : (quantiles(rows.scores, inner) as number[]);
  const result: CalibrationBin[] = [];
  let error = 0;
  let place = 0;
  for (let bin = 0; bin < bins; bin++) {
    const upper = edges[bin] ?? Number.POSITIVE_INFINITY;
    let n = 0;
    let sum = 0;
    const weight = [0, 0];
    const squares = [0, 0];
    for (; place < rows.n; place++) {
      const row = rows.order[place] as number;
      const score = rows.scores[row] as number;
      if (score > upper) break;
      const side = rows.positive[row] as number;
      const w = rows.weights === null ? 1 : (rows.weights[row] as number);
      n++;
      sum += w * score;
      weight[side] = (weight[side] as number) + w;
      squares[side] = (squares[side] as number) + w * w;
    }
    const [negatives, positives] = weight as [number, number];
    const here = negatives + positives;
    if (!(here > 0)) continue;
    const x = sum / here;
    const y = positives / here;
    const effective = effectiveRows(positives, squares[1] as number, negatives, squares[0] as number);
    result.push({ x, y, n, interval: wilsonInterval(y * effective, effective, level) as [number, number] });
    error += (here / total) * Math.abs(x - y);
  }
  return { bins: result, ece: error, n: rows.n };
}
