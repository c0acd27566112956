import type { MetricTask } from "@mlops/core/metrics";
import type { MetricValue } from "@mlops/core/stage";

/** Metrics of the rows of one window. */
export interface WindowPerformance {
  /** ISO-8601 in UTC, or the first place in the order of the rows. */
  readonly start: string | number;
  /** The first instant or place that is no longer in it. */
  readonly end: string | number;
  /** Rows the metrics are of. */
  readonly n: number;
  /** True where the rows given do not reach over the whole window. */
  readonly partial: boolean;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** A metric of a window outside its threshold. */
export interface Breach {
  readonly metric: string;
  readonly start: string | number;
  readonly value: number;
  readonly bound: "min" | "max";
  readonly threshold: number;
}

/** Rows left out, each counted once: under the first of these that it lacks. */
export interface ExcludedRows {
  readonly timestamp: number;
  readonly truth: number;
  readonly prediction: number;
  readonly score: number;
}

/** What the `details` of `collectMetrics` hold. */
export interface PerformanceDetails {
  readonly task: MetricTask;
  readonly overall: { readonly n: number; readonly metrics: Readonly<Record<string, MetricValue>> };
  readonly windows: readonly WindowPerformance[];
  readonly excluded: ExcludedRows;
  readonly breaches: readonly Breach[];
}
