import type { Graph } from "../onnx/graph.ts";
import type { ColumnKind, TableLike } from "../table/column.ts";
import type { Matrix } from "./matrix.ts";

/** A raw column that a fitted feature transformer reads. */
export interface FeatureInput {
  readonly name: string;
  readonly kind: Extract<ColumnKind, "numeric" | "string" | "boolean">;
  /** True if it had missing values when fitted, or may have them. */
  readonly nullable: boolean;
}

/** What a trainer needs of a fitted feature transformer: raw columns in, a dense matrix out, and the same as a graph. */
export interface FittedFeatures {
  readonly inputColumns: readonly FeatureInput[];
  readonly outputNames: readonly string[];
  /** The raw column that each output is made of. Absent where outputs are made of several. */
  readonly outputSources?: readonly string[];
  toMatrix(table: TableLike): Matrix;
  /**
   * Adds the transformation to `graph`. `inputs` names, per raw column, a tensor [N, 1] of doubles or strings;
   * the result is a double tensor [N, outputs] in the order of `outputNames`.
   */
  lower(graph: Graph, inputs: Readonly<Record<string, { readonly value: string; readonly type: "double" | "string" }>>): string;
  toJSON(): Record<string, unknown>;
  /** URL of a module whose `restoreFeatures(json)` reads `toJSON()` back, so that a worker thread can. */
  readonly restoreModule: string;
}
