import { type Column, type ColumnTable, columnOf, makeTable, type TableLike, takeRows } from "@mlops/core/table";
import { DataError } from "@mlops/models";

export interface JoinOptions {
  /** The column that both tables share. */
  readonly key: string;
}

export interface JoinedLabels {
  /** The rows that have a label, in the order of the predictions: their columns, then those of the labels. */
  readonly table: ColumnTable;
  readonly matched: number;
  /** Rows of predictions without a label, those without a key among them. */
  readonly unmatched: number;
  /** Rows of labels that no prediction asked for. */
  readonly unused: number;
}

/**
 * Joins labels that arrive in a table of their own to predictions. A key may occur many times among the predictions, once among the labels.
 * Keys are equal as values of one type: the text "1" is not the number 1. Labels without a key match nothing. O(n + m).
 * @throws DataError `COLUMN_MISSING`, `COLUMN_TYPE` for keys of two types, `COLUMN_DUPLICATE` for another column that both have,
 * `VALUE_INVALID` for a key that occurs twice among the labels
 * @example
 * const joined = joinByKey(makeTable({ id: [1, 2], call: [0, 1] }), makeTable({ id: [2, 3], label: [1, 0] }), { key: "id" });
 * [joined.table.get("label", 0), joined.matched, joined.unmatched, joined.unused] // => [1, 1, 1, 1]
 */
export function joinByKey(predictions: TableLike, labels: TableLike, { key }: JoinOptions): JoinedLabels {
  const asked: Column = columnOf(predictions, key);
  const known: Column = columnOf(labels, key);
  if (asked.kind !== known.kind) throw new DataError({ code: "COLUMN_TYPE", column: key, actual: known.kind, expected: asked.kind });
  const added = labels.columnNames().filter((name) => name !== key);
  const twice = added.find((name) => predictions.columnNames().includes(name));
  if (twice !== undefined) throw new DataError({ code: "COLUMN_DUPLICATE", column: twice });
  const rowOf = rowsByKey(known, key);
  const left: number[] = [];
  const right: number[] = [];
  for (let row = 0; row < asked.length; row++) {
    const label = rowOf.get(keyOf(asked.at(row)));
    if (label === undefined) continue;
    left.push(row);
    right.push(label);
  }
  const columns: Record<string, Column> = {};
  for (const name of predictions.columnNames()) columns[name] = takeRows(columnOf(predictions, name), left);
  for (const name of added) columns[name] = takeRows(columnOf(labels, name), right);
  return {
    table: makeTable(columns),
    matched: left.length,
    unmatched: asked.length - left.length,
    unused: known.length - new Set(right).size,
  };
}

function rowsByKey(keys: Column, name: string): Map<unknown, number> {
  const rowOf = new Map<unknown, number>();
  for (let row = 0; row < keys.length; row++) {
    const value = keyOf(keys.at(row));
    if (value === undefined) continue;
    const first = rowOf.get(value);
    if (first !== undefined) {
      const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
      const detail = `the key ${shown} of the labels stands in row ${first} and again in row ${row}`;
      throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail, row, first, hint: "keep one label per key" });
    }
    rowOf.set(value, row);
  }
  return rowOf;
}

/** A date by its instant; NaN is no key. */
function keyOf(value: unknown): unknown {
  const plain = value instanceof Date ? value.getTime() : value;
  return Number.isNaN(plain) ? undefined : plain;
}
