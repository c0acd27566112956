import { DataError } from "@mlops/models/errors";

/** The error for finite values whose distances from their mean cannot be squared. */
export function squaresOverflow(): DataError {
  return new DataError({
    code: "VALUE_INVALID",
    what: "the design matrix",
    detail: "values lie so far apart that their squares overflow",
    hint: "scale or clip the columns first",
  });
}
