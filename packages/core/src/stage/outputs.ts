import type { ModelVersion, ValidationResult } from "@mlops/models";
import type { FittedFeatures } from "../kernel/estimator/fitted-features.ts";
import type { TableProfile } from "../kernel/profile/index.ts";
import type { Table } from "../table/index.ts";
import type { MonitoringDetails } from "./monitoring-details.ts";

/** Rows that take no part in training; metrics are given per value of `groupBy` where it is named. */
export interface Holdout {
  readonly table: Table;
  readonly groupBy?: string;
}

/** A file that was read: what a run records so that it can be told later which bytes it saw. */
export interface DatasetReference {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface SplitTables {
  readonly train: Table;
  readonly validation?: Table;
  readonly test?: Table;
  readonly holdouts: Readonly<Record<string, Holdout>>;
}

/** What a data stage hands on. */
export interface DataOutput extends SplitTables {
  readonly kind: "data";
  readonly checks: ValidationResult;
  readonly datasets: readonly DatasetReference[];
  readonly profile?: TableProfile;
}

/** What a feature stage hands on: the raw tables as they came, the transformed ones, and the fitted transformer. */
export interface FeatureOutput {
  readonly kind: "feature";
  readonly raw: SplitTables;
  readonly datasets: readonly DatasetReference[];
  readonly profile?: TableProfile;
  readonly fitted: FittedFeatures;
}

/** One metric: undefined is null with a reason. */
export interface MetricValue {
  readonly value: number | null;
  readonly n: number;
  readonly interval: readonly [number, number] | null;
  readonly reason?: string;
}

/** The gate's verdict and the figures it rests on. */
export interface GateVerdict {
  readonly passed: boolean;
  readonly reason: "passed" | "first_version" | "disabled" | "below_threshold" | "not_better" | "undefined_metric";
  readonly metric: string;
  readonly value: number | null;
  readonly threshold?: number;
  readonly champion?: {
    readonly version: string;
    readonly value: number | null;
    readonly difference: number | null;
    readonly interval: readonly [number, number] | null;
    /** Why it could not be compared on the same rows. */
    readonly reason?: string;
  };
}

/** Metrics on one set of rows; `group` is the value of the grouping column. */
export interface Evaluation {
  readonly set: string;
  readonly group?: string;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** What a training stage hands on. All of it is JSON-safe. */
export interface TrainingOutput {
  readonly kind: "training";
  /** Folder of the model bundle. */
  readonly bundle: string;
  readonly modelUri: string;
  readonly runId: string;
  readonly modelVersion?: ModelVersion;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly evaluations: readonly Evaluation[];
  readonly gate: GateVerdict;
}

/** What a deployment stage hands on. All of it is JSON-safe. */
export interface DeploymentOutput {
  readonly kind: "deployment";
  /** The model, pinned to what was deployed. */
  readonly modelUri: string;
  /** Absent for a model that is not registered. */
  readonly modelVersion?: ModelVersion;
  /** Absent when only a batch was scored. */
  readonly endpoint?: string;
  readonly url?: string;
  /** File of the scored rows, where there was a batch. */
  readonly batch?: string;
}

export interface MonitoringOutput {
  readonly kind: "monitoring";
  readonly details: MonitoringDetails;
}

export type StageOutput = DataOutput | FeatureOutput | TrainingOutput | DeploymentOutput | MonitoringOutput;
