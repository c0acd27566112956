import { DataError } from "@mlops/models/errors";
import type { Matrix } from "../estimator/matrix.ts";

const MOST = 1e140;
const LEAST = 1e-140;

/**
 * Throws `DataError` `VALUE_INVALID` where squared distances from the means would not be doubles: the farthest value of all columns is above 1e140, or below
 * 1e-140 and not 0.
 */
export function requireRange(x: Matrix, means: Float64Array): void {
  let most = 0;
  let at = 0;
  for (const [f, column] of x.columns.entries()) {
    const mean = means[f] as number;
    const far = farthest(column, mean);
    // also where the mean is not finite
    if (far <= most) continue;
    most = far;
    at = f;
  }
  if (most <= MOST && (most === 0 || most >= LEAST)) return;
  const column = x.names[at] as string;
  throw new DataError({
    code: "VALUE_INVALID",
    what: `column "${column}"`,
    detail: most < LEAST ? "its values differ too little to be squared" : "its values differ too much to be squared",
    column,
    hint: "scale the columns first",
  });
}

function farthest(column: Float64Array, mean: number): number {
  if (!Number.isFinite(mean)) return Number.POSITIVE_INFINITY;
  let low = mean;
  let high = mean;
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Math.max(mean - low, high - mean);
}
