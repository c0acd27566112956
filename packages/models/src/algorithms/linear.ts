import * as z from "zod";

/** Ordinary least squares. */
export const LinearRegressionParameters = z.strictObject({
  fitIntercept: z.boolean().default(true).describe("estimate an intercept"),
});
export type LinearRegressionParameters = z.output<typeof LinearRegressionParameters>;

/** Least squares with an L2 penalty. */
export const RidgeParameters = z.strictObject({
  alpha: z.number().min(0).default(1).describe("weight of the penalty"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept"),
});
export type RidgeParameters = z.output<typeof RidgeParameters>;

/** Logistic regression, binary and multinomial, with an L2 penalty. */
export const LogisticRegressionParameters = z.strictObject({
  c: z.number().gt(0).default(1).describe("inverse weight of the L2 penalty"),
  fitIntercept: z.boolean().default(true).describe("estimate an intercept, which is not penalised"),
  maxIterations: z.number().int().min(1).default(1000).describe("steps of the solver at most"),
  tolerance: z.number().gt(0).default(1e-10).describe("largest gradient component at the solution"),
});
export type LogisticRegressionParameters = z.output<typeof LogisticRegressionParameters>;

/** Least squares by singular value decomposition with ml.js, for small tables; `linear_regression` gives the same and is faster. */
export const MultivariateLinearParameters = z.strictObject({});
export type MultivariateLinearParameters = z.output<typeof MultivariateLinearParameters>;
