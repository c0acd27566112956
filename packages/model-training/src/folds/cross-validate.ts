import { setImmediate } from "node:timers/promises";
import type { Estimator, Matrix, Target } from "@mlops/core/estimator";
import type { MetricValue } from "@mlops/core/stage";
import { takeTable } from "@mlops/core/table";
import { measure } from "../evaluate/measure.ts";
import { outcomeOf, type Predictions, predictionsOfModel } from "../evaluate/outcome.ts";
import { truthOfTarget } from "../evaluate/truth.ts";
import type { FoldRows } from "../trainer/training-rows.ts";
import type { FoldPlan } from "./fold-plan.ts";
import { type FoldMetrics, meanOfFolds } from "./mean-of-folds.ts";
import { learnsFeatures, refitFeatures } from "./refit-features.ts";
import type { Fold } from "./split-folds.ts";
import { takeMatrix, takeNumbers, takeTarget } from "./take-matrix.ts";

export interface CrossValidated {
  readonly folds: readonly FoldMetrics[];
  /** Mean over the folds with interval. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** One array per class, or the one of the numbers: what a model that did not see a row said of it; NaN for rows that no fold predicts. */
  readonly predictions: Predictions;
  /** The fold that predicted each row, −1 for none. */
  readonly foldOf: Int32Array;
}

export interface CrossValidateOptions {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Folds done, with the share of the one in work that its fit has told, and folds in all. */
  readonly onFold?: (done: number, total: number) => void;
}

interface FoldData {
  readonly x: Matrix;
  readonly y: Target;
  readonly weights: Float64Array | undefined;
  readonly test: { readonly x: Matrix; readonly y: Target };
}

/**
 * Predicts each row by a model that was fitted without it. Features that learn from rows are learned anew in each fold.
 * @throws what the fit throws; the signal's reason, looked at between folds and by the fit
 */
export async function crossValidate(
  estimator: Estimator,
  rows: FoldRows,
  plan: FoldPlan,
  options: CrossValidateOptions,
): Promise<CrossValidated> {
  const { seed, signal } = options;
  const outputs = rows.y.kind === "regression" ? 1 : rows.y.classes.length;
  const predictions = Array.from({ length: outputs }, () => new Float64Array(rows.x.rows).fill(Number.NaN));
  const foldOf = new Int32Array(rows.x.rows).fill(-1);
  for (const [at, fold] of plan.folds.entries()) {
    await setImmediate(); // lets an abort in
    signal?.throwIfAborted();
    const { x, y, weights, test } = dataOfFold(rows, fold);
    const model = estimator.fit(x, y, {
      seed,
      ...(weights ? { sampleWeight: weights } : {}),
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => options.onFold?.(at + Math.min(0.99, done / total), plan.folds.length),
    });
    const predicted = predictionsOfModel(model, test.x);
    for (const [k, values] of predicted.entries())
      for (const [i, row] of fold.test.entries()) (predictions[k] as Float64Array)[row] = values[i] as number;
    for (const row of fold.test) foldOf[row] = at;
    options.onFold?.(at + 1, plan.folds.length);
  }
  return { predictions, foldOf, ...measureFolds(rows, predictions, plan) };
}

/** The metrics of each fold and their means. @param threshold - from which probability on a row is called positive, of two classes */
export function measureFolds(
  { y, metricWeights }: Pick<FoldRows, "y" | "metricWeights">,
  predictions: Predictions,
  plan: FoldPlan,
  threshold?: number,
): Pick<CrossValidated, "folds" | "metrics"> {
  const folds = plan.folds.map(({ train, test }): FoldMetrics => {
    const own = predictions.map((values) => takeNumbers(values, test));
    const metrics = measure(outcomeOf(truthOfTarget(y, metricWeights, test), own, threshold));
    return { trained: train.length, rows: test.length, metrics };
  });
  return { folds, metrics: meanOfFolds(folds) };
}

function dataOfFold({ raw, features, x, y, weights }: FoldRows, { train, test }: Fold): FoldData {
  const parts = () => {
    if (!raw || !features || !learnsFeatures(features)) return { own: takeMatrix(x, train), other: takeMatrix(x, test) };
    const table = takeTable(raw, train);
    const fitted = refitFeatures(features, table);
    return { own: fitted.toMatrix(table), other: fitted.toMatrix(takeTable(raw, test)) };
  };
  const { own, other } = parts();
  return {
    x: own,
    y: takeTarget(y, train),
    weights: weights && takeNumbers(weights, train),
    test: { x: other, y: takeTarget(y, test) },
  };
}
