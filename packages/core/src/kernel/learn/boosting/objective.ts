import type { Target } from "../../estimator/matrix.ts";

/** What boosting minimises: a mean loss over rows, its first and second derivative, and the best constant to start from. */
export interface Objective {
  /** Trees per round, and length of `raw`. */
  readonly outputs: number;
  /** What raw scores are multiplied by in the end: a power of two that keeps the 32-bit gradients of large and small targets in range. */
  readonly unit: number;
  /** The best constant raw score of each output on `rows`. */
  base(rows: Int32Array): Float64Array;
  /** Called once a round, before the gradients of its outputs. */
  prepare(raw: readonly Float64Array[]): void;
  /** Writes gradient and hessian side by side for every row. */
  gradients(raw: readonly Float64Array[], output: number, into: Float32Array): void;
  /** Weighted mean loss over `rows`. */
  loss(raw: readonly Float64Array[], rows: Int32Array): number;
}

/** Squared error for numbers, log loss for two classes, cross-entropy of softmax for more. Row weights multiply each row's loss. */
export function objectiveOf(y: Target, weights: Float64Array | undefined): Objective {
  if (y.kind === "regression") return squaredError(y.values, weights);
  return y.classes.length === 2 ? logLoss(y.codes, weights) : crossEntropy(y.codes, y.classes.length, weights);
}

/** Least hessian of a row, so that sums stay positive where probabilities reach 0 or 1. */
const MIN_HESSIAN = 1e-16;

function squaredError(target: Float64Array, weights: Float64Array | undefined): Objective {
  const unit = powerOfTwoNear(target);
  const values = target.map((value) => value / unit);
  return {
    outputs: 1,
    unit,
    base: (rows) => Float64Array.of(weightedMean(rows, weights, (row) => values[row] as number)),
    prepare() {},
    gradients([raw], _output, into) {
      const score = raw as Float64Array;
      for (let row = 0; row < values.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        into[2 * row] = weight * ((score[row] as number) - (values[row] as number));
        into[2 * row + 1] = weight;
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => (((raw as Float64Array)[row] as number) - (values[row] as number)) ** 2 / 2),
  };
}

/** The power of two at or below the spread of the values around their middle; 1 where all are equal. */
function powerOfTwoNear(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    low = Math.min(low, values[row] as number);
    high = Math.max(high, values[row] as number);
  }
  const spread = high / 2 - low / 2;
  return spread > 0 ? 2 ** Math.max(-1000, Math.floor(Math.log2(spread))) : 1;
}

function logLoss(codes: Int32Array, weights: Float64Array | undefined): Objective {
  return {
    outputs: 1,
    unit: 1,
    base(rows) {
      const share = weightedMean(rows, weights, (row) => codes[row] as number);
      return Float64Array.of(Math.log(share / (1 - share)));
    },
    prepare() {},
    gradients([raw], _output, into) {
      const score = raw as Float64Array;
      for (let row = 0; row < codes.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const p = 1 / (1 + Math.exp(-(score[row] as number)));
        into[2 * row] = weight * (p - (codes[row] as number));
        into[2 * row + 1] = weight * Math.max(MIN_HESSIAN, p * (1 - p));
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => {
        const score = (raw as Float64Array)[row] as number;
        const margin = codes[row] === 1 ? score : -score;
        return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
      }),
  };
}

function crossEntropy(codes: Int32Array, outputs: number, weights: Float64Array | undefined): Objective {
  const rows = codes.length;
  const largest = new Float64Array(rows);
  const total = new Float64Array(rows);
  return {
    outputs,
    unit: 1,
    base(trained) {
      const logs = Float64Array.from({ length: outputs }, (_, k) =>
        Math.log(weightedMean(trained, weights, (row) => (codes[row] === k ? 1 : 0))),
      );
      const mean = logs.reduce((sum, log) => sum + log, 0) / outputs;
      return logs.map((log) => log - mean);
    },
    prepare(raw) {
      largest.fill(Number.NEGATIVE_INFINITY);
      total.fill(0);
      for (const score of raw)
        for (let row = 0; row < rows; row++) if ((score[row] as number) > (largest[row] as number)) largest[row] = score[row] as number;
      for (const score of raw) {
        for (let row = 0; row < rows; row++)
          total[row] = (total[row] as number) + Math.exp((score[row] as number) - (largest[row] as number));
      }
    },
    gradients(_raw, output, into) {
      const score = _raw[output] as Float64Array;
      for (let row = 0; row < rows; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const p = Math.exp((score[row] as number) - (largest[row] as number)) / (total[row] as number);
        into[2 * row] = weight * (p - (codes[row] === output ? 1 : 0));
        into[2 * row + 1] = weight * Math.max(MIN_HESSIAN, p * (1 - p));
      }
    },
    loss: (raw, held) =>
      weightedMean(held, weights, (row) => {
        let high = Number.NEGATIVE_INFINITY;
        for (const score of raw) high = Math.max(high, score[row] as number);
        let sum = 0;
        for (const score of raw) sum += Math.exp((score[row] as number) - high);
        return high + Math.log(sum) - ((raw[codes[row] as number] as Float64Array)[row] as number);
      }),
  };
}

function weightedMean(rows: Int32Array, weights: Float64Array | undefined, value: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * value(row);
    total += weight;
  }
  return sum / total;
}
