import type { Column } from "@mlops/core/table";
import type { Json } from "@mlops/models";
import type { CodeCounts } from "./facts/code-counts.ts";
import type { Extremes } from "./facts/extremes.ts";
import type { Failures } from "./failures.ts";

/** The table as rule kernels see it. Whatever is computed of a column is computed once for all rules. */
export interface Frame {
  readonly rows: number;
  readonly columnNames: readonly string[];
  /** @throws DataError `COLUMN_MISSING` */
  column(name: string): Column;
  /** The values as doubles (instants as milliseconds), computed once; missing rows hold anything. @throws DataError `COLUMN_TYPE` */
  numbers(name: string): Float64Array;
  /** An expression for each row: 0 false, 1 true, 2 unknown. */
  condition(expression: string): Uint8Array;
  /** How many rows of a column have no value. */
  missing(name: string): number;
  /** Least and greatest of the values that are there. @throws DataError `COLUMN_TYPE` for texts */
  extremes(name: string): Extremes;
  /** How often each text of the dictionary occurs. @throws DataError `COLUMN_TYPE` for what is no text */
  codeCounts(name: string): CodeCounts;
  /** The values that are there, without gaps; do not write to them. @throws DataError `COLUMN_TYPE` for what is no number */
  present(name: string): Float64Array;
  /** Another table, by the name it was given to the validator. @throws ConfigError */
  other(name: string): Frame;
}

/** What a rule found about the table as a whole. */
export interface TableVerdict {
  readonly broken: boolean;
  /** One sentence, given when it is broken. */
  readonly message: string;
  /** How many things were looked at, and how many of them break the rule. */
  readonly total: number;
  readonly count: number;
  /** The figure that was found. */
  readonly observed?: Json;
}

/**
 * Checks one rule. A rule about rows reports each failing row to `failures` and returns the number of rows it looked at; a rule about the table
 * returns its verdict. `failures.looksAt(row)` says whether the rule's `when` selects a row.
 */
export type RuleKernel<R = never> = (rule: R, frame: Frame, failures: Failures) => number | TableVerdict;
