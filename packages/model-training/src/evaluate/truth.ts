import type { Label, Target } from "@mlops/core/estimator";
import { columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { takeNumbers } from "../folds/take-matrix.ts";

interface Weighed {
  /** The weight of each row in metrics, finite and not below 0; 1 each where absent. */
  readonly weights?: Float64Array | undefined;
}

/** What is true of rows, in the terms of a model: codes into its classes (-1 is unknown), or numbers (NaN is unknown). */
export type Truth =
  | ({ readonly kind: "classification"; readonly labels: Int32Array } & Weighed)
  | ({ readonly kind: "regression"; readonly actual: Float64Array } & Weighed);

/** What is true of rows that were trained on, or of those of them at `rows`. */
export function truthOfTarget(y: Target, weights: Float64Array | undefined, rows?: Uint32Array): Truth {
  const all: Truth =
    y.kind === "regression" ? { kind: "regression", actual: y.values, weights } : { kind: "classification", labels: y.codes, weights };
  return rows === undefined ? all : truthAt(all, rows);
}

/** What is true of the rows at `rows`, which may repeat. */
export function truthAt(truth: Truth, rows: Uint32Array): Truth {
  const weights = truth.weights && takeNumbers(truth.weights, rows);
  if (truth.kind === "regression") return { kind: "regression", actual: takeNumbers(truth.actual, rows), weights };
  return { kind: "classification", labels: Int32Array.from(rows, (row) => truth.labels[row] as number), weights };
}

export interface TruthOptions {
  /** Classes of the model in its order; null where it predicts numbers. */
  readonly classes: readonly Label[] | null;
  /** How errors call the values. */
  readonly name: string;
  /** The weight of each row in metrics. */
  readonly weights?: Float64Array | undefined;
  /** What a missing value is: an error (default), or a row that the metrics leave out. */
  readonly missing?: "refuse" | "unknown";
}

/**
 * Reads the labels or numbers of rows that were not trained on. NaN is missing, too.
 * @throws DataError `VALUE_INVALID` for a class the model does not have, an infinite number or a refused missing value; `COLUMN_TYPE`
 */
export function truthOf(series: Series, { classes, name, weights, missing = "refuse" }: TruthOptions): Truth {
  if (classes === null) return { kind: "regression", actual: numbersOf(series, name, missing), weights };
  return { kind: "classification", labels: encodeLabels(series, classes, name, missing), weights };
}

function encodeLabels(series: Series, classes: readonly Label[], name: string, missing: "refuse" | "unknown"): Int32Array {
  const codeOf = new Map<unknown, number>(classes.map((label, code) => [label, code]));
  const column = columnOfSeries(series, name);
  const codes = new Int32Array(column.length);
  for (let row = 0; row < codes.length; row++) {
    const given = column.at(row);
    const value = typeof given === "bigint" ? Number(given) : given;
    if (value === undefined || Number.isNaN(value)) {
      if (missing === "refuse") throw missingValue(name, row);
      codes[row] = -1;
      continue;
    }
    const code = codeOf.get(value);
    if (code === undefined) {
      const shown = JSON.stringify(value instanceof Date ? value.toISOString() : value);
      const hint = `classes: ${classes.join(", ")}; rows of every class must be among the training rows`;
      const detail = `${shown} in row ${row} is no class of the model`;
      throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail, row, hint });
    }
    codes[row] = code;
  }
  return codes;
}

function numbersOf(series: Series, name: string, missing: "refuse" | "unknown"): Float64Array {
  const column = columnOfSeries(series, name);
  if (column.kind === "string" || column.kind === "timestamp")
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "numeric" });
  const values = toFloat64(column);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isFinite(value)) continue;
    if (!Number.isNaN(value)) throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `${value} in row ${row}`, row });
    if (missing === "refuse") throw missingValue(name, row);
  }
  return values;
}

function missingValue(name: string, row: number): DataError {
  const hint = "leave out the rows whose outcome is not known";
  return new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `a missing value in row ${row}`, row, hint });
}
