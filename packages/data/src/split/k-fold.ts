import { Random } from "@mlops/core/stats";
import { type ColumnName, markSplit, type RowsOf, type Table, type TableLike, takeTable } from "@mlops/core/table";
import { ConfigError, DataError } from "@mlops/models";
import { rowsByValue } from "./strata.ts";

export interface FoldOptions<C extends string = string> {
  /** How many folds; default 5. */
  readonly folds?: number;
  /** Deal the rows of each value of this column evenly; missing is a value of its own. */
  readonly stratifyBy?: C;
  /** Keep the rows of each value of this column in one fold. */
  readonly groupBy?: C;
  /** Default 0. */
  readonly seed?: number;
}

export interface Fold<P extends Table = Table> {
  readonly train: P;
  readonly validation: P;
}

/**
 * Folds for cross-validation: each row validates exactly once. The same seed and rows give the same folds, and a table's order is kept within them.
 * Sizes differ by at most one row; with `groupBy` by what the groups make necessary.
 * @throws ConfigError `PARAMETER_INVALID`; DataError `TOO_FEW_ROWS` for fewer rows (or groups) than folds, `COLUMN_MISSING`
 * @example kFold(aq.table({ x: [1, 2, 3, 4] }), { folds: 2 }).map(({ validation }) => validation.numRows()) // => [2, 2]
 */
export function kFold<T extends TableLike>(table: T, options: FoldOptions<ColumnName<T>> = {}): Fold<RowsOf<T>>[] {
  const { folds = 5, stratifyBy, groupBy, seed = 0 } = options;
  const invalid = (parameter: string, detail: string) => new ConfigError({ code: "PARAMETER_INVALID", parameter, detail });
  if (!Number.isInteger(folds) || folds < 2) throw invalid("folds", `${folds} is no whole number from 2 on`);
  if (stratifyBy !== undefined && groupBy !== undefined) throw invalid("groupBy", "give stratifyBy or groupBy, not both");
  const fold = groupBy === undefined ? dealRows(table, folds, stratifyBy, seed) : dealGroups(table, folds, groupBy, seed);
  const rows = [...fold.keys()];
  return Array.from({ length: folds }, (_, k) => ({
    train: markSplit(
      takeTable(
        table,
        rows.filter((row) => fold[row] !== k),
      ),
      "train",
    ),
    validation: markSplit(
      takeTable(
        table,
        rows.filter((row) => fold[row] === k),
      ),
      "validation",
    ),
  }));
}

function tooFew(actual: number, folds: number, what: string): DataError {
  return new DataError({ code: "TOO_FEW_ROWS", actual, needed: `${folds} ${what}`, hint: "take fewer folds" });
}

/** One fold after the other, going on from stratum to stratum, so that sizes stay even. */
function dealRows(table: TableLike, folds: number, stratifyBy: string | undefined, seed: number): Uint32Array {
  const count = table.numRows();
  if (count < folds) throw tooFew(count, folds, "rows");
  const strata = stratifyBy === undefined ? [Uint32Array.from({ length: count }, (_, row) => row)] : rowsByValue(table, stratifyBy);
  const fold = new Uint32Array(count);
  const random = new Random(seed);
  let next = 0;
  for (const [i, stratum] of strata.entries()) {
    random.fork(i).shuffle(stratum);
    for (const row of stratum) fold[row] = next++ % folds;
  }
  return fold;
}

/** The largest groups first, each to the smallest fold; among equal groups chance decides. */
function dealGroups(table: TableLike, folds: number, groupBy: string, seed: number): Uint32Array {
  const groups = rowsByValue(table, groupBy);
  if (groups.length < folds) throw tooFew(groups.length, folds, "groups");
  const order = Uint32Array.from(groups.keys());
  new Random(seed).shuffle(order);
  const sorted = [...order].sort((a, b) => (groups[b]?.length ?? 0) - (groups[a]?.length ?? 0));
  const sizes = new Array<number>(folds).fill(0);
  const fold = new Uint32Array(table.numRows());
  for (const at of sorted) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    for (const row of groups[at] as Uint32Array) fold[row] = smallest;
    sizes[smallest] = (sizes[smallest] as number) + (groups[at]?.length ?? 0);
  }
  return fold;
}
