import type { Matrix } from "@mlops/core/estimator";
import type { ShapValues } from "@mlops/core/learn";

/** A line per output: its coefficients by feature, and its intercept. */
export interface Lines {
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: ArrayLike<number>;
}

/**
 * Exact Shapley values of linear scores, where an absent feature has its mean: `coefficient · (x − mean)`; with `expected`, the score at the means, they sum to the score.
 * @param background - rows that the means are those of, without missing values
 * @see shap.LinearExplainer with independent features
 */
export function linearShap({ coefficients, intercepts }: Lines, x: Matrix, background: Matrix): ShapValues {
  const means = background.columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const expected = Float64Array.from(coefficients, (row, output) =>
    row.reduce((sum, coefficient, f) => sum + coefficient * (means[f] as number), intercepts[output] as number),
  );
  const values = coefficients.map((row) =>
    x.columns.map((column, f) => column.map((value) => (row[f] as number) * (value - (means[f] as number)))),
  );
  return { expected, values };
}
