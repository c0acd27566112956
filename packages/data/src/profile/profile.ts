import { TableState } from "@mlops/core/profile";
import { type ColumnName, columnMissing, columnOf, type TableLike, toFloat64 } from "@mlops/core/table";
import { columnSummary } from "./column-summary.ts";
import { correlationsOf } from "./correlations.ts";
import type { DataProfile } from "./data-profile.ts";

export interface ProfileOptions<C extends string = string> {
  /** Columns; all when absent. */
  readonly columns?: readonly C[];
  /** Correlate numeric columns, of which there may be this many; default 40. */
  readonly correlate?: number;
}

/** Rows up to which ranks are correlated too: every pair has its own, as rows with a missing value are left out. */
const RANKED = 10_000;

/**
 * The profile of what a `TableState` has taken in. Counts of rows, missing values, NaN and infinities, extremes, lengths, mean, standard deviation and Pearson's
 * correlations are exact (to rounding) whatever its size; what is not exact says in `approximate` how far it may be off.
 * @example
 * const state = new TableState();
 * state.add(aq.table({ age: [30, 40, null] }));
 * profileOf(state).columns.age.missing // => 1
 */
export function profileOf(state: TableState, valuesOf?: (name: string) => Float64Array): DataProfile {
  const columns = Object.fromEntries([...state.columns].map(([name, column]) => [name, columnSummary(column)]));
  const numeric = new Set(Object.keys(columns).filter((name) => columns[name]?.kind === "numeric"));
  const correlations = state.coMoments === null ? [] : correlationsOf(state.coMoments, numeric, valuesOf);
  return { version: 1, rows: state.rows, columns, correlations };
}

/**
 * Describes each column of a table: what is missing, different values and the most frequent, quantiles, a histogram, lengths; and how numeric columns
 * correlate, up to 10,000 rows by rank too. Exact: the state it is made of holds all values.
 * @throws DataError `COLUMN_MISSING`
 * @example profile(aq.table({ age: [30, 40, null] })).columns.age.missing // => 1
 */
export function profile<T extends TableLike>(table: T, options: ProfileOptions<ColumnName<T>> = {}): DataProfile {
  const available = table.columnNames();
  for (const name of options.columns ?? []) if (!available.includes(name)) throw columnMissing(name, available);
  const state = new TableState(options);
  state.add(table);
  const doubles = new Map((state.coMoments?.names ?? []).map((name) => [name, toFloat64(columnOf(table, name))]));
  return profileOf(state, state.rows > RANKED ? undefined : (name) => doubles.get(name) as Float64Array);
}
