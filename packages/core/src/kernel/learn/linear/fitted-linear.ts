import { checkFeatures, checkFinite } from "../../estimator/check-input.ts";
import type { FittedEstimator, FittedRegressor } from "../../estimator/estimator.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { describedModel, numbersIn, readDescription } from "../fitted-json.ts";
import { linearScores } from "./linear-scores.ts";

export const LINEAR = "linear_regression";
export const RIDGE = "ridge";
export const LASSO = "lasso";
export const ELASTIC_NET = "elastic_net";

/** How an iterative solver ended. */
export interface SolverEnd {
  readonly iterations: number;
  /** False when it stopped before its tolerance. */
  readonly converged: boolean;
}

/** A fitted line: `intercept + Σ coefficient · feature`. */
export class FittedLinear implements FittedRegressor {
  readonly kind = "regression";
  readonly name: string;
  readonly features: readonly string[];
  readonly importances = null;
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** Null where the solution was computed directly. */
  readonly solver: SolverEnd | null;

  constructor(name: string, features: readonly string[], coefficients: Float64Array, intercept: number, solver: SolverEnd | null = null) {
    this.name = name;
    this.features = Object.freeze([...features]);
    this.coefficients = coefficients;
    this.intercept = intercept;
    this.solver = solver && Object.freeze({ ...solver });
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    checkFeatures(this.features, x);
    checkFinite(x);
    return linearScores(x.columns, this.coefficients, this.intercept, x.rows);
  }

  lower(graph: Graph, input: string): string {
    return lowerLine(graph, input, this.coefficients, this.intercept);
  }

  toJSON(): Record<string, unknown> {
    const solver = this.solver === null ? {} : { solver: { ...this.solver } };
    return { ...describedModel(this), coefficients: [...this.coefficients], intercept: this.intercept, ...solver };
  }
}

/** `intercept + Σ coefficient · feature` of a double tensor [N, features] as [N, 1]. */
export function lowerLine(graph: Graph, input: string, coefficients: Float64Array, intercept: number): string {
  const factors = graph.constant({ type: "double", shape: [coefficients.length, 1], data: coefficients });
  const offset = graph.constant({ type: "double", shape: [1], data: [intercept] });
  return graph.node("Add", [graph.node("MatMul", [input, factors]), offset]);
}

/** What the JSON of a fitted line holds beside its name; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function readLine(
  json: Record<string, unknown>,
  name: string,
): { features: readonly string[]; coefficients: Float64Array; intercept: number; solver: SolverEnd | null } {
  const { features } = readDescription(json, name);
  const coefficients = numbersIn(json, "coefficients", name, features.length);
  const [intercept] = numbersIn({ intercept: [json["intercept"]] }, "intercept", name, 1);
  const solver = json["solver"] as Partial<SolverEnd> | undefined;
  const end = solver ? { iterations: Number(solver.iterations), converged: solver.converged === true } : null;
  return { features, coefficients, intercept: intercept as number, solver: end };
}

/** Restores what `toJSON` of a fitted line wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restoreLinear(json: Record<string, unknown>): FittedEstimator {
  const name = [RIDGE, LASSO, ELASTIC_NET].find((one) => one === json["name"]) ?? LINEAR;
  const { features, coefficients, intercept, solver } = readLine(json, name);
  return new FittedLinear(name, features, coefficients, intercept, solver);
}
