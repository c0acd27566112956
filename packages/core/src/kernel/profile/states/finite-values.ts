import type { BigIntColumn, NumericColumn, TimestampColumn } from "../../table/column.ts";
import { isValid } from "../../table/validity.ts";

/** The finite values of a column in the order of its rows, and how many others there are. */
export interface FiniteValues {
  /** Shares the column's memory where it holds nothing else: not to be written to. */
  readonly values: Float64Array;
  readonly nan: number;
  readonly positive: number;
  readonly negative: number;
}

/** Separates what a column of numbers or instants holds; 64-bit integers are taken as the nearest doubles. */
export function finiteValues({ values, validity, length }: NumericColumn | BigIntColumn | TimestampColumn): FiniteValues {
  const doubles =
    values instanceof Float64Array
      ? values
      : values instanceof BigInt64Array
        ? Float64Array.from(values, Number)
        : Float64Array.from(values as ArrayLike<number>);
  if (validity === null && allFinite(doubles)) return { values: doubles, nan: 0, positive: 0, negative: 0 };
  const finite = new Float64Array(length);
  let [n, nan, positive, negative] = [0, 0, 0, 0];
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const value = doubles[row] as number;
    if (value - value === 0) finite[n++] = value;
    else if (value > 0) positive++;
    else if (value < 0) negative++;
    else nan++;
  }
  return { values: finite.subarray(0, n), nan, positive, negative };
}

/** The difference of a value and itself is 0, or NaN where it is not finite. */
function allFinite(values: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) - (values[i] as number);
  return sum === 0;
}

export function allWhole(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Math.trunc(values[i] as number) !== values[i]) return false;
  return true;
}

/** Whether values rise, or stay, from one to the next. */
export function allAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i] as number) < (values[i - 1] as number)) return false;
  return true;
}
