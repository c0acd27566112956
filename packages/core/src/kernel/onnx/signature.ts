/** Types of MLflow's column schema that this package reads and writes. */
export type SignatureType = "double" | "long" | "string" | "boolean" | "datetime";

/** One input or output column of a model. A column that is not required may be absent or hold missing values. */
export interface SignatureColumn {
  readonly name: string;
  readonly type: SignatureType;
  readonly required: boolean;
}

export interface Signature {
  readonly inputs: readonly SignatureColumn[];
  readonly outputs: readonly SignatureColumn[];
}

/**
 * How a missing string reaches a graph: ONNX strings have no null, and each caller spells it in its own way.
 * Map all of them to the imputed value; a real category of one of these names cannot be told from a missing one.
 */
export const MISSING_STRINGS: readonly string[] = ["", "nan", "NaN", "None", "<NA>", "null"];
