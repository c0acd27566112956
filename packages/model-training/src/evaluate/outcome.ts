import type { FittedEstimator, Label, Matrix } from "@mlops/core/estimator";
import { columnOf, type TableLike, toFloat64 } from "@mlops/core/table";
import { takeNumbers } from "../folds/take-matrix.ts";
import type { Truth } from "./truth.ts";

interface Weighed {
  /** A non-negative weight per row in metrics; 1 each where absent. */
  readonly weights?: Float64Array | undefined;
}

/** What a model said about rows whose truth is known. Codes count into the classes; of two classes the last is the positive one. */
export type Outcome = Weighed &
  (
    | {
        readonly kind: "binary";
        readonly labels: Int32Array;
        readonly scores: Float64Array;
        /** A row is called positive where its score is at least this. Default 0.5. */
        readonly threshold?: number;
      }
    | { readonly kind: "multiclass"; readonly labels: Int32Array; readonly probabilities: readonly Float64Array[] }
    | { readonly kind: "regression"; readonly actual: Float64Array; readonly predicted: Float64Array }
  );

/** One array per class with the probabilities of the rows; the one of the predicted numbers where a model predicts numbers. */
export type Predictions = readonly Float64Array[];

/** Puts truth and predictions of the same rows side by side; the threshold counts for two classes. */
export function outcomeOf(truth: Truth, predictions: Predictions, threshold?: number): Outcome {
  const weighed: Weighed = truth.weights ? { weights: truth.weights } : {};
  if (truth.kind === "regression")
    return { kind: "regression", actual: truth.actual, predicted: predictions[0] as Float64Array, ...weighed };
  if (predictions.length === 2) {
    const scores = predictions[1] as Float64Array;
    return { kind: "binary", labels: truth.labels, scores, ...(threshold === undefined ? {} : { threshold }), ...weighed };
  }
  return { kind: "multiclass", labels: truth.labels, probabilities: predictions, ...weighed };
}

/** What the model in memory says. */
export function predictionsOfModel(model: FittedEstimator, x: Matrix): Predictions {
  return model.kind === "regression" ? [model.predict(x)] : model.predictProbability(x);
}

/** The columns that a bundle predicts: `probability_<class>` of each class, or `prediction` where there are none. */
export function predictionColumns(classes: readonly Label[] | null): string[] {
  return classes === null ? ["prediction"] : classes.map((label) => `probability_${label}`);
}

/** What a bundle said, read from the table it gave. */
export function predictionsOfTable(table: TableLike, classes: readonly Label[] | null): Predictions {
  return predictionColumns(classes).map((name) => toFloat64(columnOf(table, name)));
}

/** The part of an outcome at `rows`, which may repeat. */
export function outcomeAt(outcome: Outcome, rows: Uint32Array): Outcome {
  const weighed: Weighed = outcome.weights ? { weights: takeNumbers(outcome.weights, rows) } : {};
  if (outcome.kind === "regression") {
    const { actual, predicted } = outcome;
    return { kind: "regression", actual: takeNumbers(actual, rows), predicted: takeNumbers(predicted, rows), ...weighed };
  }
  const labels = Int32Array.from(rows, (row) => outcome.labels[row] as number);
  if (outcome.kind === "binary") return { ...outcome, labels, scores: takeNumbers(outcome.scores, rows), ...weighed };
  return { kind: "multiclass", labels, probabilities: outcome.probabilities.map((values) => takeNumbers(values, rows)), ...weighed };
}

/** Rows of an outcome, unknown ones counted. */
export function rowsOf(outcome: Outcome): number {
  return outcome.kind === "regression" ? outcome.actual.length : outcome.labels.length;
}
