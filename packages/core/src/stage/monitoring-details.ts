import type { Json } from "@mlops/models";
import type { MetricTask } from "../kernel/metrics/metric-table.ts";
import type { MetricValue } from "./outputs.ts";

// What the `details` of a monitoring stage hold: JSON-safe, read by reports, summaries and `--json`.

/** Rows that are looked at together. */
export interface WindowSpan {
  /** As people read it: `2024-03`, `rows 0–499`, or the value that the rows share. */
  readonly label: string;
  /** ISO-8601 in UTC; the first place in the order of the rows; null where windows are the values of a column. */
  readonly start: string | number | null;
  /** The first instant or place that is no longer in it. */
  readonly end: string | number | null;
  /** True where the rows given do not reach over the whole window. */
  readonly partial: boolean;
}

/** Metrics of the rows of one window. */
export interface WindowPerformance extends WindowSpan {
  /** Rows in the window, those without a label too. */
  readonly rows: number;
  /** Rows the metrics are of. */
  readonly n: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** Metrics of the rows that share a value of a column. */
export interface SlicePerformance {
  readonly column: string;
  /** A range such as `[1, 3)` of numbers with many values; null where the value is missing. */
  readonly value: string | number | boolean | null;
  /** Rows the metrics are of. */
  readonly n: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** A metric of a window outside a threshold, or beyond what the reference rows let expect. */
export interface Breach {
  readonly metric: string;
  /** Label of the window; `all rows` where there are no windows. */
  readonly window: string;
  readonly start: string | number | null;
  readonly value: number;
  readonly bound: "min" | "max";
  readonly threshold: number;
  /** Whether the bound is configured or comes from the reference rows. */
  readonly by: "threshold" | "reference";
}

/** How far a metric may fall short of the reference rows. */
export interface ReferenceBand {
  readonly metric: string;
  /** Of all reference rows. */
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly n: number;
  /** Over the reference's own windows with rows enough; the value of all rows where there are fewer than two. */
  readonly mean: number;
  /** Standard deviation between those windows beyond their sampling noise. */
  readonly spread: number;
  /** A window is an alarm where its whole 95% interval lies beyond this. */
  readonly limit: number;
  /** `min`: more of the metric is better, so that the limit is its least value. */
  readonly bound: "min" | "max";
}

/** Rows left out, each counted once: under the first of these that it lacks. */
export interface ExcludedRows {
  readonly timestamp: number;
  readonly truth: number;
  readonly prediction: number;
  readonly score: number;
}

/** A model's performance over time: the `details` of `collectMetrics`. */
export interface PerformanceDetails {
  readonly task: MetricTask;
  readonly overall: { readonly n: number; readonly metrics: Readonly<Record<string, MetricValue>> };
  readonly windows: readonly WindowPerformance[];
  /** Per column that was named for it, its most frequent values first. */
  readonly slices?: readonly SlicePerformance[];
  readonly excluded: ExcludedRows;
  /** The configured bounds, by metric. */
  readonly thresholds: Readonly<Record<string, { readonly min?: number | undefined; readonly max?: number | undefined }>>;
  /** Empty where no reference was given. */
  readonly bands: readonly ReferenceBand[];
  readonly breaches: readonly Breach[];
}

/** One feature of two tables compared. */
export interface FeatureDrift {
  readonly name: string;
  readonly kind: string;
  readonly method: string | null;
  readonly effect: number;
  readonly effectMeasure: string | null;
  readonly floor: number | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly alpha: number;
  readonly drifted: boolean;
  /** Why it was not compared, or drifted without a test. */
  readonly reason?: string;
  /** What a person looks at first, as the detector gives it. */
  readonly evidence?: Readonly<Record<string, Json>>;
  /** Share of missing values. */
  readonly missing: { readonly reference: number; readonly current: number };
}

/** How a feature is spread on both sides: shares of the present values per bin or category. */
export interface FeatureDistribution {
  readonly name: string;
  readonly kind: "numeric" | "categorical";
  /** Categories; of numbers one label per bin. */
  readonly labels: readonly string[];
  /** Of numbers: one edge more than bins. Values beyond the outer ones count into the outer bins. */
  readonly edges?: readonly number[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** The verdict on one window against the whole reference. */
export interface WindowDrift extends WindowSpan {
  readonly rows: number;
  /** False where it has too few rows. */
  readonly compared: boolean;
  readonly hasDrift: boolean;
  readonly driftScore: number;
  readonly driftedFeatures: readonly string[];
  readonly effects: Readonly<Record<string, number>>;
}

/** Whether what the model says has moved. It is no feature. */
export interface PredictionDrift extends FeatureDrift {
  readonly distribution?: FeatureDistribution;
}

export interface DriftSummary {
  readonly message: string;
  readonly hasDrift: boolean;
  readonly driftScore: number;
  readonly driftedFeatures: readonly string[];
  /** Share of drifted features from which the table drifts. */
  readonly driftShare: number;
  readonly correction: string;
  readonly compared: number;
  /** Critical features that drifted. */
  readonly critical: readonly string[];
  /** By effect, the greatest first. */
  readonly features: readonly FeatureDrift[];
  /** Of the features with the greatest effects. */
  readonly distributions: readonly FeatureDistribution[];
  readonly windows: readonly WindowDrift[];
  /** Of the scores, else of the calls; absent without predictions of the reference rows. */
  readonly predictions?: PredictionDrift;
}

export interface MonitoredTable {
  /** The file's name, or what the table is in the run: `train`, `validation`, a holdout's name. */
  readonly name: string;
  readonly rows: number;
  /** Present where a saved profile stands for the rows. */
  readonly profile?: true;
}

/** Labels that came in a table of their own. */
export interface LabelCoverage {
  readonly rows: number;
  readonly labelled: number;
  /** Labels that no row asked for. */
  readonly unused: number;
}

/** What the performance is to be expected to be where no label is known: never a measured value. */
export interface PerformanceEstimate {
  readonly message: string;
  /** A window lies on the worse side of the reference's band. */
  readonly alarm: boolean;
  /** As those of `detectConceptDrift` by `cbpe`: `metric`, `band`, `windows` with sampling errors. */
  readonly details: Readonly<Record<string, Json>>;
}

/** What a monitoring stage found. */
export interface MonitoringDetails {
  readonly hasDrift: boolean;
  readonly driftScore: number;
  readonly driftedFeatures: readonly string[];
  readonly model: { readonly name: string; readonly version: string };
  readonly reference: MonitoredTable;
  readonly current: MonitoredTable;
  readonly drift: DriftSummary;
  /** Null where it could not be measured: `performanceReason` says why. */
  readonly performance: PerformanceDetails | null;
  readonly performanceReason?: string;
  /** Where there are no labels but scores, and a reference with both. */
  readonly performanceEstimate?: PerformanceEstimate;
  /** The rows that the bands come from; `inSample` where the model has learned from them. */
  readonly performanceReference?: MonitoredTable & { readonly inSample: boolean };
  /** Why no rows could give bands, where the reference is a saved profile. */
  readonly performanceReferenceReason?: string;
  readonly labels?: LabelCoverage;
  /** Files in the run's folder: `metrics`, `dashboard`, `alerts`, `details`. */
  readonly files: Readonly<Record<string, string>>;
}
