import { codeCounts } from "@mlops/core/stats";
import { type Column, missingCount, toFloat64 } from "@mlops/core/threads";
import { DataError } from "@mlops/models/errors";
import { NumberPair } from "../kernel/number-pair.ts";
import { withGaps } from "../kernel/with-gaps.ts";
import { total } from "../methods/contingency.ts";
import type { CategoryPair } from "../methods/method.ts";

/** A column of one side with what counting its rows tells. */
export interface ReadColumn {
  readonly column: Column;
  readonly nulls: number;
  /** How often each code of a column of texts occurs. */
  readonly codes: Float64Array | null;
}

/** Counts the nulls of a column; those of texts in the same pass as its codes. */
export function readColumn(column: Column): ReadColumn {
  if (column.kind !== "string") return { column, nulls: missingCount(column), codes: null };
  const codes = codeCounts(column.codes, column.dictionary.length);
  return { column, nulls: column.length - total(codes), codes };
}

/** Both columns as numbers, nulls as NaN. @throws DataError `COLUMN_TYPE` for texts */
export function numberPair(name: string, reference: ReadColumn, current: ReadColumn): NumberPair {
  const numbers = ({ column, nulls }: ReadColumn, side: 0 | 1): Float64Array => {
    if (nulls === column.length) return new Float64Array(column.length).fill(Number.NaN);
    if (column.kind === "numeric" && column.values instanceof Float64Array && column.validity !== null && nulls > 0)
      return withGaps(column.values, column.validity, side);
    if (column.kind !== "string") return toFloat64(column, name);
    const hint = "take it out of numericalFeatures";
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: "string", expected: "numeric", hint });
  };
  return new NumberPair(numbers(reference, 0), numbers(current, 1));
}

/** How often each label occurs; nulls are left out, NaN is counted apart. */
function countLabels({ column, codes }: ReadColumn): { readonly labels: Map<string, number>; readonly nan: number } {
  const labels = new Map<string, number>();
  const add = (label: string, count: number): void => {
    labels.set(label, (labels.get(label) ?? 0) + count);
  };
  if (column.kind === "string" && codes !== null) {
    column.dictionary.forEach((label, code) => {
      if ((codes[code] as number) > 0) add(label, codes[code] as number);
    });
    return { labels, nan: 0 };
  }
  const values = new Map<unknown, number>();
  for (let i = 0; i < column.length; i++) {
    const value = column.kind === "timestamp" ? column.at(i)?.getTime() : column.at(i);
    if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
  }
  for (const [value, count] of values) {
    if (Number.isNaN(value)) continue;
    add(column.kind === "timestamp" ? new Date(value as number).toISOString() : String(value), count);
  }
  return { labels, nan: values.get(Number.NaN) ?? 0 };
}

/** Both columns as counts over the labels of both, and the rows that hold NaN. */
export function categoryPair(
  reference: ReadColumn,
  current: ReadColumn,
): { readonly pair: CategoryPair; readonly nan: readonly [number, number] } {
  const [a, b] = [countLabels(reference), countLabels(current)];
  const labels = [...new Set([...a.labels.keys(), ...b.labels.keys()])].sort();
  const counts = (of: Map<string, number>): Float64Array => Float64Array.from(labels, (label) => of.get(label) ?? 0);
  return { pair: { kind: "categorical", labels, reference: counts(a.labels), current: counts(b.labels) }, nan: [a.nan, b.nan] };
}
