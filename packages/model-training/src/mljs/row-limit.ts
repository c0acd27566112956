import type { FitOptions } from "@mlops/core/estimator";
import { MLOpsError } from "@mlops/models/errors";

/** Refuses what the estimators of ml.js cannot do, with a way out. @throws MLOpsError `NOT_SUPPORTED` */
export function checkMlJs(name: string, rows: number, limit: number, options: FitOptions, instead: string): void {
  const hint = `use ${instead}`;
  if (options.sampleWeight) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `row weights in ${name}`, hint });
  if (rows > limit) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `${name} on ${rows} rows (at most ${limit})`, hint });
}

/** Rows as ml.js wants them. */
export function rowArrays(columns: readonly Float64Array[], rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] as number));
}
