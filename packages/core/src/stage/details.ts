import type { Json, ModelVersion, ValidationError } from "@mlops/models";
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

/** The mean prediction by the value of one raw column. */
export interface PartialDependence {
  readonly column: string;
  /** The class whose probability it is; absent where numbers are predicted. */
  readonly class?: string;
  readonly points: readonly { readonly x: number | string; readonly y: number }[];
}

/** How a two-class model calls the rows of a group: the share called positive of all of them, of the positive, and of the negative ones. */
export interface GroupRates {
  readonly selected: MetricValue;
  readonly truePositive: MetricValue;
  readonly falsePositive: MetricValue;
}

/** A metric on the rows that have one value of a column. */
export interface SliceMetric {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
  readonly metric: MetricValue;
  /** Of two classes. */
  readonly rates?: GroupRates;
}

/** One trial of a search. */
export interface TrialDetails {
  /** From 1 on, in the order they were made. */
  readonly trial: number;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly score: MetricValue;
  /** Why it has no score. */
  readonly error?: string;
  readonly runId: string;
}

/** How much each raw column moves the score of rows from the expected one: exact Shapley values, summed over what is made of a column. */
export interface ShapSummary {
  /** Rows that were explained. */
  readonly rows: number;
  /** What the values sum to with `expected`: the prediction, its logarithm, log-odds, a score per class whose softmax are the probabilities, or a probability; before calibration. */
  readonly scale: "prediction" | "log" | "log_odds" | "class_scores" | "probability";
  /** One, or one per class where there are more than two. */
  readonly outputs: readonly {
    readonly class?: string;
    readonly expected: number;
    /** Mean size of the values by raw column, largest first. */
    readonly columns: readonly { readonly column: string; readonly value: number }[];
  }[];
  /** Values of some rows for the first columns of a single output, each with the place of the row's value among the column's, from 0 to 1. */
  readonly points?: readonly { readonly column: string; readonly values: readonly (readonly [number, number | null])[] }[];
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
  /** Which rows were judged by which models that had not seen them. */
  readonly crossValidation?: {
    readonly method: string;
    readonly folds: readonly {
      readonly trained: number;
      readonly rows: number;
      readonly metrics: Readonly<Record<string, MetricValue>>;
    }[];
    /** Mean over the folds. */
    readonly metrics: Readonly<Record<string, MetricValue>>;
  };
  readonly search?: {
    readonly method: string;
    readonly metric: string;
    /** What a score was measured on. */
    readonly scoredOn: "cross_validation" | "holdout";
    /** Number of the trial whose parameters were taken. */
    readonly best: number;
    readonly trials: readonly TrialDetails[];
  };
  /** Boosting that stopped early: whose loss it watched, rounds without gain that end it, rounds kept of the most it might have grown. */
  readonly earlyStopping?: {
    readonly watched: "internal" | "validation";
    readonly patience: number;
    readonly rounds: number;
    readonly most: number;
  };
  /** Metrics weigh the rows that judge the model. */
  readonly weighted?: boolean;
  /** Log loss of out-of-fold probabilities before and after, each fold calibrated by the others. */
  readonly calibration?: {
    readonly method: string;
    readonly rows: number;
    readonly before: MetricValue;
    readonly after: MetricValue;
  };
  readonly threshold?: {
    readonly method: string;
    readonly value: number;
    /** Cost per row or F-beta where it was chosen, on out-of-fold predictions. */
    readonly score: number | null;
    readonly rows: number;
    readonly positiveClass: string;
  };
  /** Judged rows by what they are (row) and what they were called (column). */
  readonly confusion?: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  /** How much worse the metric gets when a raw column is shuffled, most important first. */
  readonly permutation?: {
    readonly metric: string;
    readonly rows: number;
    readonly repeats: number;
    readonly columns: readonly {
      readonly column: string;
      readonly value: number;
      readonly interval: readonly [number, number] | null;
    }[];
  };
  readonly shap?: ShapSummary;
  readonly partialDependence?: readonly PartialDependence[];
  /** Worst first. */
  readonly slices?: readonly SliceMetric[];
  readonly learningCurve?: {
    readonly metric: string;
    readonly points: readonly {
      readonly rows: number;
      readonly train: number | null;
      readonly validation: number | null;
      readonly interval: readonly [number, number] | null;
    }[];
  };
  readonly warnings?: readonly string[];
  readonly parity: Parity;
  readonly baselines: readonly { readonly name: string; readonly metric: string; readonly value: number; readonly note: string }[];
  readonly bundle: string;
  readonly runId: string;
  readonly modelUri: string;
  readonly modelVersion?: ModelVersion;
}

/** Golden rows as an endpoint answered them. */
export interface GoldenParity extends Parity {
  /** Golden rows that no request can hold: a required column has no value. */
  readonly skipped: number;
}

/** A version that an endpoint serves, with its share of the requests in percent; 0 answers only requests that name it. */
export interface ServedShare {
  readonly version: string;
  readonly modelUri: string;
  readonly weight: number;
}

/** How a deployment to an endpoint went. */
export interface EndpointDetails {
  readonly target: "local" | "databricks";
  readonly endpoint: string;
  readonly url: string;
  /** Local: counts the changes of the endpoint. */
  readonly revision?: number;
  /** False when the endpoint served this already. */
  readonly changed: boolean;
  readonly modelUri: string;
  readonly version: string;
  readonly modelVersion?: ModelVersion;
  readonly versions: readonly ServedShare[];
  /** What was served before, if anything was. */
  readonly former: readonly ServedShare[];
  readonly golden: {
    /** The bundle on this machine. Null where the model has no golden rows. */
    readonly local: Parity | null;
    /** The endpoint over HTTP. Null where there is nothing to send. */
    readonly http: GoldenParity | null;
    readonly reason?: string;
  };
  /** The alias that names this version now; null where it does not, with the reason. */
  readonly alias: string | null;
  readonly aliasReason?: string;
  /** Local: whether the server ends with the process that deployed. */
  readonly lifetime?: "run" | "detached";
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>;
}

/** How a batch was scored. */
export interface BatchDetails {
  readonly model: string;
  readonly modelVersion: string;
  readonly input: string;
  readonly inputSha256: string;
  readonly output: string;
  readonly outputSha256: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly scoredAt: string;
  /** The output was there already, made by the same model from the same input. */
  readonly cached: boolean;
  readonly durationMs: number;
}

export interface DeploymentDetails {
  readonly deployed?: EndpointDetails;
  readonly batch?: BatchDetails;
}
