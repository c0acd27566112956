import { DataError } from "@mlops/models/errors";
import { checkFeatures, checkFinite, checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FitOptions, FittedEstimator, FittedRegressor } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { exponential } from "../../stats/exponential.ts";
import { describedModel } from "../fitted-json.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";
import { fitRowLoss } from "./fit-row-loss.ts";
import { lowerLine, readLine, type SolverEnd } from "./fitted-linear.ts";
import { linearScores } from "./linear-scores.ts";
import { numbersOf } from "./numbers-of.ts";

const NAME = "poisson_regression";

export interface PoissonRegressionOptions {
  /** Weight of the L2 penalty, at least 0. Default 1. */
  readonly alpha?: number | undefined;
  /** Default true. */
  readonly fitIntercept?: boolean | undefined;
  /** Steps of the solver at most. Default 1000. */
  readonly maxIterations?: number | undefined;
  /**
   * The solver stops when no part of the mean loss's gradient (features scaled to a spread near 1) exceeds this share of the mean count.
   * Default 1e-10.
   */
  readonly tolerance?: number | undefined;
  /** Kernels in WebAssembly, in JavaScript, or (default, `"auto"`) whichever this platform has; the same bits. */
  readonly backend?: Backend | undefined;
}

/**
 * Poisson regression of counts or rates, `mean = e^(b₀ + x·b)`: minimises `(1/W) Σ w·(mean - y·log mean) + ½ alpha·‖b‖²`, W the sum of the
 * weights, the intercept unpenalised. Newton's method up to 256 parameters, else L-BFGS; deterministic. The target must be at least 0 and not 0
 * throughout; features must be finite: both throw `DataError` `VALUE_INVALID`. A mean past 1.8e308 is predicted as Infinity. No importances.
 * @see Equal to scikit-learn's PoissonRegressor at its own optimum to 1e-8.
 * @example
 * const x = { rows: 4, names: ["age"], columns: [Float64Array.of(0, 0, 1, 1)] };
 * const fitted = new PoissonRegression({ alpha: 0 }).fit(x, { kind: "regression", values: Float64Array.of(1, 3, 4, 8) });
 * [...fitted.predict(x)].map((mean) => mean.toFixed(6)) // => ["2.000000", "2.000000", "6.000000", "6.000000"]
 */
export class PoissonRegression implements Estimator<FittedPoisson> {
  readonly name = NAME;
  readonly params: Readonly<{ alpha: number; fitIntercept: boolean; maxIterations: number; tolerance: number }>;
  readonly #backend: Backend | undefined;

  constructor(options: PoissonRegressionOptions = {}) {
    const { alpha = 1, fitIntercept = true, maxIterations = 1000, tolerance = 1e-10 } = options;
    requireParameter(alpha >= 0 && Number.isFinite(alpha), "alpha", alpha, "a number of at least 0");
    requireParameter(isCount(maxIterations, 1), "maxIterations", maxIterations, "an integer of at least 1");
    requireParameter(tolerance > 0 && Number.isFinite(tolerance), "tolerance", tolerance, "a number above 0");
    this.params = Object.freeze({ alpha, fitIntercept, maxIterations, tolerance });
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedPoisson {
    const values = numbersOf(y);
    checkTraining(x, y, options);
    const { total, mean } = meanCount(values, options.sampleWeight);
    const { alpha, fitIntercept, maxIterations, tolerance } = this.params;
    const fit = {
      fitIntercept,
      penalty: alpha * total,
      maxIterations,
      tolerance: tolerance * mean,
      backend: this.#backend,
      intercept: fitIntercept ? Math.log(mean) : 0,
    };
    const { coefficients, intercepts, iterations, converged } = fitRowLoss(x, { kind: "poisson", values }, fit, options);
    return new FittedPoisson(x.names, coefficients[0] as Float64Array, intercepts[0] as number, { iterations, converged });
  }
}

/** Sum of the weights and weighted mean of the counts; throws for a negative count and where all with weight are 0. */
function meanCount(values: Float64Array, weights: Float64Array | undefined): { total: number; mean: number } {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value < 0) {
      const hint = "Poisson regression is for counts and rates, which are >= 0";
      throw new DataError({ code: "VALUE_INVALID", what: "the target", detail: `${value} in row ${row}`, row, hint });
    }
    const weight = weights === undefined ? 1 : (weights[row] as number);
    total += weight;
    sum += weight * value;
  }
  if (sum > 0) return { total, mean: sum / total };
  throw new DataError({
    code: "VALUE_INVALID",
    what: "the target",
    detail: "all counts with weight are 0",
    hint: "give rows with counts above 0: the mean has no logarithm otherwise",
  });
}

/** A fitted log-linear mean: `e^(intercept + Σ coefficient · feature)`. */
export class FittedPoisson implements FittedRegressor {
  readonly kind = "regression";
  readonly name = NAME;
  readonly features: readonly string[];
  readonly importances = null;
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly solver: SolverEnd;

  constructor(features: readonly string[], coefficients: Float64Array, intercept: number, solver: SolverEnd) {
    this.features = Object.freeze([...features]);
    this.coefficients = coefficients;
    this.intercept = intercept;
    this.solver = Object.freeze({ ...solver });
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    checkFeatures(this.features, x);
    checkFinite(x);
    const means = linearScores(x.columns, this.coefficients, this.intercept, x.rows);
    for (let row = 0; row < means.length; row++) means[row] = exponential(means[row] as number);
    return means;
  }

  lower(graph: Graph, input: string): string {
    return graph.node("Exp", [lowerLine(graph, input, this.coefficients, this.intercept)]);
  }

  toJSON(): Record<string, unknown> {
    const { coefficients, intercept, solver } = this;
    return { ...describedModel(this), coefficients: [...coefficients], intercept, solver: { ...solver } };
  }
}

/** Restores what `toJSON` of a `PoissonRegression` wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restorePoisson(json: Record<string, unknown>): FittedEstimator {
  const { features, coefficients, intercept, solver } = readLine(json, NAME);
  return new FittedPoisson(features, coefficients, intercept, solver ?? { iterations: 0, converged: true });
}
