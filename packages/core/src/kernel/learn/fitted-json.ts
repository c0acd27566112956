import { DataError } from "@mlops/models/errors";
import type { FittedEstimator } from "../estimator/estimator.ts";
import type { Label, Target } from "../estimator/matrix.ts";

/** What the JSON of every fitted model says first. */
export interface FittedDescription {
  readonly kind: Target["kind"];
  readonly features: readonly string[];
  readonly importances: Float64Array | null;
  /** Empty for a regressor. */
  readonly classes: readonly Label[];
}

/** The description of a fitted model as plain JSON. */
export function describedModel(model: FittedEstimator): Record<string, unknown> {
  return {
    name: model.name,
    kind: model.kind,
    features: [...model.features],
    ...(model.kind === "classification" ? { classes: [...model.classes] } : {}),
    importances: model.importances === null ? null : [...model.importances],
  };
}

/** Reads the description of the model `name` back; throws `BUNDLE_INVALID` where it is not one. */
export function readDescription(json: Record<string, unknown>, name: string): FittedDescription {
  const { name: given, kind, features, classes, importances } = json;
  if (given !== name) throw invalid(name, `its name is ${JSON.stringify(given)}`);
  if (kind !== "regression" && kind !== "classification") throw invalid(name, `its kind is ${JSON.stringify(kind)}`);
  if (!Array.isArray(features) || !features.every((feature) => typeof feature === "string")) throw invalid(name, "it has no feature names");
  const labels = kind === "classification" ? classes : [];
  if (!Array.isArray(labels) || (kind === "classification" && labels.length < 2)) throw invalid(name, "it has no classes");
  return {
    kind,
    features,
    classes: labels,
    importances: importances === null ? null : numbersIn(json, "importances", name, features.length),
  };
}

/** The `length` finite numbers under `key`; throws `BUNDLE_INVALID` where they are not. */
export function numbersIn(json: Record<string, unknown>, key: string, name: string, length: number): Float64Array {
  const values = json[key];
  if (!Array.isArray(values) || values.length !== length || !values.every(Number.isFinite)) {
    throw invalid(name, `"${key}" is not an array of ${length} numbers`);
  }
  return Float64Array.from(values);
}

function invalid(name: string, detail: string): DataError {
  return new DataError({ code: "BUNDLE_INVALID", path: `the JSON of the model ${name}`, detail });
}
