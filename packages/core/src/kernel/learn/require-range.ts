import { DataError } from "@mlops/models/errors";
import { checkFinite } from "../estimator/check-input.ts";
import type { Matrix } from "../estimator/matrix.ts";

/** Variances between which squares keep their digits. */
const MOST = 1e280;
const LEAST = 1e-280;

/** Throws `DataError` `VALUE_INVALID` for the first column that holds NaN or an infinity, as its mean shows, or that does not add up to a double. */
export function requireMeans(x: Matrix, means: Float64Array): void {
  if (means.every(Number.isFinite)) return;
  checkFinite(x, "impute or clip the column first");
  throw outOfRange(x.names[means.findIndex((mean) => !Number.isFinite(mean))] as string, "much");
}

/** Throws `DataError` `VALUE_INVALID` where squared distances from the means are no doubles; columns that do not vary at all pass. */
export function requireVariances(x: Matrix, variances: Float64Array): void {
  const wild = variances.findIndex((variance) => !(variance <= MOST));
  if (wild >= 0) throw outOfRange(x.names[wild] as string, "much");
  if (variances.some((variance) => variance >= LEAST)) return;
  const still = x.columns.findIndex((column) => column.some((value) => value !== column[0]));
  if (still >= 0) throw outOfRange(x.names[still] as string, "little");
}

function outOfRange(column: string, by: "much" | "little"): DataError {
  const detail = `its values differ too ${by} for their squares to be doubles`;
  return new DataError({ code: "VALUE_INVALID", what: `column "${column}"`, detail, column, hint: "scale the columns first" });
}
