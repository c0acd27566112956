import { ranksOf } from "@mlops/core/stats";
import { type Column, columnMissing, columnOf, isValid, type Table, type TableLike, toFloat64 } from "@mlops/core/table";
import type { SplitResult } from "./split-table.ts";

export interface LeakageOptions {
  /** Column to be predicted; looks for a column that gives it away. */
  readonly target?: string;
  /** No value of this column should be in two parts. */
  readonly groupBy?: string;
  /** What trains should come before what validates and tests, by this column. */
  readonly orderBy?: string;
  /** Columns that do not make rows the same or give the target away, such as a key. */
  readonly exclude?: readonly string[];
  /** From which AUC on a single column gives a target of two classes away; default 0.99. */
  readonly auc?: number;
}

/** One way in which a held-out part is not new to what was trained. */
export interface Leak {
  readonly kind: "duplicate_rows" | "shared_groups" | "time_overlap" | "revealing_column";
  readonly part: "train" | "validation" | "test";
  readonly column?: string;
  /** Rows of the part that are concerned. */
  readonly count: number;
  readonly message: string;
}

const key = (value: unknown): string =>
  value === undefined ? "-" : `${typeof value}${value instanceof Date ? value.getTime() : String(value)}`;

function rowKeys(table: TableLike, names: readonly string[]): string[] {
  const columns = names.map((name) => columnOf(table, name) as Column);
  return Array.from({ length: table.numRows() }, (_, row) => columns.map((column) => key(column.at(row))).join("\u0001"));
}

function duplicates(train: Table, part: Table, names: readonly string[]): number {
  const seen = new Set(rowKeys(train, names));
  return rowKeys(part, names).filter((one) => seen.has(one)).length;
}

function range(table: Table, name: string): { min: number; max: number } {
  const column = columnOf(table, name) as Column;
  const values = toFloat64(column, name);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    if (column.kind !== "string" && !isValid(column.validity, row)) continue;
    min = Math.min(min, values[row] as number);
    max = Math.max(max, values[row] as number);
  }
  return { min, max };
}

/** The AUC of one column for a target of two classes, whichever way it points; undefined where there is none. */
function columnAuc(table: Table, name: string, target: string): number | undefined {
  const labels = columnOf(table, target) as Column;
  const classes = [...new Set([...labels].filter((value) => value !== undefined).map(key))].sort();
  const column = columnOf(table, name) as Column;
  if (classes.length !== 2 || (column.kind !== "numeric" && column.kind !== "bigint" && column.kind !== "timestamp")) return undefined;
  const scores = toFloat64(column, name);
  const rows = [...scores.keys()].filter((row) => !Number.isNaN(scores[row]) && labels.at(row) !== undefined);
  const { ranks } = ranksOf(Float64Array.from(rows, (row) => scores[row] as number));
  let positives = 0;
  let rankSum = 0;
  for (const [i, row] of rows.entries()) {
    if (key(labels.at(row)) !== classes[1]) continue;
    positives++;
    rankSum += ranks[i] as number;
  }
  if (positives === 0 || positives === rows.length) return undefined;
  const area = (rankSum - (positives * (positives + 1)) / 2) / positives / (rows.length - positives); // Mann-Whitney's U per pair of rows
  return Math.max(area, 1 - area);
}

/**
 * Looks for ways in which the held-out parts of a split are known to what was trained: rows that occur in both, groups in both, training rows from
 * after the first held-out one, and single columns that give a target of two classes away. An empty list is no proof that there are none.
 * @throws DataError `COLUMN_MISSING`
 * @example checkLeakage({ train: aq.table({ x: [1, 2] }), test: aq.table({ x: [2, 3] }) })[0].kind // => "duplicate_rows"
 */
export function checkLeakage(split: SplitResult, options: LeakageOptions = {}): Leak[] {
  const { target, groupBy, orderBy, exclude = [], auc: limit = 0.99 } = options;
  const { train } = split;
  const available = train.columnNames();
  for (const name of [target, groupBy, orderBy, ...exclude])
    if (name !== undefined && !available.includes(name)) throw columnMissing(name, available);
  const compared = available.filter((name) => !exclude.includes(name));
  const leaks: Leak[] = [];
  for (const part of ["validation", "test"] as const) {
    const held = split[part];
    if (held === undefined) continue;
    const same = duplicates(train, held, compared);
    if (same > 0)
      leaks.push({ kind: "duplicate_rows", part, count: same, message: `${same} rows of the ${part} part are among the training rows` });
    if (groupBy !== undefined) {
      const count = duplicates(train, held, [groupBy]);
      if (count > 0)
        leaks.push({
          kind: "shared_groups",
          part,
          column: groupBy,
          count,
          message: `${count} rows of the ${part} part have a "${groupBy}" that was trained on`,
        });
    }
    if (orderBy !== undefined) {
      const { min } = range(held, orderBy);
      const values = toFloat64(columnOf(train, orderBy) as Column, orderBy);
      const count = values.filter((value) => value > min).length;
      if (count > 0)
        leaks.push({
          kind: "time_overlap",
          part,
          column: orderBy,
          count,
          message: `${count} training rows come after the first of the ${part} part by "${orderBy}"`,
        });
    }
  }
  if (target === undefined) return leaks;
  for (const column of compared.filter((name) => name !== target)) {
    const found = columnAuc(train, column, target);
    if (found !== undefined && found >= limit)
      leaks.push({
        kind: "revealing_column",
        part: "train",
        column,
        count: train.numRows(),
        message: `"${column}" alone tells "${target}" with an AUC of ${Number(found.toPrecision(4))}`,
      });
  }
  return leaks;
}
