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
  const { kind, classes, importances } = json;
  const features = readFeatures(json, name);
  if (kind !== "regression" && kind !== "classification") throw invalidModel(name, `its kind is ${JSON.stringify(kind)}`);
  const labels = kind === "classification" ? classes : [];
  if (!Array.isArray(labels) || (kind === "classification" && labels.length < 2)) throw invalidModel(name, "it has no classes");
  return {
    kind,
    features,
    classes: labels,
    importances: importances === null ? null : numbersIn(json, "importances", name, features.length),
  };
}

/** The features of the model `name`; throws `BUNDLE_INVALID` where the JSON is of another or has none. */
export function readFeatures({ name: given, features }: Record<string, unknown>, name: string): readonly string[] {
  if (given !== name) throw invalidModel(name, `its name is ${JSON.stringify(given)}`);
  if (!Array.isArray(features) || !features.every((feature) => typeof feature === "string"))
    throw invalidModel(name, "it has no feature names");
  return features;
}

/** The `length` finite numbers under `key`; throws `BUNDLE_INVALID` where they are not. */
export function numbersIn(json: Record<string, unknown>, key: string, name: string, length: number): Float64Array {
  const values = json[key];
  if (!Array.isArray(values) || values.length !== length || !values.every(Number.isFinite)) {
    throw invalidModel(name, `"${key}" is not an array of ${length} numbers`);
  }
  return Float64Array.from(values);
}

/** The error for JSON that is not what `toJSON` of the model `name` writes. */
export function invalidModel(name: string, detail: string): DataError {
  return new DataError({ code: "BUNDLE_INVALID", path: `the JSON of the model ${name}`, detail });
}
