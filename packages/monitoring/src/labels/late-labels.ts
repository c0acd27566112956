import type { LabelCoverage } from "@mlops/core/stage";
import { type Column, columnOf, fromValues, makeTable, type TableLike } from "@mlops/core/table";
import { joinByKey } from "./join-by-key.ts";

export interface LateLabels {
  /** The true value of each row, missing where its label has not arrived. */
  readonly truth: readonly unknown[];
  readonly coverage: LabelCoverage;
}

/**
 * The labels of all rows, in their order, from a table of its own.
 * @throws DataError as `joinByKey`
 */
export function lateLabels(rows: TableLike, labels: TableLike, { keys, target }: { keys: readonly string[]; target: string }): LateLabels {
  const key = keys.join(" and ");
  const total = rows.numRows();
  const row = Float64Array.from({ length: total }, (_, at) => at);
  const keyed = makeTable({ [key]: keyColumn(rows, keys), [ROW]: row });
  const { table, matched, unused } = joinByKey(keyed, makeTable({ [key]: keyColumn(labels, keys), [TARGET]: columnOf(labels, target) }), {
    key,
  });
  const places: Column = columnOf(table, ROW);
  const values: Column = columnOf(table, TARGET);
  const truth: unknown[] = new Array(total).fill(null);
  for (let at = 0; at < matched; at++) truth[places.at(at) as number] = values.at(at) ?? null;
  return { truth, coverage: { rows: total, labelled: matched, unused } };
}

/** One column as it is; of several the values of a row as one text, missing where one of them is. */
function keyColumn(table: TableLike, keys: readonly string[]): Column {
  const columns: Column[] = keys.map((name) => columnOf(table, name));
  if (columns.length === 1) return columns[0] as Column;
  const texts = Array.from({ length: table.numRows() }, (_, row) => {
    const values = columns.map((column) => column.at(row));
    return values.includes(undefined) ? null : JSON.stringify(values.map((value) => (typeof value === "bigint" ? String(value) : value)));
  });
  return fromValues(texts, keys.join(" and "));
}

/** Names that no column of a user has. */
const ROW = "\u0000row";
const TARGET = "\u0000target";
