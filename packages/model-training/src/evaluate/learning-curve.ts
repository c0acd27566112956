import { setImmediate } from "node:timers/promises";
import type { Estimator, Matrix, Target } from "@mlops/core/estimator";
import type { TrainingDetails } from "@mlops/core/stage";
import { Random } from "@mlops/core/stats";
import { DataError } from "@mlops/models";
import { takeMatrix, takeNumbers, takeTarget } from "../folds/take-matrix.ts";
import { measure } from "./measure.ts";
import { outcomeOf, predictionsOfModel } from "./outcome.ts";
import { type Truth, truthOfTarget } from "./truth.ts";

/** Rows to learn from and rows to judge on. */
export interface CurveRows {
  readonly x: Matrix;
  readonly y: Target;
  /** Of the rows in the fit, and in metrics. */
  readonly weights: Float64Array | undefined;
  readonly metricWeights?: Float64Array | undefined;
  readonly judged: { readonly x: Matrix; readonly truth: Truth };
}

export interface LearningCurveOptions {
  readonly metric: string;
  /** Shares of the training rows, each more than 0 and at most 1. */
  readonly shares: readonly number[];
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** The metric on the rows learned from and on those judged, by how many rows were learned from; smaller sets are part of the larger ones. */
export async function learningCurve(
  estimator: Estimator,
  { x, y, weights, metricWeights, judged }: CurveRows,
  { metric, shares, seed, signal }: LearningCurveOptions,
): Promise<TrainingDetails["learningCurve"]> {
  const order = new Random(seed).fork("learning curve").permutation(x.rows);
  const points = [];
  for (const share of [...new Set(shares)].sort((a, b) => a - b)) {
    await setImmediate(); // lets an abort in
    signal?.throwIfAborted();
    const rows = order.slice(0, Math.max(1, Math.round(share * x.rows))).sort();
    const own = { x: takeMatrix(x, rows), y: takeTarget(y, rows) };
    if (own.y.kind === "classification" && new Set(own.y.codes).size < own.y.classes.length) {
      const hint = `a share of ${share} lacks a class: raise it in evaluation.learningCurve`;
      throw new DataError({ code: "TOO_FEW_ROWS", actual: rows.length, needed: "rows of every class", hint });
    }
    const model = estimator.fit(own.x, own.y, {
      seed,
      ...(weights ? { sampleWeight: takeNumbers(weights, rows) } : {}),
      ...(signal ? { signal } : {}),
    });
    const train = measure(outcomeOf(truthOfTarget(y, metricWeights, rows), predictionsOfModel(model, own.x)))[metric]?.value ?? null;
    const validation = measure(outcomeOf(judged.truth, predictionsOfModel(model, judged.x)))[metric] ?? null;
    points.push({ rows: rows.length, train, validation: validation?.value ?? null, interval: validation?.interval ?? null });
  }
  return { metric, points };
}
