import type { DatasetReference } from "@mlops/core/stage";
import type { ModelCardConfig } from "@mlops/models";

/** Where a model comes from, and what people say about it. */
export interface Provenance {
  /** Of the registered model. */
  readonly name: string;
  readonly description: string;
  readonly card: ModelCardConfig;
  /** ISO-8601. */
  readonly createdAt: string;
  /** Of this package. */
  readonly version: string;
  readonly seed: number;
  /** SHA-256 of the ONNX file. */
  readonly modelHash: string;
  readonly datasets: readonly DatasetReference[];
  /** Raw columns that the model reads. */
  readonly inputs: readonly string[];
}
