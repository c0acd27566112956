import { DataError } from "@mlops/models/errors";
import type { BooleanColumn, Column, ColumnKind, NumericColumn, StringColumn, TableLike } from "../../table/column.ts";
import { columnMissing, columnOf } from "../../table/column-of.ts";
import { toFloat64 } from "../../table/column-values.ts";
import { CategoryState } from "./category-state.ts";
import { CoMoments } from "./co-moments.ts";
import { NumberState } from "./number-state.ts";

export type ColumnState = NumberState | CategoryState;

export interface TableStateOptions {
  /** Columns; all of the first table when absent. */
  readonly columns?: readonly string[];
  /** Values of a numeric column that are held exactly before counts and sketches take their place; default all. */
  readonly exactValues?: number;
  /** Numeric columns that are correlated, the first ones; default 40. */
  readonly correlate?: number;
}

/**
 * What is known of a table, part by part: `add` takes in the rows that follow, `merge` the state of rows that follow. With `exactValues` it takes bounded memory
 * whatever comes: up to 0.5 MB for a numeric column beyond the values held, up to 16 MB for a column of texts. Without, it holds all values, and shares the memory of
 * the first table.
 * @example
 * const state = new TableState();
 * state.add(aq.table({ x: [1, null] }));
 * state.columns.get("x").missing // => 1
 */
export class TableState {
  rows = 0;
  readonly columns: Map<string, ColumnState> = new Map();
  coMoments: CoMoments | null = null;
  readonly exactValues: number;
  private readonly wanted: readonly string[] | undefined;
  private readonly correlate: number;

  constructor(options: TableStateOptions = {}) {
    this.wanted = options.columns;
    this.exactValues = options.exactValues ?? Number.POSITIVE_INFINITY;
    this.correlate = options.correlate ?? 40;
  }

  /** @throws DataError `COLUMN_MISSING`; `COLUMN_TYPE` for a column that changed its kind */
  add(table: TableLike): void {
    const names = this.coMoments === null ? (this.wanted ?? table.columnNames()) : [...this.columns.keys()];
    const columns = names.map((name) => [name, columnOf(table, name)] as const);
    if (this.coMoments === null) {
      for (const [name, column] of columns) this.columns.set(name, this.stateOf(column));
      const numeric = columns.filter(([, { kind }]) => kind === "numeric").map(([name]) => name);
      this.coMoments = new CoMoments(numeric.slice(0, this.correlate));
    }
    for (const [name, column] of columns) checkKind(name, (this.columns.get(name) as ColumnState).kind, column.kind);
    for (const [name, column] of columns) {
      const state = this.columns.get(name);
      if (state instanceof CategoryState) state.add(column as StringColumn | BooleanColumn);
      else state?.add(column as NumericColumn);
    }
    if (this.coMoments.pairs.length > 0) this.coMoments.add(this.coMoments.names.map((name) => toFloat64(columnOf(table, name))));
    this.rows += table.numRows();
  }

  /** Takes in what is known of the rows that follow; the other state is not to be used any more. @throws DataError as `add` */
  merge(other: TableState): void {
    if (other.coMoments === null) return;
    if (this.coMoments === null) {
      for (const [name, state] of other.columns) {
        this.columns.set(name, state instanceof CategoryState ? this.categories(state.kind) : this.numbers(state.kind));
      }
      this.coMoments = new CoMoments(other.coMoments.names);
    }
    const [own, others] = [[...this.columns.keys()], [...other.columns.keys()]];
    for (const name of others) if (!this.columns.has(name)) throw columnMissing(name, own);
    for (const name of own) if (!other.columns.has(name)) throw columnMissing(name, others);
    for (const [name, { kind }] of other.columns) checkKind(name, (this.columns.get(name) as ColumnState).kind, kind);
    for (const [name, state] of this.columns) {
      const following = other.columns.get(name);
      if (state instanceof CategoryState) state.merge(following as CategoryState);
      else state.merge(following as NumberState);
    }
    if (this.coMoments.names.join("\0") === other.coMoments.names.join("\0")) this.coMoments.merge(other.coMoments);
    else this.coMoments = new CoMoments([]); // integers that became large on one side only
    this.rows += other.rows;
  }

  private stateOf({ kind }: Column): ColumnState {
    return kind === "string" || kind === "boolean" ? this.categories(kind) : this.numbers(kind);
  }

  private categories(kind: CategoryState["kind"]): CategoryState {
    return new CategoryState(kind, this.exactValues === Number.POSITIVE_INFINITY);
  }

  private numbers(kind: NumberState["kind"]): NumberState {
    return new NumberState(kind, this.exactValues);
  }
}

/** Integers may become large from one part to the next; anything else is another column. */
function checkKind(column: string, expected: ColumnKind, actual: ColumnKind): void {
  const kind = (of: ColumnKind): ColumnKind => (of === "bigint" ? "numeric" : of);
  if (kind(actual) !== kind(expected)) throw new DataError({ code: "COLUMN_TYPE", column, actual, expected });
}
