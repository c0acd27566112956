import { DataError } from "@mlops/models/errors";

/** The error for more clusters than there are different rows with weight. */
export function fewDistinctRows(distinct: number, clusters: number): DataError {
  return new DataError({
    code: "VALUE_INVALID",
    what: "the design matrix",
    detail: `only ${distinct} of its rows differ, fewer than ${clusters} clusters`,
    hint: `ask for at most ${distinct} clusters`,
  });
}
