import { type Column, columnMissing, columnOf, type TableLike, toFloat64 } from "@mlops/core/table";
import { DataError, type MonitoringConfig } from "@mlops/models";

/** Columns as numbers; each belongs to a column of the tables. */
export interface EncodedTables {
  readonly columns: readonly EncodedColumn[];
  readonly rows: { readonly reference: number; readonly current: number };
  /** Columns of the tables that take part. */
  readonly used: readonly string[];
  readonly left: readonly { readonly column: string; readonly reason: string }[];
}

export interface EncodedColumn {
  /** `plan = pro` for a category. */
  readonly name: string;
  readonly source: string;
  /** NaN is missing; categories miss nothing. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Categories that get a column of their own; the rest share one. */
const MOST_CATEGORIES = 20;

export interface EncodeOptions {
  /** These columns alone. */
  readonly columns?: readonly string[] | undefined;
  readonly categoricalFeatures?: readonly string[] | undefined;
}

/**
 * Both tables as numbers by one rule. Numbers stay, infinities become the farthest finite value of both tables, missing (null, NaN) is NaN. Texts, booleans and
 * named categories become a column of 0 and 1 for each of the 20 most frequent values of both tables, one for the others, and one for missing.
 * Left out with a reason: columns with a role, timestamps, texts with more than 50 values that are nearly unique, columns that one table lacks, that changed
 * their type, or that hold one value alone.
 * @throws DataError `COLUMN_MISSING` for a named column that neither table has
 */
export function encodeTables(reference: TableLike, current: TableLike, config: MonitoringConfig, options: EncodeOptions): EncodedTables {
  const names = [...new Set([...reference.columnNames(), ...current.columnNames()])];
  for (const name of options.columns ?? []) if (!names.includes(name)) throw columnMissing(name, names);
  const roles = [config.timestamp, ...[config.labels?.key ?? []].flat(), config.target, config.prediction, config.score];
  const columns: EncodedColumn[] = [];
  const left: { column: string; reason: string }[] = [];
  for (const name of options.columns ?? names) {
    const found = roles.includes(name) && options.columns === undefined ? "role" : encode(name, reference, current, config, options);
    if (typeof found === "string") left.push({ column: name, reason: found });
    else columns.push(...found);
  }
  const used = [...new Set(columns.map(({ source }) => source))];
  return { columns, rows: { reference: reference.numRows(), current: current.numRows() }, used, left };
}

function encode(
  name: string,
  reference: TableLike,
  current: TableLike,
  config: MonitoringConfig,
  options: EncodeOptions,
): EncodedColumn[] | string {
  if (!reference.columnNames().includes(name)) return "missing_in_reference";
  if (!current.columnNames().includes(name)) return "missing_in_current";
  const [before, after] = [readable(reference, name), readable(current, name)];
  if (before === null || after === null) return "unreadable";
  const [kindBefore, kindAfter] = [kindOf(before), kindOf(after)];
  if (kindBefore !== null && kindAfter !== null && kindBefore !== kindAfter) return "type_changed";
  const kind = kindBefore ?? kindAfter;
  if (kind === null) return "all_missing";
  if (kind === "timestamp") return "timestamp";
  const categories = [...(options.categoricalFeatures ?? []), ...(config.categoricalFeatures ?? [])];
  const found = kind === "numeric" && !categories.includes(name) ? numbers(name, before, after) : indicators(name, before, after);
  if (typeof found === "string") return found;
  const varying = found.filter(({ reference: a, current: b }) => !isConstant(a, b));
  return varying.length === 0 ? "constant" : varying;
}

function readable(table: TableLike, name: string): Column | null {
  try {
    return columnOf(table, name);
  } catch (error) {
    if (DataError.isInstance(error)) return null;
    throw error;
  }
}

/** Numbers and 64-bit integers are one kind; a column without any value has none. */
function kindOf(column: Column): "numeric" | "string" | "boolean" | "timestamp" | null {
  let present = false;
  for (let row = 0; row < column.length && !present; row++) present = column.at(row) !== undefined;
  if (!present) return null;
  return column.kind === "bigint" ? "numeric" : column.kind;
}

function numbers(name: string, before: Column, after: Column): EncodedColumn[] {
  const read = (column: Column): Float64Array =>
    kindOf(column) === null ? new Float64Array(column.length).fill(Number.NaN) : toFloat64(column);
  const [reference, current] = [read(before), read(after)];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of [reference, current]) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const finite = (values: Float64Array): Float64Array => {
    if (!values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) return values;
    return values.map((value) =>
      low > high && Math.abs(value) === Number.POSITIVE_INFINITY ? Math.sign(value) : Math.min(high, Math.max(low, value)),
    );
  };
  return [{ name, source: name, reference: finite(reference), current: finite(current) }];
}

function indicators(name: string, before: Column, after: Column): EncodedColumn[] | string {
  const [reference, current] = [labelsOf(before), labelsOf(after)];
  const counts = new Map<string | null, number>();
  for (const labels of [reference, current]) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const distinct = counts.size - Number(counts.has(null));
  if (before.kind === "string" && distinct > 50 && distinct > (reference.length + current.length) / 2) return "near_unique";
  const frequent = [...counts.keys()]
    .filter((label) => label !== null)
    .sort((a, b) => (counts.get(b) as number) - (counts.get(a) as number) || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES);
  const known = new Set(frequent);
  const is = (test: (label: string | null) => boolean) => ({
    reference: Float64Array.from(reference, (label) => Number(test(label))),
    current: Float64Array.from(current, (label) => Number(test(label))),
  });
  const shown: EncodedColumn[] = frequent.map((label) => ({ name: `${name} = ${label}`, source: name, ...is((one) => one === label) }));
  if (distinct > known.size) shown.push({ name: `${name} = others`, source: name, ...is((one) => one !== null && !known.has(one)) });
  if (counts.has(null)) shown.push({ name: `${name} is missing`, source: name, ...is((one) => one === null) });
  return distinct === 2 && shown.length === 2 ? shown.slice(0, 1) : shown; // the second says what the first does
}

function labelsOf(column: Column): (string | null)[] {
  return Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    return value === undefined || Number.isNaN(value) ? null : String(value);
  });
}

function isConstant(a: Float64Array, b: Float64Array): boolean {
  const first = a[0] ?? b[0];
  const same = (value: number): boolean => Object.is(value, first);
  return a.every(same) && b.every(same);
}
