import type { Target } from "@mlops/core/estimator";
import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import { ConfigError, type CrossValidationConfig, DataError } from "@mlops/models";
import { type Fold, groupedFolds, plainFolds, stratifiedFolds, timeFolds } from "./split-folds.ts";

export type FoldMethod = Exclude<CrossValidationConfig["method"], "auto">;

export interface FoldPlan {
  readonly method: FoldMethod;
  readonly folds: readonly Fold[];
}

/** Columns that say how rows belong together or follow each other, and so are no features of unprepared tables. */
export function foldColumns(config: CrossValidationConfig | undefined): string[] {
  return [config?.groupBy, config?.timeBy].filter((name) => name !== undefined);
}

/**
 * The folds of the training rows.
 * @throws ConfigError `PARAMETER_INVALID`; DataError `TOO_FEW_ROWS`, `COLUMN_MISSING`, `VALUE_INVALID` for a missing group or moment, or for a
 * class that a training part lacks
 */
export function planFolds(config: CrossValidationConfig, raw: TableLike, y: Target, seed: number): FoldPlan {
  const method = methodOf(config, y);
  const folds = foldsOf(method, config, raw, y, seed);
  if (y.kind === "classification") checkClasses(folds, y.codes, y.classes.map(String));
  return { method, folds };
}

function methodOf({ method, groupBy, timeBy }: CrossValidationConfig, y: Target): FoldMethod {
  if (method === "stratified" && y.kind === "regression") {
    const detail = "numbers have no classes to stratify by";
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "crossValidation.method", detail, hint: "set it to plain" });
  }
  if (method !== "auto") return method;
  if (groupBy !== undefined) return "grouped";
  if (timeBy !== undefined) return "time";
  return y.kind === "classification" ? "stratified" : "plain";
}

function foldsOf(method: FoldMethod, config: CrossValidationConfig, raw: TableLike, y: Target, seed: number): Fold[] {
  switch (method) {
    case "plain":
      return plainFolds(raw.numRows(), config.folds, seed);
    case "stratified":
      return y.kind === "classification" ? stratifiedFolds(y.codes, y.classes, config.folds, seed) : [];
    case "grouped":
      return groupedFolds(
        known(columnOf(raw, config.groupBy as string), config.groupBy as string).map((value) =>
          value instanceof Date ? value.toISOString() : String(value),
        ),
        config.folds,
        seed,
      );
    case "time":
      return timeFolds(moments(known(columnOf(raw, config.timeBy as string), config.timeBy as string)), config.folds);
  }
}

function known(column: Column, name: string): unknown[] {
  return Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    if (value !== undefined && !Number.isNaN(value)) return value;
    const hint = "every training row needs a value there";
    throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `a missing value in row ${row}`, row, hint });
  });
}

/** Numbers and dates as they are; texts by their place in order, so that ISO dates follow each other. */
function moments(values: readonly unknown[]): Float64Array {
  if (values.every((value) => typeof value !== "string")) return Float64Array.from(values, Number);
  const place = new Map([...new Set(values as string[])].sort().map((text, at) => [text, at]));
  return Float64Array.from(values as string[], (text) => place.get(text) as number);
}

function checkClasses(folds: readonly Fold[], codes: Int32Array, classes: readonly string[]): void {
  for (const [at, { train }] of folds.entries()) {
    const seen = new Set<number>();
    for (const row of train) seen.add(codes[row] as number);
    const missing = classes.find((_, code) => !seen.has(code));
    if (missing === undefined) continue;
    const detail = `class "${missing}" has no row in the training part of fold ${at + 1}`;
    throw new DataError({ code: "VALUE_INVALID", what: "the cross-validation", detail, hint: "lower folds, or use another method" });
  }
}
