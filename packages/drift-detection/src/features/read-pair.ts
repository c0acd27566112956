import { type Column, missingCount, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import type { CategoryPair, NumberPair } from "../methods/method.ts";

/** The present values of a column in ascending order; null and NaN are left out, infinities kept. */
function presentNumbers(column: Column, name: string): Float64Array {
  const doubles = toFloat64(column, name);
  const present = new Float64Array(doubles.length);
  let n = 0;
  for (let i = 0; i < doubles.length; i++) {
    const value = doubles[i] as number;
    if (!Number.isNaN(value)) present[n++] = value + 0; // −0 is 0
  }
  return present.subarray(0, n).sort();
}

/** How often each label occurs; null and NaN are left out. */
function countLabels(column: Column): Map<string, number> {
  const counts = new Map<string, number>();
  if (column.kind === "string") {
    const byCode = new Float64Array(column.dictionary.length);
    for (let i = 0; i < column.length; i++) {
      const code = column.codes[i] as number;
      if (code >= 0) byCode[code] = (byCode[code] as number) + 1;
    }
    column.dictionary.forEach((label, code) => {
      if ((byCode[code] as number) > 0) counts.set(label, (counts.get(label) ?? 0) + (byCode[code] as number));
    });
    return counts;
  }
  for (let i = 0; i < column.length; i++) {
    const value = column.at(i);
    if (value === undefined || Number.isNaN(value)) continue;
    const label = value instanceof Date ? value.toISOString() : String(value);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

/** Rows without a value: nulls and NaN, each counted on its own. */
export function missingOf(column: Column): { n: number; nulls: number; nan: number } {
  let nan = 0;
  if (column.kind === "numeric") for (let i = 0; i < column.length; i++) if (Number.isNaN(column.at(i))) nan++;
  return { n: column.length, nulls: missingCount(column), nan };
}

/** Both columns as sorted numbers. @throws DataError `COLUMN_TYPE` for texts */
export function numberPair(name: string, reference: Column, current: Column): NumberPair {
  const numbers = (column: Column): Float64Array =>
    missingOf(column).nulls === column.length ? new Float64Array(0) : presentNumbers(column, name);
  if ([reference, current].some((column) => column.kind === "string" && missingCount(column) < column.length))
    throw new DataError({
      code: "COLUMN_TYPE",
      column: name,
      actual: "string",
      expected: "numeric",
      hint: "take it out of numericalFeatures",
    });
  return { kind: "numeric", reference: numbers(reference), current: numbers(current) };
}

/** Both columns as counts over the sorted labels of both. */
export function categoryPair(reference: Column, current: Column): CategoryPair {
  const a = countLabels(reference);
  const b = countLabels(current);
  const labels = [...new Set([...a.keys(), ...b.keys()])].sort();
  const counts = (of: Map<string, number>): Float64Array => Float64Array.from(labels, (label) => of.get(label) ?? 0);
  return { kind: "categorical", labels, reference: counts(a), current: counts(b) };
}
