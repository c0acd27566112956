import type { Column, TableLike } from "../table/column.ts";
import { columnOf } from "../table/column-of.ts";
import {
  type CategoryProfile,
  type ColumnProfile,
  DEFAULT_CATEGORIES,
  type NumericProfile,
  type Sketch,
  type TableProfile,
} from "./column-profile.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { presentValues, profileColumn } from "./profile-column.ts";
import { sketchAt } from "./sketch.ts";

/**
 * The profile of a table in the bins of another profile, so that both compare and merge without loss: numbers are counted between the same ends, the categories
 * that it names are named here too. Columns that it does not have, or has as another kind, are profiled by themselves.
 * @throws DataError `COLUMN_TYPE` for a column of mixed types
 * @example profileLike(profileTable(aq.table({ x: [1, 2, 3] })), aq.table({ x: [2, 2] })).columns.x.sketch.counts // => [2]
 */
export function profileLike(reference: TableProfile, table: TableLike): TableProfile {
  const columns: Record<string, ColumnProfile> = {};
  for (const name of table.columnNames()) columns[name] = profileColumnLike(reference.columns[name], columnOf(table, name));
  return { version: 1, rows: table.numRows(), columns };
}

const isAtomic = ({ below, error }: Sketch): boolean => error === undefined && (below?.every((sum) => sum === 0) ?? false);

/** The profile of one column in the bins, or with the categories, of another profile of it. */
export function profileColumnLike(like: ColumnProfile | undefined, column: Column): ColumnProfile {
  if (like?.kind === "numeric" && (column.kind === "numeric" || column.kind === "bigint")) {
    const own = profileColumn(column);
    if (isAtomic(like.sketch) && isAtomic(own.sketch)) return own; // every value is an end: nothing is lost, new values are told apart
    return { ...own, sketch: sketchAt(like.sketch.upTo, presentValues(column).filter(Number.isFinite)) } satisfies NumericProfile;
  }
  if (like?.kind === "string" && column.kind === "string") {
    const all = profileColumn(column, { categories: Number.POSITIVE_INFINITY });
    if (all.categories.length <= DEFAULT_CATEGORIES) return all;
    const named = new Set(like.categories.map(({ value }) => value));
    const kept = all.categories.filter(({ value }, i) => named.has(value) || i < DEFAULT_CATEGORIES);
    const count = (list: CategoryProfile["categories"]): number => list.reduce((sum, one) => sum + one.count, 0);
    return { ...all, categories: kept, other: count(all.categories) - count(kept) };
  }
  return profileColumn(column);
}

/**
 * A profile with the rows of a further table of the same columns: exact counts, in the profile's own bins.
 * @throws DataError `COLUMN_MISSING`, `COLUMN_TYPE`
 * @example updateProfile(profileTable(aq.table({ x: [1, 2] })), aq.table({ x: [2] })).columns.x.sketch.counts // => [1, 2]
 */
export function updateProfile(profile: TableProfile, table: TableLike): TableProfile {
  return mergeProfiles(profile, profileLike(profile, table));
}
