import { checkFinite } from "../../estimator/check-input.ts";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import type { Backend } from "../wasm/machine.ts";
import { type LossTarget, outputsOf } from "./block-losses.ts";
import { columnUnits } from "./column-units.ts";
import { lbfgs, type Minimum, newton } from "./minimise.ts";
import type { Units } from "./row-blocks.ts";
import { RowLoss, type RowLossOptions } from "./row-loss.ts";
import { sampleStart } from "./sample-start.ts";
import { squaresOverflow } from "./squares-overflow.ts";

/** Above this many parameters a Newton step costs more than the many cheap steps of L-BFGS. */
const MOST_FOR_NEWTON = 256;

export interface RowLossFit {
  readonly fitIntercept: boolean;
  /** Weight of `½‖b‖²` beside the sum of the weighted losses. */
  readonly penalty: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly backend: Backend | undefined;
  /** Where the intercept of a single output starts; default 0. */
  readonly intercept?: number;
}

/** Coefficients in the features' own units, one row per output. */
export interface RowLossSolution {
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Minimises the loss of a linear model: Newton's method up to 256 parameters, from what a sample of many rows gives, else L-BFGS. Progress counts
 * steps of the solver; an abort stops within a pass. Throws `DataError` `VALUE_INVALID` for a feature that is not finite.
 */
export function fitRowLoss(x: Matrix, target: LossTarget, fit: RowLossFit, options: FitOptions): RowLossSolution {
  const { maxIterations, tolerance } = fit;
  const onStep = (iteration: number): void => {
    options.onProgress?.(iteration, maxIterations);
    options.signal?.throwIfAborted();
  };
  const direct = outputsOf(target) * (x.columns.length + 1) <= MOST_FOR_NEWTON;
  if (!direct) checkFinite(x);
  for (const which of direct ? (["some", "all"] as const) : (["all"] as const)) {
    const units = columnUnits(x.columns, options.sampleWeight, fit.fitIntercept, which);
    const more: RowLossOptions = { ...fit, weights: options.sampleWeight, units, onBlock: () => options.signal?.throwIfAborted() };
    const loss = new RowLoss(x, target, more);
    const start = new Float64Array(loss.size);
    start[0] = fit.intercept ?? 0;
    if (direct) {
      if (which === "some") start.set(sampleStart(x, target, more, start) ?? start);
      loss.evaluate(start, new Float64Array(loss.size), true);
      if (loss.units === "not finite" || (loss.units === "far" && which === "some")) {
        checkFinite(x);
        loss.close();
        continue;
      }
    }
    const minimum = (direct ? newton : lbfgs)(loss, { tolerance, maxIterations, start, onStep });
    loss.close();
    options.onProgress?.(maxIterations, maxIterations);
    return inOwnUnits(minimum, loss.outputs, units, fit.fitIntercept);
  }
  throw squaresOverflow();
}

function inOwnUnits(minimum: Minimum, outputs: number, { shift, scale }: Units, fitIntercept: boolean): RowLossSolution {
  const { parameters, iterations, converged } = minimum;
  const stride = shift.length + 1;
  const intercepts = new Float64Array(outputs);
  const coefficients = Array.from({ length: outputs }, (_, k) => {
    const row = parameters.slice(k * stride + 1, (k + 1) * stride).map((value, f) => value * (scale[f] as number));
    let intercept = parameters[k * stride] as number;
    for (let f = 0; f < row.length; f++) intercept -= (row[f] as number) * (shift[f] as number);
    intercepts[k] = fitIntercept ? intercept : 0;
    return row;
  });
  return { coefficients, intercepts, iterations, converged };
}
