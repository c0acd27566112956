import { isValid, type Validity } from "@mlops/core/table";

/** Least and greatest of the values that are there; `nan` counts those that are NaN, which neither of the two is. */
export interface Extremes {
  readonly present: number;
  readonly nan: number;
  /** Infinity where there is no value. */
  readonly min: number;
  /** -Infinity where there is no value. */
  readonly max: number;
}

export function extremesOf(values: Float64Array, validity: Validity, missing: number): Extremes {
  const present = values.length - missing;
  if (validity === null || missing === 0) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      min = Math.min(min, value); // NaN spreads: then the careful loop counts
      max = Math.max(max, value);
    }
    if (!Number.isNaN(min)) return { present, nan: 0, min, max };
  }
  let nan = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if ((value >= min && value <= max) || !isValid(validity, row)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) nan++;
  }
  return { present, nan, min, max };
}
