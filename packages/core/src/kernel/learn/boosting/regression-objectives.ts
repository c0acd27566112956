import { DataError } from "@mlops/models/errors";
import { plainExponential } from "../wasm/plain-exponential.ts";
import type { Objective } from "./objective.ts";
import { weightedMean, weightedQuantile } from "./weighted-rows.ts";

type Weights = Float64Array | undefined;

/** `(raw - y)² / 2` */
export function squaredError(target: Float64Array, weights: Weights): Objective {
  const { unit, values } = inUnits(target);
  return {
    outputs: 1,
    unit,
    codes: null,
    renewal: null,
    base: (rows) => Float64Array.of(weightedMean(rows, weights, (row) => values[row] as number)),
    prepare() {},
    gradients([raw], _output, gradients, hessians) {
      const score = raw as Float64Array;
      for (let row = 0; row < values.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        gradients[row] = weight * ((score[row] as number) - (values[row] as number));
        hessians[row] = weight;
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => (((raw as Float64Array)[row] as number) - (values[row] as number)) ** 2 / 2),
  };
}

/** `quantile · (y - raw)` below the target, `(1 - quantile) · (raw - y)` above; leaves hold that quantile of their residuals. */
export function pinball(target: Float64Array, weights: Weights, quantile: number): Objective {
  const { unit, values } = inUnits(target);
  return {
    outputs: 1,
    unit,
    codes: null,
    renewal: { quantile, target: values },
    base: (rows) => Float64Array.of(weightedQuantile(rows, weights, quantile, (row) => values[row] as number)),
    prepare() {},
    gradients([raw], _output, gradients, hessians) {
      const score = raw as Float64Array;
      for (let row = 0; row < values.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        gradients[row] = weight * ((score[row] as number) >= (values[row] as number) ? 1 - quantile : -quantile);
        hessians[row] = weight;
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => {
        const error = (values[row] as number) - ((raw as Float64Array)[row] as number);
        return error > 0 ? quantile * error : (quantile - 1) * error;
      }),
  };
}

/** Squared error up to `delta` from the target, beyond it linear: `delta · (|raw - y| - delta / 2)`. */
export function huber(target: Float64Array, weights: Weights, delta: number): Objective {
  const { unit, values } = inUnits(target);
  const bend = delta / unit;
  return {
    outputs: 1,
    unit,
    codes: null,
    renewal: null,
    base: (rows) => Float64Array.of(weightedQuantile(rows, weights, 0.5, (row) => values[row] as number)),
    prepare() {},
    gradients([raw], _output, gradients, hessians) {
      const score = raw as Float64Array;
      for (let row = 0; row < values.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const error = (score[row] as number) - (values[row] as number);
        gradients[row] = weight * Math.max(-bend, Math.min(bend, error));
        hessians[row] = weight;
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => {
        const error = Math.abs(((raw as Float64Array)[row] as number) - (values[row] as number));
        return error <= bend ? error ** 2 / 2 : bend * (error - bend / 2);
      }),
  };
}

/** `e^raw - y · raw` for counts and rates: raw scores are logarithms. */
export function poisson(target: Float64Array, weights: Weights): Objective {
  const mean = target.reduce((sum, value, row) => sum + value * (weights === undefined ? 1 : (weights[row] as number)), 0);
  if (!(mean > 0) || target.some((value) => value < 0)) {
    const detail = "a Poisson target has values of at least 0, one above 0";
    throw new DataError({ code: "VALUE_INVALID", what: "the target", detail, hint: "choose another objective" });
  }
  return {
    outputs: 1,
    unit: 1,
    codes: null,
    renewal: null,
    base: (rows) =>
      Float64Array.of(
        Math.log(
          Math.max(
            weightedMean(rows, weights, (row) => target[row] as number),
            Number.MIN_VALUE,
          ),
        ),
      ),
    prepare() {},
    gradients([raw], _output, gradients, hessians) {
      const score = raw as Float64Array;
      for (let row = 0; row < target.length; row++) {
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const rate = plainExponential(score[row] as number);
        gradients[row] = weight * (rate - (target[row] as number));
        hessians[row] = weight * rate;
      }
    },
    loss: ([raw], rows) =>
      weightedMean(rows, weights, (row) => {
        const score = (raw as Float64Array)[row] as number;
        return plainExponential(score) - (target[row] as number) * score;
      }),
  };
}

/** The target over a power of two near its spread. */
function inUnits(target: Float64Array): { unit: number; values: Float64Array } {
  const unit = powerOfTwoNear(target);
  return { unit, values: target.map((value) => value / unit) };
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
