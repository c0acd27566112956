import { ConfigError, DataError } from "@mlops/models/errors";
import type { Series } from "../table/column.ts";
import type { ClassificationTarget, Label, RegressionTarget, Target } from "./matrix.ts";
import { kernelColumn, numbersOf, valueAt } from "./numbers-of.ts";

export interface TargetOptions {
  /** What to predict; inferred from the values by default. */
  readonly kind?: "classification" | "regression";
  /** The class of two whose probability counts; it becomes the last class. By default classes are sorted ascending. */
  readonly positive?: Label;
  /** Name of the column in error messages; default `target`. */
  readonly name?: string;
}

/** Most distinct integers that are still read as classes. */
const MOST_INTEGER_CLASSES = 20;

/**
 * The values to learn: classes (codes into the sorted distinct labels) or numbers.
 * Without `kind`, text and booleans are classes; whole numbers are classes when there are two distinct ones, or at most 20 that occur
 * twice each on average; all else is regression. Text sorts by UTF-16 code unit, `false` before `true`.
 * A missing value or NaN throws `VALUE_INVALID` (infinite numbers too, in regression); dates and text in regression throw `COLUMN_TYPE`;
 * no rows `TABLE_EMPTY`. A `positive` that is no class of two throws `ConfigError`.
 * @example
 * targetOf(["yes", "no", "yes"]).classes // => ["no", "yes"]
 * [...targetOf([1, 0, 1], { positive: 0 }).codes] // => [0, 1, 0]
 * targetOf([0.5, 1.25, 3]).kind // => "regression"
 */
export function targetOf(series: Series, options: TargetOptions & { kind: "classification" }): ClassificationTarget;
export function targetOf(series: Series, options: TargetOptions & { kind: "regression" }): RegressionTarget;
export function targetOf(series: Series, options?: TargetOptions): Target;
export function targetOf(series: Series, options: TargetOptions = {}): Target {
  const name = options.name ?? "target";
  if (series.length === 0) throw new DataError({ code: "TABLE_EMPTY" });
  if (options.kind === "regression") return regression(numbersOf(series, name), name);
  const labels = labelsOf(series, name);
  const distinct = [...new Set(labels)];
  if (options.kind !== "classification" && options.positive === undefined && !looksLikeClasses(distinct, labels.length)) {
    return regression(Float64Array.from(labels as number[]), name);
  }
  return classification(labels, distinct, options.positive);
}

function labelsOf(series: Series, name: string): Label[] {
  const labels = new Array<Label>(series.length);
  const type = kernelColumn(series)?.kind;
  if (type === "timestamp") throw wrongType(name, type, "numbers, text or booleans");
  let first = "";
  for (let row = 0; row < labels.length; row++) {
    const value = valueAt(series, row);
    if (value === null || value === undefined || Number.isNaN(value)) throw missing(name, row);
    const label = typeof value === "bigint" ? Number(value) : value;
    const actual = typeof label;
    if (actual !== "string" && actual !== "number" && actual !== "boolean") throw wrongType(name, actual, "numbers, text or booleans");
    if (row === 0) first = actual;
    else if (actual !== first) throw wrongType(name, actual, `${first} as in its first row`);
    labels[row] = label as Label;
  }
  return labels;
}

function looksLikeClasses(distinct: readonly Label[], rows: number): boolean {
  if (!distinct.every((label) => typeof label !== "number" || Number.isInteger(label))) return false;
  return (
    typeof distinct[0] !== "number" || distinct.length <= 2 || (distinct.length <= MOST_INTEGER_CLASSES && distinct.length * 2 <= rows)
  );
}

function regression(values: Float64Array, name: string): RegressionTarget {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) throw missing(name, row);
    if (!Number.isFinite(value)) throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `${value} in row ${row}`, row });
  }
  return { kind: "regression", values };
}

function classification(labels: readonly Label[], distinct: Label[], positive: Label | undefined): ClassificationTarget {
  const classes = distinct.sort((a, b) => (a < b ? -1 : 1));
  if (positive !== undefined) {
    const at = classes.indexOf(positive);
    if (at < 0 || classes.length !== 2) {
      throw new ConfigError({
        code: "PARAMETER_INVALID",
        parameter: "positive",
        detail: `${JSON.stringify(positive)} is not one of two classes`,
        hint: `classes: ${classes.join(", ")}`,
      });
    }
    if (at === 0) classes.reverse();
  }
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const codes = new Int32Array(labels.length);
  for (let row = 0; row < codes.length; row++) codes[row] = codeOf.get(labels[row] as Label) as number;
  return { kind: "classification", codes, classes };
}

function missing(name: string, row: number): DataError {
  const detail = `a missing value in row ${row}`;
  return new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail, row, hint: "drop the rows without a target first" });
}

function wrongType(name: string, actual: string, expected: string): DataError {
  return new DataError({ code: "COLUMN_TYPE", column: name, actual, expected });
}
