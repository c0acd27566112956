import type { Json } from "@mlops/models";
import type { Signature } from "../kernel/onnx/signature.ts";

export type { Signature, SignatureColumn, SignatureType } from "../kernel/onnx/signature.ts";

/** A value of a row as JSON holds it: a datetime is an ISO-8601 string, a missing value or NaN is null. */
export type Cell = number | string | boolean | null;

/** Rows as pandas' `split` orientation has them: one list per row. */
export interface SplitRows {
  readonly columns: readonly string[];
  readonly data: readonly (readonly Cell[])[];
}

/** Raw rows with the outputs they must give, wherever the model is loaded. */
export interface GoldenRows extends SplitRows {
  /** Expected values by output column. */
  readonly outputs: Readonly<Record<string, readonly Cell[]>>;
  /** Largest `|a - b| / max(1, |b|)` of a number: 1e-12 for graphs in double, 1e-6 for trees with 32-bit scores. */
  readonly tolerance: number;
}

/** What is known about the model, JSON-safe; more keys may be added. */
export interface BundleMetadata {
  readonly task: "classification" | "regression";
  /** Name of the algorithm in configuration. */
  readonly estimator: string;
  readonly target: string;
  /** Names of the columns the estimator itself sees. */
  readonly features: readonly string[];
  readonly classes?: readonly (string | number | boolean)[];
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly metrics?: Readonly<Record<string, number | null>>;
  /** Versions of the packages that made the model. */
  readonly versions: Readonly<Record<string, string>>;
  readonly [key: string]: Json | undefined;
}

/** Everything a model directory is made of. */
export interface BundleSpec {
  /** The ONNX file: inputs are the signature's columns, outputs vectors of one value per row. */
  readonly graph: Uint8Array;
  readonly signature: Signature;
  readonly inputExample: SplitRows;
  readonly goldenRows: GoldenRows;
  /** Column profiles of the training rows, which drift is compared with. */
  readonly referenceProfile?: Json;
  readonly metadata: BundleMetadata;
}

export interface BundleOptions {
  /** Id of the logged model (`m-…`), written to MLmodel. */
  readonly modelId?: string;
  readonly runId?: string;
  readonly artifactPath?: string;
  /** Default: now. The same spec and options give the same bytes. */
  readonly createdAt?: Date;
}
