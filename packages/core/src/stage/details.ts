import type { ModelVersion, ValidationError } from "@mlops/models";
import type { DatasetReference, Evaluation, GateVerdict, MetricValue } from "./outputs.ts";

// What the `details` of a stage's result hold, beside what the stage hands on: JSON-safe, read by reports and by `--json`.

/** What became of one rule. */
export interface RuleOutcome {
  readonly rule: string;
  readonly type: string;
  readonly column?: string;
  readonly severity: "error" | "warning";
  readonly passed: boolean;
  /** Rows (or tables) that broke it, of `total`. */
  readonly count: number;
  readonly total: number;
  readonly message: string;
  readonly samples: ValidationError["samples"];
}

/** One column of the training rows in short. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: string;
  readonly missing: number;
  readonly summary: string;
}

export interface DataDetails {
  readonly datasets: readonly DatasetReference[];
  /** Rows of each table handed on: train, validation, test and the holdouts by name. */
  readonly rows: Readonly<Record<string, number>>;
  readonly rules: readonly RuleOutcome[];
  readonly columns: readonly ColumnSummary[];
  readonly quarantined: number;
}

export interface FeatureDetails {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** File of the fitted transformer, where a run folder was given. */
  readonly file?: string;
}

/** How the exported graph compares with the model on the golden rows. */
export interface Parity {
  readonly rows: number;
  readonly maxError: number;
  readonly tolerance: number;
  readonly labelsEqual: boolean;
  readonly ok: boolean;
}

export interface TrainingDetails {
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly rows: number;
  readonly features: number;
  readonly primaryMetric: string;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly evaluations: readonly Evaluation[];
  readonly gate: GateVerdict;
  readonly importances: readonly { readonly feature: string; readonly value: number }[];
  readonly curves: {
    readonly roc?: readonly { readonly x: number; readonly y: number }[];
    readonly calibration?: readonly { readonly x: number; readonly y: number; readonly n: number }[];
  };
  readonly parity: Parity;
  readonly baselines: readonly { readonly name: string; readonly metric: string; readonly value: number; readonly note: string }[];
  readonly bundle: string;
  readonly runId: string;
  readonly modelUri: string;
  readonly modelVersion?: ModelVersion;
}
