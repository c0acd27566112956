import { normalQuantile } from "../stats/distributions.ts";
import { missingClass, placements } from "./auc.ts";
import { checkLevel } from "./evaluated-rows.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import { countingRows, type MulticlassInput } from "./multiclass-rows.ts";
import { type ScoredRows, scoredRows } from "./scored-rows.ts";

/**
 * The mean area of each class against the rest, by how often a class occurs; its interval takes these shares as known.
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a code without a class or a probability that is not finite
 * @see sklearn.metrics.roc_auc_score(multi_class="ovr", average="weighted"), equal to 1e-12
 */
export function weightedOvrAuc(input: MulticlassInput, options: MetricOptions = {}): Metric {
  const level = checkLevel(options.level);
  const { n, codes, columns, weights } = countingRows(input, options);
  const shares = new Float64Array(columns.length);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const w = weights === null ? 1 : (weights[row] as number);
    shares[codes[row] as number] = (shares[codes[row] as number] as number) + w;
    total += w;
  }
  if (!(total > 0)) return undefinedMetric(n, "delong", n === 0 ? "there are no rows" : "all weights are 0");
  return meanAuc(
    codes,
    columns,
    weights,
    level,
    shares.map((share) => share / total),
  );
}

/** Each row's share in the error of the mean area is the mean of its shares in the classes' areas (DeLong's placements). */
export function meanAuc(
  codes: Int32Array,
  columns: readonly Float64Array[],
  weights: Float64Array | null,
  level: number,
  shares: Float64Array,
): Metric {
  const n = codes.length;
  const influence = new Float64Array(n);
  let value = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [k, column] of columns.entries()) {
    const rows = scoredRows(
      Uint8Array.from(codes, (code) => (code === k ? 1 : 0)),
      column,
      weights ?? undefined,
    );
    const missing = missingClass(rows);
    if (missing !== undefined) return undefinedMetric(n, "delong", `class ${k}: ${missing}`);
    smallest = Math.min(smallest, rows.positives, rows.negatives);
    value += addInfluence(rows, influence, shares[k] as number);
  }
  const variance = influence.reduce((sum, share) => sum + share * share, 0);
  const base = { value, n, method: "delong" } as const;
  if (smallest < 2 || !Number.isFinite(variance)) return { ...base, interval: null, reason: "a class has one row only" };
  if (variance === 0) return { ...base, interval: null, reason: "no score is on the wrong side: the variance cannot be estimated" };
  return { ...base, interval: around(value, normalQuantile(0.5 + level / 2) * Math.sqrt(variance), 0, 1) };
}

function addInfluence(rows: ScoredRows, influence: Float64Array, share: number): number {
  const { auc, values } = placements(rows);
  const scales = [scaleOf(rows, 0), scaleOf(rows, 1)];
  for (let row = 0; row < rows.n; row++) {
    const w = rows.weights === null ? 1 : (rows.weights[row] as number);
    const scale = scales[rows.positive[row] as number] as number;
    influence[row] = (influence[row] as number) + share * scale * w * ((values[row] as number) - auc);
  }
  return share * auc;
}

/** √(m/(m − 1))/Σw over the rows of one side, m = (Σw)²/Σw²: a sample's variance, not a population's. */
function scaleOf(rows: ScoredRows, side: 0 | 1): number {
  let total = 0;
  let squares = 0;
  for (let row = 0; row < rows.n; row++) {
    if (rows.positive[row] !== side) continue;
    const w = rows.weights === null ? 1 : (rows.weights[row] as number);
    total += w;
    squares += w * w;
  }
  const effective = (total * total) / squares;
  return Math.sqrt(effective / (effective - 1)) / total;
}
