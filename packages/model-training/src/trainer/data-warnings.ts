import type { Matrix, Target } from "@mlops/core/estimator";
import { MULTINOMIAL_NAIVE_BAYES_ROW_LIMIT } from "../mljs/multinomial-naive-bayes.ts";
import { MULTIVARIATE_LINEAR_ROW_LIMIT } from "../mljs/multivariate-linear.ts";
import { POLYNOMIAL_REGRESSION_ROW_LIMIT } from "../mljs/polynomial-regression.ts";

const ML_JS_LIMITS: Readonly<Record<string, number>> = {
  multivariate_linear: MULTIVARIATE_LINEAR_ROW_LIMIT,
  multinomial_naive_bayes: MULTINOMIAL_NAIVE_BAYES_ROW_LIMIT,
  polynomial_regression: POLYNOMIAL_REGRESSION_ROW_LIMIT,
};

/** What is odd about the training rows but no error: one sentence each. */
export function dataWarnings(x: Matrix, y: Target, algorithm: string): string[] {
  const warnings: string[] = [];
  const limit = ML_JS_LIMITS[algorithm];
  if (limit !== undefined && x.rows * 10 > limit) warnings.push(`${algorithm} is for small data: ${x.rows} of at most ${limit} rows`);
  if (y.kind === "regression" && y.values.every((value) => value === y.values[0])) warnings.push("the target is constant");
  for (const [k, name] of x.names.entries()) {
    const column = x.columns[k] as Float64Array;
    let known = 0;
    let infinite = 0;
    let varies = false;
    let first = Number.NaN;
    for (const value of column) {
      if (Number.isNaN(value)) continue;
      if (known++ === 0) first = value;
      else if (value !== first) varies = true;
      if (Math.abs(value) === Number.POSITIVE_INFINITY) infinite++;
    }
    if (known === 0) warnings.push(`feature "${name}" has no value in any training row`);
    else if (!varies && known === column.length && column.length > 1) warnings.push(`feature "${name}" is constant`);
    if (infinite > 0) warnings.push(`feature "${name}" is infinite in ${infinite} rows`);
  }
  return warnings;
}
