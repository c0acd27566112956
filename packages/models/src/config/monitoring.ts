import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { DataSource } from "./data.ts";

const share = z.number().min(0).max(1);

/** The statistical methods that compare one column of two tables. */
export const DriftMethodName = z.enum([
  "ks",
  "wasserstein",
  "anderson",
  "cramer_von_mises",
  "energy",
  "mann_whitney",
  "t",
  "psi",
  "jensen_shannon",
  "kl",
  "hellinger",
  "total_variation",
  "l_infinity",
  "chi_squared",
  "g_test",
  "fisher",
  "z",
]);
export type DriftMethodName = z.output<typeof DriftMethodName>;

export const DriftColumnConfig = strictObject(() => ({
  method: DriftMethodName.optional().describe("statistical method; by type, cardinality and size when absent"),
  effectFloor: share.optional().describe("smallest effect that counts"),
  alpha: z.number().gt(0).lt(1).optional().describe("largest adjusted p-value that counts"),
}));
export type DriftColumnConfig = z.output<typeof DriftColumnConfig>;

export const WindowConfig = strictObject(() => ({
  by: z.enum(["time", "rows", "value"]).default("time").describe("fixed time spans, row counts, or the values of a column"),
  size: z
    .union([z.enum(["hour", "day", "week", "month", "quarter", "year"]), z.number().int().positive()])
    .default("day")
    .describe("calendar unit in UTC, or rows"),
  column: z.string().optional().describe("by value: rows with the same value in this column are a window"),
}));

export type WindowConfig = z.output<typeof WindowConfig>;

const ThresholdConfig = strictObject(() => ({
  min: z.number().optional().describe("the least value that is well"),
  max: z.number().optional().describe("the greatest value that is well"),
}))
  .refine(({ min, max }) => min !== undefined || max !== undefined, "give min, max or both")
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, "min is above max");

export const InferenceLogConfig = strictObject(() => ({
  model: z.string().optional().describe("name that the model is served under; every model when absent"),
  version: z.string().optional().describe("only rows that this version answered"),
  from: z.string().optional().describe("rows from this time on, ISO-8601"),
  to: z.string().optional().describe("rows before this time, ISO-8601"),
}));

export const ReferenceBandConfig = strictObject(() => ({
  enabled: z.boolean().default(true).describe("judge windows by the reference rows where these have labels"),
  metrics: z.array(z.string()).min(1).optional().describe("metrics judged; AUC, accuracy or RMSE, the first that is defined, when absent"),
  margin: share.default(0.05).describe("shortfall that is tolerated, as a share of the reference's value"),
}));

/** How `detectConceptDrift` looks for a change of what predictions are worth. */
export const ConceptDriftConfig = strictObject(() => ({
  method: z
    .enum(["adwin", "cusum", "ddm", "eddm", "fhddm", "hddm_a", "hddm_w", "kswin", "page_hinkley", "windows", "cbpe"])
    .optional()
    .describe("streaming detector, windows against a labelled reference, or an estimate without labels; by what is given when absent"),
  metric: z.string().optional().describe("metric that decides on windows; by task when absent"),
  windowRows: z.number().int().min(1).default(500).describe("rows of a window"),
}));

/** The monitoring stage, drift detection and metric collection. */
export const MonitoringConfig = strictObject(() => ({
  reference: DataSource.optional().describe(
    "table, or saved profile, to compare with; the training rows when absent, or without a data stage the profile in the bundle of modelUri",
  ),
  current: DataSource.optional().describe("table to look at; a holdout of the data stage when absent"),
  inferenceLog: InferenceLogConfig.optional().describe("the rows that the model server has answered and logged, in place of current"),
  holdout: z.string().optional().describe("name of the holdout to look at; the only one when absent"),
  modelUri: z.string().optional().describe("model that scores the rows where no prediction is named; the one just trained when absent"),
  labels: z
    .strictObject({
      source: DataSource.describe("table with key and label"),
      key: z.union([z.string(), z.array(z.string()).min(1)]).describe("shared column, or several"),
    })
    .optional()
    .describe("labels that arrive later"),
  target: z.string().optional().describe("column with the true value"),
  prediction: z.string().optional().describe("column with the predicted value"),
  score: z.string().optional().describe("column with the predicted probability"),
  timestamp: z.string().optional().describe("column with the time of the prediction"),
  categoricalFeatures: z.array(z.string()).optional().describe("columns compared as categories"),
  numericalFeatures: z.array(z.string()).optional().describe("columns compared as numbers"),
  criticalFeatures: z
    .array(z.string())
    .default(() => [])
    .describe("columns of which one alone is drift"),
  alpha: z.number().gt(0).lt(1).default(0.05).describe("largest adjusted p-value of a drifted feature"),
  correction: z
    .enum(["benjamini_hochberg", "benjamini_yekutieli", "holm", "bonferroni", "none"])
    .default("benjamini_hochberg")
    .describe("adjustment of the p-values for many features"),
  numericEffectFloor: share.default(0.1).describe("smallest effect of a drifted numeric feature"),
  categoricalEffectFloor: share.default(0.1).describe("smallest effect of a drifted categorical feature"),
  driftShare: share.default(0.5).describe("share of drifted features from which the table drifts"),
  minRows: z.number().int().min(1).default(30).describe("fewer rows are insufficient data"),
  columns: z
    .record(z.string(), DriftColumnConfig)
    .default(() => ({}))
    .describe("settings of single columns"),
  conceptDrift: ConceptDriftConfig.optional().describe("how a change of what predictions are worth is looked for"),
  failOnDrift: z.boolean().default(false).describe("drift fails the stage instead of warning"),
  metrics: z.array(z.string()).optional().describe("performance metrics; by task when absent"),
  task: z
    .enum(["auto", "classification", "regression"])
    .default("auto")
    .describe("what the model predicts; auto tells classes from numbers by the values"),
  positiveClass: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe("the class of two whose probability the score is; the last of the sorted ones when absent"),
  thresholds: z
    .record(z.string(), ThresholdConfig)
    .default(() => ({}))
    .describe("bounds of metrics, by name: a window outside them warns, and alert rules and dashboards are made of them"),
  referenceBand: ReferenceBandConfig.prefault({}).describe("an alarm of quality without thresholds"),
  window: WindowConfig.prefault({}).describe("how time is cut"),
  seed: z.number().int().min(0).default(0).describe("seed of everything random"),
}));
export type MonitoringConfig = z.output<typeof MonitoringConfig>;
/** The same as it is written: every field with a default may be left out. */
export type MonitoringOptions = z.input<typeof MonitoringConfig>;
