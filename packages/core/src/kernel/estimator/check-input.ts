import { DataError } from "@mlops/models/errors";
import type { FitOptions } from "./estimator.ts";
import type { Matrix, Target } from "./matrix.ts";
import { checkMatrix } from "./matrix-of.ts";

/**
 * Checks what every `fit` must refuse: no rows, no columns, lengths that differ, a target with NaN or codes that are no class,
 * fewer than two classes with weight, a class without any, weights that are negative or not finite. NaN in features is left to the model.
 */
export function checkTraining(x: Matrix, y: Target, options: FitOptions = {}): void {
  checkDesign(x, options);
  const length = y.kind === "regression" ? y.values.length : y.codes.length;
  if (length !== x.rows) throw new DataError({ code: "COLUMN_LENGTH", column: "target", actual: length, expected: x.rows });
  if (y.kind === "regression") checkValues(y.values);
  else checkClasses(y.codes, y.classes.map(String), options.sampleWeight);
}

/** What a fit without a target must refuse: no rows, no columns, lengths that differ, weights that are negative or not finite or all 0. */
export function checkDesign(x: Matrix, options: FitOptions = {}): void {
  options.signal?.throwIfAborted();
  checkMatrix(x);
  if (x.rows === 0) throw new DataError({ code: "TABLE_EMPTY" });
  if (x.columns.length === 0) throw new DataError({ code: "VALUE_INVALID", what: "the design matrix", detail: "it has no columns" });
  checkWeights(options.sampleWeight, x.rows);
}

function checkWeights(weights: Float64Array | undefined, rows: number): void {
  if (weights === undefined) return;
  if (weights.length !== rows)
    throw new DataError({ code: "COLUMN_LENGTH", column: "sampleWeight", actual: weights.length, expected: rows });
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] as number;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new DataError({
        code: "VALUE_INVALID",
        what: "sampleWeight",
        detail: `${weight} in row ${row}`,
        row,
        hint: "weights are >= 0",
      });
    }
    sum += weight;
  }
  if (sum === 0) throw new DataError({ code: "VALUE_INVALID", what: "sampleWeight", detail: "all weights are 0" });
  if (sum === Number.POSITIVE_INFINITY)
    throw new DataError({
      code: "VALUE_INVALID",
      what: "sampleWeight",
      detail: "their sum is no finite number",
      hint: "divide all weights",
    });
}

function checkValues(values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) {
      throw new DataError({ code: "VALUE_INVALID", what: "the target", detail: `${values[row]} in row ${row}`, row });
    }
  }
}

function checkClasses(codes: Int32Array, classes: readonly string[], weights: Float64Array | undefined): void {
  const total = new Float64Array(classes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0 || code >= classes.length) {
      throw new DataError({ code: "VALUE_INVALID", what: "the target", detail: `code ${code} in row ${row} is no class`, row });
    }
    total[code] = (total[code] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  if (total.filter((weight) => weight > 0).length < 2) throw new DataError({ code: "SINGLE_CLASS", column: "target" });
  const absent = total.indexOf(0);
  if (absent >= 0) {
    throw new DataError({
      code: "VALUE_INVALID",
      what: "the target",
      detail: `class "${classes[absent]}" has no rows with weight`,
      hint: "leave the class out or give rows of it",
    });
  }
}

/** Throws unless `x` has exactly the features of the fit, in their order: `COLUMN_MISSING`, else `SIGNATURE_MISMATCH`. */
export function checkFeatures(features: readonly string[], x: Matrix): void {
  if (fits(features, x)) return;
  checkMatrix(x);
  const given = new Set(x.names);
  const missing = features.find((name) => !given.has(name));
  if (missing !== undefined) throw new DataError({ code: "COLUMN_MISSING", column: missing, available: [...x.names] });
  const expected = new Set(features);
  const extra = x.names.filter((name) => !expected.has(name));
  throw new DataError({
    code: "SIGNATURE_MISMATCH",
    detail: extra.length > 0 ? `the model was not fitted with ${extra.join(", ")}` : "the columns are in another order",
    expected: [...features],
    actual: [...x.names],
    hint: `give exactly these columns in this order: ${features.join(", ")}`,
  });
}

/** Alone in its loop: predicting a row takes not much longer than a look at the names that are one by one the same. */
function fits(features: readonly string[], { rows, names, columns }: Matrix): boolean {
  if (names.length !== features.length || columns.length !== features.length) return false;
  for (let at = 0; at < features.length; at++) if (names[at] !== features[at] || columns[at]?.length !== rows) return false;
  return true;
}

/** Throws `VALUE_INVALID` at the first NaN or infinity of a feature, for models that cannot take missing values. */
export function checkFinite(
  x: Matrix,
  hint = "impute or clip the column first, or choose gradient_boosting or random_forest, which take missing values",
): void {
  for (const [at, column] of x.columns.entries()) {
    for (let row = 0; row < column.length; row++) {
      const value = column[row] as number;
      if (value - value !== 0) {
        const detail = Number.isNaN(value) ? `a missing value in row ${row}` : `${value} in row ${row}`;
        throw new DataError({ code: "VALUE_INVALID", what: `column "${x.names[at]}"`, detail, column: x.names[at], row, hint });
      }
    }
  }
}
