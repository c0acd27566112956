/** A dense design matrix, column by column: every column has `rows` values, NaN is a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A class label as users write it. */
export type Label = string | number | boolean;

/** Numbers to be predicted. */
export interface RegressionTarget {
  readonly kind: "regression";
  readonly values: Float64Array;
}

/**
 * Classes to be predicted, as codes 0…K-1 into `classes`. Classes are sorted ascending unless a positive class was named:
 * the last class of two is the positive one.
 */
export interface ClassificationTarget {
  readonly kind: "classification";
  readonly codes: Int32Array;
  readonly classes: readonly Label[];
}

export type Target = RegressionTarget | ClassificationTarget;
