import type { LabelCoverage } from "@mlops/core/stage";
import { type Column, columnOf, makeTable, type TableLike } from "@mlops/core/table";
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
export function lateLabels(rows: TableLike, labels: TableLike, { key, target }: { key: string; target: string }): LateLabels {
  const total = rows.numRows();
  const row = Float64Array.from({ length: total }, (_, at) => at);
  const keyed = makeTable({ [key]: columnOf(rows, key), [ROW]: row });
  const { table, matched, unused } = joinByKey(keyed, makeTable({ [key]: columnOf(labels, key), [TARGET]: columnOf(labels, target) }), {
    key,
  });
  const places: Column = columnOf(table, ROW);
  const values: Column = columnOf(table, TARGET);
  const truth: unknown[] = new Array(total).fill(null);
  for (let at = 0; at < matched; at++) truth[places.at(at) as number] = values.at(at) ?? null;
  return { truth, coverage: { rows: total, labelled: matched, unused } };
}

/** Names that no column of a user has. */
const ROW = "\u0000row";
const TARGET = "\u0000target";
