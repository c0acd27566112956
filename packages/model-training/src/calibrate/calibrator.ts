import type { Graph } from "@mlops/core/onnx";

/** A rising map from a model's probability to a calibrated one, both in [0, 1]. */
export interface Calibrator {
  apply(probability: number): number;
  /** Adds the map to `graph`. @param probability - a double tensor [N, 1] @returns another */
  lower(graph: Graph, probability: string): string;
  toJSON(): Record<string, unknown>;
}

/** What a calibrator learns from: probabilities of rows that the model did not see, and whether each row is of the class. */
export interface CalibrationRows {
  readonly probabilities: Float64Array;
  readonly positive: Uint8Array;
  /** One per row; 1 each where absent. */
  readonly weights?: Float64Array | undefined;
}

export const doubles = (graph: Graph, shape: readonly number[], data: readonly number[]): string =>
  graph.constant({ type: "double", shape, data });
