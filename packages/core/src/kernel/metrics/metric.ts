/** How the interval of a metric was made. */
export type IntervalMethod = "wilson" | "delong" | "student_t" | "delta" | "logit" | "order_statistics" | "bootstrap";

/** A metric with what is known about its noise. */
export interface Metric {
  /** Null where the metric is undefined on these rows; `reason` says why. */
  readonly value: number | null;
  /** Rows it was computed on: those with a known label or actual value. */
  readonly n: number;
  /** Confidence interval, null where none can be given. */
  readonly interval: readonly [number, number] | null;
  /**
   * How the interval was made: `wilson` score interval of a proportion (F1: of tp/(tp + fp + fn), carried over), `delong` variance of placements,
   * `student_t` of the mean of row losses, `delta` method, `logit` of a share with as many trials as positives (with weights: of the linearised variance), `order_statistics` of a median.
   */
  readonly method: IntervalMethod;
  /** Why there is no value, or no interval. */
  readonly reason?: string;
}

export interface MetricOptions {
  /**
   * A non-negative weight per row; default 1 each. Intervals then come from the linearised variance, which holds where weights go along with the outcome;
   * degrees of freedom are those of (Σw)²/Σw² rows (Kish). They take rows for independent draws with their weights.
   */
  readonly sampleWeight?: Float64Array | undefined;
  /** Confidence of the intervals. Default 0.95. */
  readonly level?: number;
}

/** A metric without a value. */
export function undefinedMetric(n: number, method: IntervalMethod, reason: string): Metric {
  return { value: null, n, interval: null, method, reason };
}

/** An interval around a value on a scale that ends at `low` and `high`. */
export function around(value: number, half: number, low: number, high: number): readonly [number, number] {
  return [Math.max(low, value - half), Math.min(high, value + half)];
}
