import { DataError } from "@mlops/models/errors";
import type { Target } from "../../estimator/matrix.ts";

/** The numbers of a target; throws `DataError` `COLUMN_TYPE` for classes. */
export function numbersOf(y: Target): Float64Array {
  if (y.kind === "regression") return y.values;
  throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "classes", expected: "numbers" });
}
