import { DataError } from "@mlops/models/errors";
import type { FittedEstimator } from "./estimator.ts";

/** Reads back what one family of fitted models wrote with `toJSON`. */
export type Restorer = (json: Record<string, unknown>) => FittedEstimator;

/**
 * Restores a fitted model from its JSON with the restorer of its `name`; the table is the caller's, nothing is registered globally.
 * JSON without a known name throws `DataError` `BUNDLE_INVALID`.
 */
export function restoreEstimator(json: unknown, restorers: Readonly<Record<string, Restorer>>): FittedEstimator {
  const name = typeof json === "object" && json !== null && "name" in json ? json.name : undefined;
  const restorer = typeof name === "string" && Object.hasOwn(restorers, name) ? restorers[name] : undefined;
  if (restorer === undefined) {
    throw new DataError({
      code: "BUNDLE_INVALID",
      path: "the model's JSON",
      detail: name === undefined ? "it has no name" : `no restorer for ${JSON.stringify(name)}`,
      hint: `models that can be restored: ${Object.keys(restorers).sort().join(", ")}`,
    });
  }
  return restorer(json as Record<string, unknown>);
}
