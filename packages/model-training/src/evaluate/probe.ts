import type { FittedEstimator, FittedFeatures } from "@mlops/core/estimator";
import type { Column, TableLike } from "@mlops/core/table";
import { columnOf, makeTable } from "@mlops/core/table";
import { type Outcome, outcomeOf, type Predictions, predictionsOfModel } from "./outcome.ts";
import type { Truth } from "./truth.ts";

/** A model with some rows to try it on, each column of which can be replaced. */
export interface Probe {
  readonly model: FittedEstimator;
  readonly features: FittedFeatures;
  readonly rows: TableLike;
  readonly truth: Truth;
  readonly threshold: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What the model says when a raw column is another; everything else stays as it is. */
export function predictWith({ model, features, rows, signal }: Probe, name: string, column: Column): Predictions {
  signal?.throwIfAborted();
  const columns = features.inputColumns.map((input) => [input.name, input.name === name ? column : columnOf(rows, input.name)] as const);
  return predictionsOfModel(model, features.toMatrix(makeTable(Object.fromEntries(columns))));
}

export function outcomeWith(probe: Probe, name: string, column: Column): Outcome {
  return outcomeOf(probe.truth, predictWith(probe, name, column), probe.threshold);
}
