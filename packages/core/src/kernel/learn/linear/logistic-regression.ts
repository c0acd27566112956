import { DataError } from "@mlops/models/errors";
import { checkFeatures, checkFinite, checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FitOptions, FittedClassifier, FittedEstimator } from "../../estimator/estimator.ts";
import type { Label, Matrix, Target } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { describedModel, numbersIn, readDescription } from "../fitted-json.ts";
import { fromLogOdds, lowerProbabilities, softmaxInPlace } from "../probabilities.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";
import type { LossTarget } from "./block-losses.ts";
import { fitRowLoss } from "./fit-row-loss.ts";
import { linearScores } from "./linear-scores.ts";

const NAME = "logistic_regression";

export interface LogisticRegressionOptions {
  /** Inverse of the L2 penalty, above 0; `Infinity` or null for none. Default 1. */
  readonly c?: number | null | undefined;
  /** Default true. */
  readonly fitIntercept?: boolean | undefined;
  /** Steps of the solver at most. Default 1000. */
  readonly maxIterations?: number | undefined;
  /** The solver stops when no part of the mean loss's gradient (features scaled to a spread near 1) exceeds this. Default 1e-10. */
  readonly tolerance?: number | undefined;
  /** Kernels in WebAssembly, in JavaScript, or (default, `"auto"`) whichever this platform has; the same bits. */
  readonly backend?: Backend | undefined;
}

/**
 * Logistic regression: minimises `½‖b‖² + c · Σ w·loss` with log loss for two classes and softmax cross-entropy for more, intercepts
 * unpenalised. Features are scaled inside and the penalty with them, so the solution is the one in the features' own units.
 * Newton's method up to 256 parameters, else L-BFGS; deterministic. Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column.
 * `converged` is false when the solver stopped before its tolerance (classes that a line separates, without a penalty). No importances.
 * @see Equal to scikit-learn's LogisticRegression at its own optimum to 1e-8.
 * @example
 * const x = { rows: 4, names: ["age"], columns: [Float64Array.of(1, 2, 3, 4)] };
 * const fitted = new LogisticRegression().fit(x, { kind: "classification", codes: Int32Array.of(0, 1, 0, 1), classes: ["no", "yes"] });
 * fitted.predictProbability({ ...x, rows: 1, columns: [Float64Array.of(2.5)] })[1][0].toFixed(6) // => "0.500000"
 */
export class LogisticRegression implements Estimator<FittedLogistic> {
  readonly name = NAME;
  /** `c` is null where there is no penalty. */
  readonly params: Readonly<{ c: number | null; fitIntercept: boolean; maxIterations: number; tolerance: number }>;

  readonly #backend: Backend | undefined;

  constructor(options: LogisticRegressionOptions = {}) {
    const { c = 1, fitIntercept = true, maxIterations = 1000, tolerance = 1e-10 } = options;
    requireParameter(c === null || c > 0, "c", c, "a number above 0");
    requireParameter(isCount(maxIterations, 1), "maxIterations", maxIterations, "an integer of at least 1");
    requireParameter(tolerance > 0 && Number.isFinite(tolerance), "tolerance", tolerance, "a number above 0");
    this.params = Object.freeze({ c: c === Number.POSITIVE_INFINITY ? null : c, fitIntercept, maxIterations, tolerance });
    this.#backend = options.backend;
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedLogistic {
    if (y.kind !== "classification") throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "numbers", expected: "classes" });
    checkTraining(x, y, options);
    const { c, fitIntercept, maxIterations, tolerance } = this.params;
    const classes = y.classes.length;
    const target: LossTarget = classes === 2 ? { kind: "logistic", values: y.codes } : { kind: "softmax", codes: y.codes, classes };
    const fit = { fitIntercept, penalty: c === null ? 0 : 1 / c, maxIterations, tolerance, backend: this.#backend };
    const { coefficients, intercepts, iterations, converged } = fitRowLoss(x, target, fit, options);
    return new FittedLogistic(x.names, y.classes, coefficients, centred(intercepts), iterations, converged);
  }
}

/** Intercepts of several classes are told apart by their differences alone: their mean is set to 0. */
function centred(intercepts: Float64Array): Float64Array {
  if (intercepts.length === 1) return intercepts;
  const mean = intercepts.reduce((sum, value) => sum + value, 0) / intercepts.length;
  return intercepts.map((value) => value - mean);
}

/** A fitted linear classifier. Two classes have one row of coefficients (the log-odds of the second), K have K. */
export class FittedLogistic implements FittedClassifier {
  readonly kind = "classification";
  readonly name = NAME;
  readonly features: readonly string[];
  readonly importances = null;
  readonly classes: readonly Label[];
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;

  constructor(
    features: readonly string[],
    classes: readonly Label[],
    coefficients: readonly Float64Array[],
    intercepts: Float64Array,
    iterations: number,
    converged: boolean,
  ) {
    this.features = Object.freeze([...features]);
    this.classes = Object.freeze([...classes]);
    this.coefficients = Object.freeze([...coefficients]);
    this.intercepts = intercepts;
    this.iterations = iterations;
    this.converged = converged;
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    checkFinite(x);
    const scores = this.coefficients.map((row, k) => linearScores(x.columns, row, this.intercepts[k] as number, x.rows));
    if (scores.length === 1) return fromLogOdds(scores[0] as Float64Array);
    softmaxInPlace(scores);
    return scores;
  }

  lower(graph: Graph, input: string): string {
    const outputs = this.coefficients.length;
    const factors = new Float64Array(this.features.length * outputs);
    for (const [k, row] of this.coefficients.entries()) for (let f = 0; f < row.length; f++) factors[f * outputs + k] = row[f] as number;
    const matrix = graph.constant({ type: "double", shape: [this.features.length, outputs], data: factors });
    const offset = graph.constant({ type: "double", shape: [outputs], data: this.intercepts });
    return lowerProbabilities(graph, graph.node("Add", [graph.node("MatMul", [input, matrix]), offset]), this.classes.length);
  }

  toJSON(): Record<string, unknown> {
    const { iterations, converged } = this;
    const coefficients = this.coefficients.map((row) => [...row]);
    return { ...describedModel(this), coefficients, intercepts: [...this.intercepts], iterations, converged };
  }
}

/** Restores what `toJSON` of a `LogisticRegression` wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restoreLogistic(json: Record<string, unknown>): FittedEstimator {
  const { features, classes } = readDescription(json, NAME);
  const outputs = classes.length === 2 ? 1 : classes.length;
  const rows = Object.assign(new Array<unknown>(outputs).fill(null), json["coefficients"]) as unknown[];
  const coefficients = rows.slice(0, outputs).map((row) => numbersIn({ coefficients: row }, "coefficients", NAME, features.length));
  const intercepts = numbersIn(json, "intercepts", NAME, outputs);
  return new FittedLogistic(features, classes, coefficients, intercepts, Number(json["iterations"]), json["converged"] === true);
}
