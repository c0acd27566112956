import { DataError } from "@mlops/models/errors";
import { mergeMoments, NO_MOMENTS } from "../stats/moments.ts";
import { columnMissing } from "../table/column-of.ts";
import {
  type CategoryProfile,
  type ColumnProfile,
  DEFAULT_BINS,
  DEFAULT_CATEGORIES,
  type NumericProfile,
  type ProfileOptions,
  type TableProfile,
} from "./column-profile.ts";
import { categoryPart, finiteOrNull } from "./profile-column.ts";
import { mergeSketches } from "./sketch.ts";

/**
 * The profile of both tables together. Counts, mean, spread and ranges are exact (to rounding); the sketch's ranks are within 2/bins;
 * categories are exact while neither side has others.
 * @throws DataError `COLUMN_MISSING` where the tables have different columns, `COLUMN_TYPE` where a column changed its kind
 */
export function mergeProfiles(a: TableProfile, b: TableProfile, options: ProfileOptions = {}): TableProfile {
  const names = Object.keys(a.columns);
  for (const name of Object.keys(b.columns)) if (!Object.hasOwn(a.columns, name)) throw columnMissing(name, names);
  const columns: Record<string, ColumnProfile> = {};
  for (const name of names) {
    if (!Object.hasOwn(b.columns, name)) throw columnMissing(name, Object.keys(b.columns));
    columns[name] = mergeColumns(name, a.columns[name] as ColumnProfile, b.columns[name] as ColumnProfile, options);
  }
  return { version: 1, rows: a.rows + b.rows, columns };
}

function mergeColumns(name: string, a: ColumnProfile, b: ColumnProfile, options: ProfileOptions): ColumnProfile {
  const base = { rows: a.rows + b.rows, missing: a.missing + b.missing };
  if (a.kind === "numeric" && b.kind === "numeric")
    return { kind: "numeric", ...base, ...mergeNumbers(a, b, options.bins ?? DEFAULT_BINS) };
  if (a.kind === "timestamp" && b.kind === "timestamp") {
    return { kind: "timestamp", ...base, min: either(Math.min, a.min, b.min), max: either(Math.max, a.max, b.max) };
  }
  if ((a.kind === "string" || a.kind === "boolean") && a.kind === b.kind) {
    return { kind: a.kind, ...base, ...mergeCategories(a, b as CategoryProfile, options.categories ?? DEFAULT_CATEGORIES) };
  }
  throw new DataError({ code: "COLUMN_TYPE", column: name, actual: b.kind, expected: a.kind });
}

function either(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : choose(a, b);
}

function mergeNumbers(a: NumericProfile, b: NumericProfile, bins: number): Omit<NumericProfile, "kind" | "rows" | "missing"> {
  const moments = mergeMoments(momentsIn(a), momentsIn(b));
  return {
    integer: a.integer && b.integer,
    nan: a.nan + b.nan,
    infinite: a.infinite + b.infinite,
    mean: moments.n === 0 ? null : finiteOrNull(moments.mean),
    m2: moments.n === 0 ? null : finiteOrNull(moments.m2),
    min: either(Math.min, a.min, b.min),
    max: either(Math.max, a.max, b.max),
    sketch: mergeSketches(a.sketch, b.sketch, bins),
  };
}

function momentsIn(profile: NumericProfile) {
  const n = profile.rows - profile.missing - profile.nan - profile.infinite;
  if (n === 0) return NO_MOMENTS;
  return { ...NO_MOMENTS, n, mean: profile.mean ?? Number.NaN, m2: profile.m2 ?? Number.NaN };
}

function mergeCategories(a: CategoryProfile, b: CategoryProfile, limit: number): Omit<CategoryProfile, "kind" | "rows" | "missing"> {
  const counts = new Map<string, number>();
  for (const { value, count } of [...a.categories, ...b.categories]) counts.set(value, (counts.get(value) ?? 0) + count);
  const merged = categoryPart([...counts.keys()], [...counts.values()], limit);
  const other = a.other + b.other;
  return {
    ...merged,
    other: merged.other + other,
    distinct: other === 0 && a.distinct !== null && b.distinct !== null ? merged.distinct : null,
  };
}
