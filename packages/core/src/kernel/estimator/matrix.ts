/** A dense design matrix, column by column: every column has `rows` values, NaN is a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A class label as users write it. */
export type Label = string | number | boolean;

/** What is to be predicted: numbers, or codes 0…K-1 into `classes` (sorted ascending, so that the last class of two is the positive one). */
export type Target =
  | { readonly kind: "regression"; readonly values: Float64Array }
  | { readonly kind: "classification"; readonly codes: Int32Array; readonly classes: readonly Label[] };
