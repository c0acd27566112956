import { DataError } from "@mlops/models/errors";
import { doublesOf, type NumericValues, type Values, writable } from "./values.ts";

/** Writes the scaled column, in place where no table holds it. */
export function scaleColumn(input: Values, name: string, scale: (from: Float64Array, to: Float64Array) => void): Values {
  const from = doublesOf(input, name, "encode texts before scaling");
  const to = writable(input as NumericValues);
  scale(from, to);
  return { kind: "numeric", values: to, owned: true };
}

/**
 * Checks what a fit learned from a column, by its moments.
 * @throws DataError `VALUE_INVALID` where the column has no value, an infinite one, or values too large to add up
 */
export function checkLearnable(
  name: string,
  values: Float64Array,
  moments: { readonly n: number; readonly skipped: number },
  ...learned: readonly number[]
): void {
  if (moments.skipped > 0 && values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) throw infinite(name);
  if (moments.n === 0) throw noValue(name);
  if (!learned.every(Number.isFinite)) throw infinite(name);
}

/** The error for a column without a value to learn from. */
export function noValue(name: string): DataError {
  return new DataError({
    code: "VALUE_INVALID",
    what: `column "${name}"`,
    detail: "no training row has a value",
    hint: "exclude the column, or impute a constant",
    column: name,
  });
}

/** The error for a column whose values cannot be averaged. */
export function infinite(name: string): DataError {
  return new DataError({
    code: "VALUE_INVALID",
    what: `column "${name}"`,
    detail: "infinite, or too large to add up",
    column: name,
  });
}
