import { codeCounts } from "../stats/mode.ts";
import { momentsOf } from "../stats/moments.ts";
import { sortedValues } from "../stats/quantile.ts";
import { allocate } from "../table/allocate.ts";
import type { BigIntColumn, BooleanColumn, Column, NumericColumn, StringColumn, TimestampColumn } from "../table/column.ts";
import { missingCount } from "../table/column-values.ts";
import { isValid } from "../table/validity.ts";
import {
  type CategoryProfile,
  type ColumnProfile,
  DEFAULT_BINS,
  DEFAULT_CATEGORIES,
  type NumericProfile,
  type ProfileOptions,
  type TimestampProfile,
} from "./column-profile.ts";
import { sketchOf } from "./sketch.ts";

/**
 * What a column holds: counts of missing values, NaN and infinities; mean, spread, range and an equi-depth histogram of numbers; the most frequent
 * strings; the range of instants. 64-bit integers are taken as the nearest doubles. O(n log n) for numbers.
 * @example profileColumn(fromValues(["a", null, "a"])).categories // => [{ value: "a", count: 2 }]
 */
export function profileColumn(column: NumericColumn | BigIntColumn, options?: ProfileOptions): NumericProfile;
export function profileColumn(column: StringColumn | BooleanColumn, options?: ProfileOptions): CategoryProfile;
export function profileColumn(column: TimestampColumn, options?: ProfileOptions): TimestampProfile;
export function profileColumn(column: Column, options?: ProfileOptions): ColumnProfile;
export function profileColumn(column: Column, options: ProfileOptions = {}): ColumnProfile {
  const base = { rows: column.length, missing: missingCount(column) };
  switch (column.kind) {
    case "numeric":
    case "bigint":
      return { kind: "numeric", ...base, ...numericPart(column, options.bins ?? DEFAULT_BINS) };
    case "string": {
      const counts = codeCounts(column.codes, column.dictionary.length);
      return { kind: "string", ...base, ...categoryPart(column.dictionary, counts, options.categories ?? DEFAULT_CATEGORIES) };
    }
    case "boolean":
      return { kind: "boolean", ...base, ...categoryPart(["false", "true"], booleanCounts(column), DEFAULT_CATEGORIES) };
    case "timestamp": {
      const { n, min, max } = momentsOf(presentValues(column));
      return { kind: "timestamp", ...base, min: n === 0 ? null : min, max: n === 0 ? null : max };
    }
  }
}

/** The values there are, as doubles. */
export function presentValues(column: NumericColumn | BigIntColumn | TimestampColumn): Float64Array {
  const values = allocate(Float64Array, column.length);
  let n = 0;
  for (let row = 0; row < column.length; row++) if (isValid(column.validity, row)) values[n++] = Number(column.values[row]);
  return values.subarray(0, n);
}

function numericPart(column: NumericColumn | BigIntColumn, bins: number): Omit<NumericProfile, "kind" | "rows" | "missing"> {
  const values = presentValues(column);
  let nan = 0;
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) nan++;
    else if (Number.isFinite(value)) values[n++] = value;
  }
  const finite = values.subarray(0, n);
  const moments = momentsOf(finite);
  return {
    integer: column.kind === "bigint" || column.integer,
    nan,
    infinite: values.length - nan - n,
    mean: n === 0 ? null : finiteOrNull(moments.mean),
    m2: n === 0 ? null : finiteOrNull(moments.m2),
    min: n === 0 ? null : moments.min,
    max: n === 0 ? null : moments.max,
    sketch: sketchOf(sortedValues(finite), bins),
  };
}

/** JSON has no NaN and no infinity. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function booleanCounts(column: BooleanColumn): Float64Array {
  const counts = new Float64Array(2);
  for (let row = 0; row < column.length; row++) {
    if (isValid(column.validity, row)) counts[column.values[row] as number] = (counts[column.values[row] as number] as number) + 1;
  }
  return counts;
}

/** The most frequent categories by count and name, and what is left. */
export function categoryPart(
  names: readonly string[],
  counts: ArrayLike<number>,
  limit: number,
): Omit<CategoryProfile, "kind" | "rows" | "missing"> {
  const found = names.map((value, code) => ({ value, count: counts[code] as number })).filter(({ count }) => count > 0);
  found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const categories = found.slice(0, limit);
  return { categories, other: found.slice(limit).reduce((sum, { count }) => sum + count, 0), distinct: found.length };
}
