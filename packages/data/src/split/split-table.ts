import { Random } from "@mlops/core/stats";
import { type ColumnName, markSplit, type RowsOf, type Table, type TableLike, takeTable } from "@mlops/core/table";
import { ConfigError, DataError } from "@mlops/models";
import { assignByTime, assignGroups } from "./assign-rows.ts";
import { rowsByValue } from "./strata.ts";

export interface SplitOptions<C extends string = string> {
  /** Share of the rows for validation; default 0.2. */
  readonly validation?: number;
  /** Share of the rows for the test; default 0. */
  readonly test?: number;
  /**
   * `stratified` keeps the shares within each value of `stratifyBy` (missing is a value of its own); `grouped` keeps the rows of each value of `groupBy`
   * together; `ordered` trains on what comes first by `orderBy`, then validates, then tests. Default `random`.
   */
  readonly method?: "random" | "stratified" | "grouped" | "ordered";
  readonly stratifyBy?: C;
  readonly groupBy?: C;
  readonly orderBy?: C;
  /** Default 0. */
  readonly seed?: number;
}

export interface SplitResult<P extends Table = Table> {
  readonly train: P;
  readonly validation?: P;
  readonly test?: P;
}

/**
 * Splits a table into marked parts that keep the table's order; the same seed and rows give the same parts.
 * The parts have `round(n · share)` rows; a stratified split gives each value its share, and what rounding leaves to the largest remainders;
 * groups are dealt to the part that lacks most, so that its size is near; rows of one instant stay in the earlier part.
 * @throws ConfigError `PARAMETER_INVALID`; DataError `TOO_FEW_ROWS` where a part would be empty, `COLUMN_MISSING`
 * @example splitTable(aq.table({ x: [1, 2, 3, 4, 5] }), { validation: 0.4 }).train.numRows() // => 3
 */
export function splitTable<T extends TableLike>(table: T, options: SplitOptions<ColumnName<T>> = {}): SplitResult<RowsOf<T>> {
  const { validation = 0.2, test = 0, method = "random", seed = 0 } = options;
  for (const [parameter, share] of Object.entries({ validation, test }))
    if (!(share >= 0 && share < 1))
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter, detail: `${share} is no share of [0, 1)` });
  if (validation + test >= 1)
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "validation",
      detail: `${validation} and test ${test} leave nothing to train on`,
    });
  const needed = ({ stratified: "stratifyBy", grouped: "groupBy", ordered: "orderBy" } as const)[method as "grouped"];
  if (needed !== undefined && options[needed] === undefined)
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: needed, detail: `a split that is ${method} needs a column` });

  const rows = table.numRows();
  const part = assign(table, options, validation, test, seed);
  const take = (wanted: number): RowsOf<T> =>
    takeTable(
      table,
      Uint32Array.from(part.keys()).filter((row) => part[row] === wanted),
    );
  const result = {
    train: markSplit(take(0), "train"),
    ...(validation > 0 ? { validation: markSplit(take(1), "validation") } : {}),
    ...(test > 0 ? { test: markSplit(take(2), "test") } : {}),
  };
  for (const [name, piece] of Object.entries(result))
    if (piece.numRows() === 0)
      throw new DataError({
        code: "TOO_FEW_ROWS",
        actual: rows,
        needed: `enough for a ${name} part`,
        hint: "give more rows or other shares",
      });
  return result;
}

/** The part of each row: 0 train, 1 validation, 2 test. */
function assign(table: TableLike, options: SplitOptions, validation: number, test: number, seed: number): Uint8Array {
  const { method = "random", stratifyBy } = options;
  const rows = table.numRows();
  if (method === "grouped" || method === "ordered") {
    const held = [Math.round(rows * validation), Math.round(rows * test)] as const;
    const wanted = [rows - held[0] - held[1], ...held];
    return method === "grouped"
      ? assignGroups(table, options.groupBy as string, wanted, seed)
      : assignByTime(table, options.orderBy as string, wanted);
  }
  const strata = method === "stratified" ? rowsByValue(table, stratifyBy as string) : [Uint32Array.from({ length: rows }, (_, row) => row)];
  const sizes = strata.map((stratum) => stratum.length);
  const toValidation = allot(sizes, sizes, validation);
  const left = sizes.map((size, i) => size - (toValidation[i] as number));
  const toTest = allot(sizes, left, test);

  const part = new Uint8Array(rows);
  const random = new Random(seed);
  for (const [i, stratum] of strata.entries()) {
    random.fork(i).shuffle(stratum);
    const first = toValidation[i] as number;
    const second = first + (toTest[i] as number);
    for (let k = 0; k < second; k++) part[stratum[k] as number] = k < first ? 1 : 2;
  }
  return part;
}

/** How many of each stratum go to a part: the floor of its share, then one more to the largest remainders that have room. */
function allot(sizes: readonly number[], room: readonly number[], share: number): number[] {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const allotted = sizes.map((size, i) => Math.min(Math.floor(size * share), room[i] as number));
  let rest = Math.round(rows * share) - allotted.reduce((sum, count) => sum + count, 0);
  const byRemainder = sizes.map((size, i) => ({ i, remainder: size * share - Math.floor(size * share) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder) {
    if (rest <= 0) break;
    if ((allotted[i] as number) >= (room[i] as number)) continue;
    allotted[i] = (allotted[i] as number) + 1;
    rest--;
  }
  return allotted;
}
