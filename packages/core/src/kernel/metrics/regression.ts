import { normalQuantile, studentTQuantile } from "../stats/distributions.ts";
import { median, sortedValues } from "../stats/quantile.ts";
import { checkFinite, checkLength, checkLevel, evaluatedRows, pick } from "./evaluated-rows.ts";
import { meanMetric, weightedMean } from "./mean-metric.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import { weightedMedian } from "./weighted-median.ts";

export interface RegressionInput {
  /** NaN is unknown: such rows are left out. */
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

export type RegressionMetricName = "rmse" | "mae" | "r2" | "mape" | "median_ae";

/**
 * Metrics of a regression model: root mean square error, mean absolute error, R², mean absolute percentage error (a fraction: 0.1 is 10%; undefined
 * where an actual value is 0) and median absolute error (with weights the middle of the weight, the mean of two values where it lies between them).
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for an infinite actual value or a prediction that is not finite
 * @see sklearn.metrics, equal to 1e-12
 * @example regressionMetrics({ actual: Float64Array.of(1, 2), predicted: Float64Array.of(1, 4) }).mae.value // => 1
 */
export function regressionMetrics(input: RegressionInput, options: MetricOptions = {}): Record<RegressionMetricName, Metric> {
  const level = checkLevel(options.level);
  checkLength("predicted", input.predicted.length, input.actual.length);
  const known = evaluatedRows(input.actual.length, (row) => Number.isNaN(input.actual[row]), options.sampleWeight);
  const actual = pick(input.actual, known.rows);
  const predicted = pick(input.predicted, known.rows);
  checkFinite("actual", actual);
  checkFinite("predicted", predicted);
  const { n, weights } = known;
  if (!(weights === null ? n > 0 : weights.some((w) => w > 0))) {
    const none = (method: Metric["method"]) => undefinedMetric(n, method, n === 0 ? "there are no rows" : "all weights are 0");
    return {
      rmse: none("student_t"),
      mae: none("student_t"),
      r2: none("delta"),
      mape: none("student_t"),
      median_ae: none("order_statistics"),
    };
  }
  const squares = new Float64Array(n);
  const absolutes = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const error = (actual[row] as number) - (predicted[row] as number);
    squares[row] = error * error;
    absolutes[row] = Math.abs(error);
  }
  return {
    rmse: rootOf(meanMetric(squares, weights, level)),
    mae: meanMetric(absolutes, weights, level),
    r2: rSquared(actual, squares, weights, level),
    mape: percentage(actual, absolutes, weights, level),
    median_ae: medianError(absolutes, weights, level),
  };
}

function rootOf(meanSquare: Metric): Metric {
  const { value, interval } = meanSquare;
  return { ...meanSquare, value: Math.sqrt(value as number), interval: interval && [Math.sqrt(interval[0]), Math.sqrt(interval[1])] };
}

/** 1 − mean e²/mean d²; its error by the delta method: each row's share is −(e² − ē²)/d̄² + ē²(d² − d̄²)/(d̄²)². */
function rSquared(actual: Float64Array, squares: Float64Array, weights: Float64Array | null, level: number): Metric {
  const n = actual.length;
  if (n < 2) return undefinedMetric(n, "delta", "one row has no spread");
  const centre = weightedMean(actual, weights).mean;
  const deviations = actual.map((x) => (x - centre) ** 2);
  const spread = weightedMean(deviations, weights).mean;
  if (!(spread > 0)) return undefinedMetric(n, "delta", "all actual values are equal");
  const error = weightedMean(squares, weights).mean;
  const shares = squares.map((square, row) => (error * (deviations[row] as number)) / spread / spread - square / spread);
  const { standardError, effective } = weightedMean(shares, weights);
  const base = { value: 1 - error / spread, n, method: "delta" } as const;
  if (!(effective > 1)) return { ...base, interval: null, reason: "one row has no spread" };
  return {
    ...base,
    interval: around(base.value, studentTQuantile(0.5 + level / 2, effective - 1) * standardError, Number.NEGATIVE_INFINITY, 1),
  };
}

function percentage(actual: Float64Array, absolutes: Float64Array, weights: Float64Array | null, level: number): Metric {
  if (actual.includes(0)) return undefinedMetric(actual.length, "student_t", "an actual value is 0");
  const shares = absolutes.map((error, row) => error / Math.abs(actual[row] as number));
  return meanMetric(shares, weights, level);
}

/** The interval runs between the order statistics that a median lies between with the wanted confidence (normal approximation of their ranks). */
function medianError(absolutes: Float64Array, weights: Float64Array | null, level: number): Metric {
  const n = absolutes.length;
  if (weights !== null) return weightedMedian(absolutes, weights, level);
  const base = { value: median(absolutes), n, method: "order_statistics" } as const;
  const half = (normalQuantile(0.5 + level / 2) * Math.sqrt(n)) / 2;
  const low = Math.floor(n / 2 - half);
  const high = Math.ceil(n / 2 + half);
  if (low < 0 || high >= n) return { ...base, interval: null, reason: "too few rows for an interval" };
  const sorted = sortedValues(absolutes);
  return { ...base, interval: [sorted[low] as number, sorted[high] as number] };
}
