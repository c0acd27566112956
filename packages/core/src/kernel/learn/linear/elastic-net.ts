import { checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";
import { centredProducts } from "./centred-products.ts";
import { coordinateDescent } from "./coordinate-descent.ts";
import { ELASTIC_NET, FittedLinear, LASSO } from "./fitted-linear.ts";
import { interceptOf, leastSquares } from "./least-squares.ts";
import { numbersOf } from "./numbers-of.ts";

export interface LassoOptions {
  /** Weight of the penalty, at least 0. Default 1. */
  readonly alpha?: number | undefined;
  /** Default true. */
  readonly fitIntercept?: boolean | undefined;
  /** Sweeps over the coefficients at most. Default 10,000. */
  readonly maxIterations?: number | undefined;
  /** The solver stops when the duality gap is at most this share of the target's sum of squares. Default 1e-10. */
  readonly tolerance?: number | undefined;
  /** Kernels in WebAssembly, in JavaScript, or (default, `"auto"`) whichever this platform has; the same bits. */
  readonly backend?: Backend | undefined;
}

export interface ElasticNetOptions extends LassoOptions {
  /** Share of the penalty that is L1, from 0 to 1. Default 0.5. */
  readonly l1Ratio?: number | undefined;
}

interface Params {
  readonly alpha: number;
  readonly fitIntercept: boolean;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/**
 * Least squares with an L1 penalty, which sets coefficients to 0: minimises `(1/2W) Σ w·(y - b₀ - x·b)² + alpha·Σ|b|`, W the sum of the weights,
 * the intercept unpenalised, by coordinate descent on the cross products of one pass. Where columns repeat each other several solutions are
 * equally good, and one of them is found. Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column. No importances.
 * @see Equal to scikit-learn's Lasso at its own optimum to 1e-8.
 * @example
 * const x = { rows: 4, names: ["age", "size"], columns: [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 0, 0, 1)] };
 * const fitted = new Lasso({ alpha: 0.5 }).fit(x, { kind: "regression", values: Float64Array.of(2, 4, 6, 8) });
 * [...fitted.coefficients].map((b) => b.toFixed(6)) // => ["1.600000", "0.000000"]
 */
export class Lasso implements Estimator<FittedLinear> {
  readonly name = LASSO;
  readonly params: Readonly<Params>;
  readonly #backend: Backend | undefined;

  constructor(options: LassoOptions = {}) {
    this.params = Object.freeze(checked(options));
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedLinear {
    return fitElasticNet(LASSO, x, y, { ...this.params, l1Ratio: 1 }, this.#backend, options);
  }
}

/**
 * Least squares with L1 and L2 penalties: minimises `(1/2W) Σ w·(y - b₀ - x·b)² + alpha·(l1Ratio·Σ|b| + ½ (1 - l1Ratio)·‖b‖²)`, W the sum of the
 * weights, the intercept unpenalised, by coordinate descent on the cross products of one pass; without an L1 part as `Ridge` does.
 * Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column. No importances.
 * @see Equal to scikit-learn's ElasticNet at its own optimum to 1e-8.
 * @example
 * const x = { rows: 4, names: ["age"], columns: [Float64Array.of(1, 2, 3, 4)] };
 * const fitted = new ElasticNet({ alpha: 0.5 }).fit(x, { kind: "regression", values: Float64Array.of(2, 4, 6, 8) });
 * fitted.coefficients[0].toFixed(6) // => "1.500000"
 */
export class ElasticNet implements Estimator<FittedLinear> {
  readonly name = ELASTIC_NET;
  readonly params: Readonly<Params & { l1Ratio: number }>;
  readonly #backend: Backend | undefined;

  constructor(options: ElasticNetOptions = {}) {
    const { l1Ratio = 0.5 } = options;
    requireParameter(l1Ratio >= 0 && l1Ratio <= 1, "l1Ratio", l1Ratio, "a number from 0 to 1");
    this.params = Object.freeze({ ...checked(options), l1Ratio });
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedLinear {
    return fitElasticNet(ELASTIC_NET, x, y, this.params, this.#backend, options);
  }
}

function checked({ alpha = 1, fitIntercept = true, maxIterations = 10_000, tolerance = 1e-10 }: LassoOptions): Params {
  requireParameter(alpha >= 0 && Number.isFinite(alpha), "alpha", alpha, "a number of at least 0");
  requireParameter(isCount(maxIterations, 1), "maxIterations", maxIterations, "an integer of at least 1");
  requireParameter(tolerance > 0 && Number.isFinite(tolerance), "tolerance", tolerance, "a number above 0");
  return { alpha, fitIntercept, maxIterations, tolerance };
}

function fitElasticNet(
  name: string,
  x: Matrix,
  y: Target,
  params: Params & { l1Ratio: number },
  backend: Backend | undefined,
  options: FitOptions,
): FittedLinear {
  const values = numbersOf(y);
  checkTraining(x, y, options);
  const { alpha, l1Ratio, fitIntercept, maxIterations, tolerance } = params;
  const { signal, onProgress, sampleWeight } = options;
  const more = { weights: sampleWeight, backend, onBlock: () => signal?.throwIfAborted() };
  onProgress?.(0, maxIterations);
  if (alpha * l1Ratio === 0) {
    const total = sampleWeight?.reduce((sum, weight) => sum + weight, 0) ?? x.rows;
    const { coefficients, intercept } = leastSquares(x, values, alpha * (1 - l1Ratio) * total, fitIntercept, more);
    onProgress?.(maxIterations, maxIterations);
    return new FittedLinear(name, x.names, coefficients, intercept, { iterations: 0, converged: true });
  }
  const { total, mean, scale, values: products } = centredProducts(x, values, fitIntercept, more);
  const width = x.columns.length;
  const size = width + 1;
  const yScale = scale[width] as number;
  const gram = new Float64Array(width * width);
  for (let f = 0; f < width; f++)
    for (let g = 0; g < width; g++) gram[f * width + g] = (products[Math.max(f, g) * size + Math.min(f, g)] as number) / total;
  const problem = {
    gram,
    moment: products.slice(width * size, width * size + width).map((value) => value / total),
    squares: (products[width * size + width] as number) / total,
    // a coefficient in the feature's own units is β · scale / yScale
    l1: scale.slice(0, width).map((own) => alpha * l1Ratio * own * yScale),
    l2: scale.slice(0, width).map((own) => alpha * (1 - l1Ratio) * own * own),
  };
  const onSweep = (sweep: number): void => {
    onProgress?.(sweep, maxIterations);
    signal?.throwIfAborted();
  };
  const { parameters, iterations, converged } = coordinateDescent(problem, { tolerance, maxIterations, onSweep });
  onProgress?.(maxIterations, maxIterations);
  const coefficients = parameters.map((value, f) => (value * (scale[f] as number)) / yScale);
  const intercept = fitIntercept ? interceptOf(coefficients, mean) : 0;
  return new FittedLinear(name, x.names, coefficients, intercept, { iterations, converged });
}
