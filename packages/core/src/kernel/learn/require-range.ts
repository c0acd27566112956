import { DataError } from "@mlops/models/errors";
import { checkFinite } from "../estimator/check-input.ts";
import type { Matrix } from "../estimator/matrix.ts";

/** Variances between which squares keep their digits. */
const MOST = 1e280;
const LEAST = 1e-280;

/**
 * Checks features by what `columnMeans` found: NaN and infinities, and values whose squared distances from the mean are no doubles, throw `DataError`
 * `VALUE_INVALID` naming the column. Columns that do not vary pass.
 */
export function requireRange(x: Matrix, { means, variances }: { readonly means: Float64Array; readonly variances: Float64Array }): void {
  // a sum is finite only where every value is
  if (!means.every(Number.isFinite)) checkFinite(x, "impute or clip the column first");
  const most = Math.max(...variances);
  if (most <= MOST && most >= LEAST) return;
  const at = most < LEAST ? x.columns.findIndex((column) => column.some((value) => value !== column[0])) : variances.indexOf(most);
  if (at < 0 && most < LEAST) return;
  const column = x.names[at < 0 ? variances.findIndex(Number.isNaN) : at] as string;
  throw new DataError({
    code: "VALUE_INVALID",
    what: `column "${column}"`,
    detail: `its values differ too ${most < LEAST ? "little" : "much"} for their squares to be doubles`,
    column,
    hint: "scale the columns first",
  });
}
