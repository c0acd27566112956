import { allocate } from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";
import type { Values } from "./values.ts";

/** Texts of a string column; numbers of any other, booleans as 0 and 1. */
export type Category = string | number;

export interface CategoryCount {
  /** Those that occur, ascending. */
  readonly categories: readonly Category[];
  readonly counts: readonly number[];
  readonly missing: number;
}

/** Codes of rows that have no category. */
export const UNKNOWN = -1;
export const MISSING = -2;

/**
 * How often each category occurs.
 * @throws DataError `VALUE_INVALID` for an infinite number
 */
export function countCategories(values: Values, name: string): CategoryCount {
  const { found, missing } = values.kind === "string" ? countTexts(values.codes, values.dictionary) : countNumbers(values.values, name);
  const entries = [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { categories: entries.map(([category]) => category), counts: entries.map(([, count]) => count), missing };
}

function countTexts(codes: Int32Array, dictionary: readonly string[]): { found: Map<Category, number>; missing: number } {
  const counts = new Float64Array(dictionary.length);
  let missing = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) missing++;
    else counts[code] = (counts[code] as number) + 1;
  }
  const found = new Map<Category, number>();
  dictionary.forEach((text, code) => {
    const count = counts[code] as number;
    if (count > 0) found.set(text, count);
  });
  return { found, missing };
}

function countNumbers(numbers: ArrayLike<number>, name: string): { found: Map<Category, number>; missing: number } {
  const found = new Map<Category, number>();
  let missing = 0;
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row] as number;
    if (Number.isNaN(value)) missing++;
    else found.set(value, (found.get(value) ?? 0) + 1);
  }
  for (const value of found.keys()) {
    if (!Number.isFinite(value as number))
      throw new DataError({ code: "VALUE_INVALID", what: `column "${name}"`, detail: "an infinite number is no category" });
  }
  return { found, missing };
}

/** The most frequent category, the smallest of several; undefined where every row is missing. */
export function modeOf(values: Values, name: string): Category | undefined {
  const { categories, counts } = countCategories(values, name);
  let best = 0;
  counts.forEach((count, index) => {
    if (count > (counts[best] as number)) best = index;
  });
  return categories[best];
}

/** The place of each row's category in `categories`, `UNKNOWN` or `MISSING`. */
export function codesOf(values: Values, categories: readonly Category[]): Int32Array {
  const placeOf = new Map<Category, number>(categories.map((category, place) => [category, place]));
  if (values.kind === "string") {
    const places = Int32Array.from(values.dictionary, (text) => placeOf.get(text) ?? UNKNOWN);
    const codes = allocate(Int32Array, values.codes.length);
    for (let row = 0; row < codes.length; row++) {
      const code = values.codes[row] as number;
      codes[row] = code < 0 ? MISSING : (places[code] as number);
    }
    return codes;
  }
  const numbers = values.values;
  const codes = allocate(Int32Array, numbers.length);
  for (let row = 0; row < codes.length; row++) {
    const value = numbers[row] as number;
    codes[row] = Number.isNaN(value) ? MISSING : (placeOf.get(value) ?? UNKNOWN);
  }
  return codes;
}

/** How a category reads in names and errors. */
export function labelOf(category: Category, kind: Values["kind"]): string {
  return kind === "boolean" ? String(category === 1) : String(category);
}

/** The error for a row whose category the training rows did not have. */
export function unknownCategory(name: string, values: Values, row: number): DataError {
  const category = values.kind === "string" ? values.dictionary[values.codes[row] as number] : values.values[row];
  const missing = category === undefined || Number.isNaN(category);
  return new DataError({
    code: "VALUE_INVALID",
    what: `column "${name}"`,
    detail: missing
      ? `row ${row} is missing, and no training row was`
      : `"${labelOf(category, values.kind)}" in row ${row} is not a known category`,
    hint: "check the source of the rows, or let unknown categories pass by the option unknown",
    column: name,
    row,
  });
}
