import { checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";
import { FittedLinear, LINEAR, RIDGE } from "./fitted-linear.ts";
import { leastSquares } from "./least-squares.ts";
import { numbersOf } from "./numbers-of.ts";

export interface LinearRegressionOptions {
  /** Default true. */
  readonly fitIntercept?: boolean | undefined;
  /** Kernels in WebAssembly, in JavaScript, or (default, `"auto"`) whichever this platform has; the same bits. */
  readonly backend?: Backend | undefined;
}

export interface RidgeOptions extends LinearRegressionOptions {
  /** Weight of `‖b‖²`, at least 0. Default 1. */
  readonly alpha?: number | undefined;
}

/**
 * Ordinary least squares: the `b, b₀` that minimise `Σ w·(y - b₀ - x·b)²`; the shortest `b` where columns repeat each other.
 * Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column. No importances. O(rows · features²).
 * @see Equal to scikit-learn's LinearRegression to 1e-10 relative.
 * @example
 * const x = { rows: 3, names: ["size"], columns: [Float64Array.of(1, 2, 3)] };
 * const fitted = new LinearRegression().fit(x, { kind: "regression", values: Float64Array.of(3, 5, 7) });
 * [...fitted.coefficients, fitted.intercept].map((value) => Math.round(value * 1e9) / 1e9) // => [2, 1]
 */
export class LinearRegression implements Estimator<FittedLinear> {
  readonly name = LINEAR;
  readonly params: Readonly<{ fitIntercept: boolean }>;

  readonly #backend: Backend | undefined;

  constructor(options: LinearRegressionOptions = {}) {
    this.params = Object.freeze({ fitIntercept: options.fitIntercept ?? true });
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedLinear {
    return fitLinear(LINEAR, x, y, 0, this.params.fitIntercept, this.#backend, options);
  }
}

/**
 * Linear regression with an L2 penalty: minimises `Σ w·(y - b₀ - x·b)² + alpha·‖b‖²` in the features' own units, `b₀` unpenalised.
 * Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column. No importances. O(rows · features²).
 * @see Equal to scikit-learn's Ridge to 1e-10 relative.
 * @example
 * const x = { rows: 3, names: ["size"], columns: [Float64Array.of(1, 2, 3)] };
 * const fitted = new Ridge({ alpha: 2 }).fit(x, { kind: "regression", values: Float64Array.of(3, 5, 7) });
 * [...fitted.coefficients, fitted.intercept].map((value) => Math.round(value * 1e9) / 1e9) // => [1, 3]
 */
export class Ridge implements Estimator<FittedLinear> {
  readonly name = RIDGE;
  readonly params: Readonly<{ alpha: number; fitIntercept: boolean }>;

  readonly #backend: Backend | undefined;

  constructor(options: RidgeOptions = {}) {
    const { alpha = 1, fitIntercept = true } = options;
    requireParameter(alpha >= 0 && Number.isFinite(alpha), "alpha", alpha, "a number of at least 0");
    this.params = Object.freeze({ alpha, fitIntercept });
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedLinear {
    return fitLinear(RIDGE, x, y, this.params.alpha, this.params.fitIntercept, this.#backend, options);
  }
}

function fitLinear(
  name: string,
  x: Matrix,
  y: Target,
  alpha: number,
  fitIntercept: boolean,
  backend: Backend | undefined,
  options: FitOptions,
): FittedLinear {
  const values = numbersOf(y);
  checkTraining(x, y, options);
  const onBlock = (done: number): void => {
    options.onProgress?.(done, 1);
    options.signal?.throwIfAborted();
  };
  const more = { weights: options.sampleWeight, backend, onBlock };
  const { coefficients, intercept } = leastSquares(x, values, alpha, fitIntercept, more);
  options.onProgress?.(1, 1);
  return new FittedLinear(name, x.names, coefficients, intercept);
}
