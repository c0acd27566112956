import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** Ordinary least squares. */
export const LinearRegressionParameters = strictObject(() => ({
  fitIntercept: z.boolean().default(true).describe("estimate an intercept"),
}));
export type LinearRegressionParameters = z.output<typeof LinearRegressionParameters>;

/** Least squares with an L2 penalty. */
export const RidgeParameters = strictObject(() => ({
  alpha: z.number().min(0).default(1).describe("weight of the penalty"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept"),
}));
export type RidgeParameters = z.output<typeof RidgeParameters>;

const maxSweeps = z.number().int().min(1).default(10_000).describe("sweeps over the coefficients at most");
const gap = z.number().gt(0).default(1e-10).describe("largest duality gap at the solution, as a share of the target's sum of squares");

/** Least squares with an L1 penalty. */
export const LassoParameters = strictObject(() => ({
  alpha: z.number().min(0).default(1).describe("weight of the penalty, beside half the mean squared error"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept, which is not penalised"),
  maxIterations: maxSweeps,
  tolerance: gap,
}));
export type LassoParameters = z.output<typeof LassoParameters>;

/** Least squares with L1 and L2 penalties. */
export const ElasticNetParameters = strictObject(() => ({
  alpha: z.number().min(0).default(1).describe("weight of the penalty, beside half the mean squared error"),
  l1Ratio: z.number().min(0).max(1).default(0.5).describe("share of the penalty that is L1"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept, which is not penalised"),
  maxIterations: maxSweeps,
  tolerance: gap,
}));
export type ElasticNetParameters = z.output<typeof ElasticNetParameters>;

/** Poisson regression of counts, with a log link and an L2 penalty. */
export const PoissonRegressionParameters = strictObject(() => ({
  alpha: z.number().min(0).default(1).describe("weight of the L2 penalty, beside the mean loss"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept, which is not penalised"),
  maxIterations: z.number().int().min(1).default(1000).describe("steps of the solver at most"),
  tolerance: z.number().gt(0).default(1e-10).describe("largest gradient component at the solution, as a share of the mean count"),
}));
export type PoissonRegressionParameters = z.output<typeof PoissonRegressionParameters>;

/** Logistic regression, binary and multinomial, with an L2 penalty. */
export const LogisticRegressionParameters = strictObject(() => ({
  c: z.number().gt(0).default(1).describe("inverse weight of the L2 penalty"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept, which is not penalised"),
  maxIterations: z.number().int().min(1).default(1000).describe("steps of the solver at most"),
  tolerance: z.number().gt(0).default(1e-10).describe("largest gradient component at the solution"),
}));
export type LogisticRegressionParameters = z.output<typeof LogisticRegressionParameters>;

/** Least squares by singular value decomposition with ml.js, for small tables; `linear_regression` gives the same and is faster. */
export const MultivariateLinearParameters = strictObject(() => ({}));
export type MultivariateLinearParameters = z.output<typeof MultivariateLinearParameters>;
