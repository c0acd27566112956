import { likeliest } from "@mlops/core/estimator";
import { PROBABILITY_FLOOR } from "@mlops/core/metrics";
import type { Outcome } from "../evaluate/outcome.ts";

/** A metric that is a function of the mean of one number per row, so that a resample costs one addition per row. */
export interface RowLosses {
  readonly values: Float64Array;
  readonly metricOf: (mean: number) => number;
}

const itself = (mean: number): number => mean;

/** The numbers per row whose mean makes `metric`; null for metrics that are no such mean. Every row's truth must be known. */
export function rowLosses(outcome: Outcome, metric: string): RowLosses | null {
  switch (outcome.kind) {
    case "regression":
      return regressionLosses(outcome, metric);
    case "binary":
      return binaryLosses(outcome, metric);
    case "multiclass":
      return multiclassLosses(outcome, metric);
  }
}

function regressionLosses({ actual, predicted }: Extract<Outcome, { kind: "regression" }>, metric: string): RowLosses | null {
  const errors = actual.map((value, row) => value - (predicted[row] as number));
  if (metric === "rmse") return { values: errors.map((error) => error * error), metricOf: Math.sqrt };
  return metric === "mae" ? { values: errors.map(Math.abs), metricOf: itself } : null;
}

function binaryLosses({ labels, scores, threshold = 0.5 }: Extract<Outcome, { kind: "binary" }>, metric: string): RowLosses | null {
  const loss: Record<string, (score: number, label: number) => number> = {
    log_loss: (score, label) => -Math.log(floored(label === 1 ? score : 1 - score)),
    brier: (score, label) => (label - score) ** 2,
    accuracy: (score, label) => (score >= threshold === (label === 1) ? 1 : 0),
  };
  const one = Object.hasOwn(loss, metric) ? loss[metric] : undefined;
  return one === undefined ? null : { values: scores.map((score, row) => one(score, labels[row] as number)), metricOf: itself };
}

function multiclassLosses({ labels, probabilities }: Extract<Outcome, { kind: "multiclass" }>, metric: string): RowLosses | null {
  if (metric === "log_loss") {
    const own = (label: number, row: number) => probabilities[label]?.[row] as number;
    return { values: Float64Array.from(labels, (label, row) => -Math.log(floored(own(label, row)))), metricOf: itself };
  }
  if (metric !== "accuracy") return null;
  const called = likeliest(probabilities, labels.length);
  return { values: Float64Array.from(labels, (label, row) => (label === called[row] ? 1 : 0)), metricOf: itself };
}

function floored(probability: number): number {
  return Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, probability));
}
