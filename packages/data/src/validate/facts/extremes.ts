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
  let nan = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  if (validity === null || missing === 0) {
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      if (Number.isNaN(value)) nan++;
    }
  } else {
    for (let row = 0; row < values.length; row++) {
      if (!isValid(validity, row)) continue;
      const value = values[row] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      if (Number.isNaN(value)) nan++;
    }
  }
  return { present: values.length - missing, nan, min, max };
}
