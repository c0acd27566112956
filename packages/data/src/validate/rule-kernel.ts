import type { Column } from "@mlops/core/table";
import type { Failures } from "./failures.ts";

/** The table as rule kernels see it. */
export interface Frame {
  readonly rows: number;
  readonly columnNames: readonly string[];
  /** @throws DataError `COLUMN_MISSING` */
  column(name: string): Column;
  /** The values as doubles (instants as milliseconds), computed once; missing rows hold anything. @throws DataError `COLUMN_TYPE` */
  numbers(name: string): Float64Array;
  /** An expression for each row: 0 false, 1 true, 2 unknown. */
  condition(expression: string): Uint8Array;
}

/** What a rule found about the table as a whole. */
export interface TableVerdict {
  readonly broken: boolean;
  /** One sentence, given when it is broken. */
  readonly message: string;
  /** How many things were looked at, and how many of them break the rule. */
  readonly total: number;
  readonly count: number;
}

/**
 * Checks one rule. A rule about rows reports each failing row to `failures` and returns the number of rows it looked at; a rule about the table
 * returns its verdict. `failures.looksAt(row)` says whether the rule's `when` selects a row.
 */
export type RuleKernel<R = never> = (rule: R, frame: Frame, failures: Failures) => number | TableVerdict;
