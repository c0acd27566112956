import { plainExponential } from "../wasm/plain-exponential.ts";
import type { Objective } from "./objective.ts";
import { weightedMean } from "./weighted-rows.ts";

/** Least hessian of a row, so that sums stay positive where probabilities reach 0 or 1. */
const MIN_HESSIAN = 1e-16;

/** Log loss of two classes; a kernel computes its gradients. */
export function logLoss(codes: Int32Array, weights: Float64Array | undefined): Objective {
  return {
    outputs: 1,
    unit: 1,
    codes,
    renewal: null,
    base(rows) {
      const share = weightedMean(rows, weights, (row) => codes[row] as number);
      // where one row outweighs all others, the share may round to 0 or 1
      const held = Math.max(Number.EPSILON, Math.min(1 - Number.EPSILON, share));
      return Float64Array.of(Math.log(held / (1 - held)));
    },
    prepare() {},
    gradients() {},
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => {
        const score = (raw as Float64Array)[row] as number;
        const margin = codes[row] === 1 ? score : -score;
        return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
      }),
  };
}

/** Cross-entropy of softmax for three classes and more. */
export function crossEntropy(codes: Int32Array, outputs: number, weights: Float64Array | undefined): Objective {
  const rows = codes.length;
  const total = new Float64Array(rows);
  const powers = Array.from({ length: outputs }, () => new Float64Array(rows));
  return {
    outputs,
    unit: 1,
    codes: null,
    renewal: null,
    base(trained) {
      const logs = Float64Array.from({ length: outputs }, (_, k) =>
        Math.log(
          Math.max(
            Number.EPSILON ** 2,
            weightedMean(trained, weights, (row) => (codes[row] === k ? 1 : 0)),
          ),
        ),
      );
      const mean = logs.reduce((sum, log) => sum + log, 0) / outputs;
      return logs.map((log) => log - mean);
    },
    prepare(raw) {
      const largest = total.fill(Number.NEGATIVE_INFINITY);
      for (const score of raw)
        for (let row = 0; row < rows; row++) if ((score[row] as number) > (largest[row] as number)) largest[row] = score[row] as number;
      for (const [k, score] of raw.entries()) {
        const power = powers[k] as Float64Array;
        for (let row = 0; row < rows; row++) power[row] = plainExponential((score[row] as number) - (largest[row] as number));
      }
      total.fill(0);
      for (const power of powers) for (let row = 0; row < rows; row++) total[row] = (total[row] as number) + (power[row] as number);
    },
    gradients(_raw, output, gradients, hessians) {
      const power = powers[output] as Float64Array;
      for (let row = 0; row < rows; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const p = (power[row] as number) / (total[row] as number);
        gradients[row] = weight * (p - (codes[row] === output ? 1 : 0));
        hessians[row] = weight * Math.max(MIN_HESSIAN, p * (1 - p));
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
