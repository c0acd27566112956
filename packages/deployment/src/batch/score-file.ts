import { resolve } from "node:path";
import type { Bundle } from "@mlops/core/bundle";
import { type Column, columnOf, makeTable, stringColumn, type Table, timestampColumn } from "@mlops/core/table";
import { type TableSource, writeTable } from "@mlops/data";
import { DataError } from "@mlops/models";
import { readRows } from "./read-rows.ts";

export interface ScoreFileOptions {
  /** Input columns to copy; all when absent. */
  readonly keep?: readonly string[] | undefined;
  /** Adds `_model_version` and `_scored_at` to each row. */
  readonly stamp?: { readonly version: string; readonly scoredAt: Date };
  /** Folder for what does not fit into memory. */
  readonly home?: string;
  readonly signal?: AbortSignal;
}

/** What a file was scored to. */
export interface ScoredFile {
  readonly rows: number;
  /** Absolute. */
  readonly output: string;
  /** The columns that scoring added, in order. */
  readonly columns: readonly string[];
}

function stampColumns(rows: number, stamp: ScoreFileOptions["stamp"]): Record<string, Column> {
  if (stamp === undefined) return {};
  return {
    _model_version: stringColumn(new Int32Array(rows), [stamp.version]),
    _scored_at: timestampColumn(new Float64Array(rows).fill(stamp.scoredAt.getTime())),
  };
}

/**
 * Scores the rows of a file by a model's bundle into another file (CSV, NDJSON, Parquet or Arrow by its ending), whole or not at all: the columns that
 * are kept, the model's outputs, the stamp. The input is read with the types of the model's signature.
 * @throws DataError: the source cannot be read, `SIGNATURE_MISMATCH`, `COLUMN_DUPLICATE` for a kept column named like one that is added, `FILE_UNWRITABLE`
 */
export async function scoreFile(
  bundle: Bundle,
  input: TableSource,
  output: string,
  { keep, stamp, ...options }: ScoreFileOptions = {},
): Promise<ScoredFile> {
  const { signal } = options;
  const table = await readRows(input, bundle.signature, { keep, ...options });
  const stamped = stampColumns(table.numRows(), stamp);
  const added = [...bundle.predict(table.slice(0, 0)).columnNames(), ...Object.keys(stamped)];
  const columns: Record<string, Column> = {};
  for (const name of keep ?? table.columnNames()) {
    if (added.includes(name)) throw duplicate(name);
    columns[name] = columnOf(table, name);
  }
  const predictions = (await bundle.predictInSteps(table, signal === undefined ? {} : { signal })) as Table;
  for (const name of predictions.columnNames()) columns[name] = columnOf(predictions, name);
  const target = resolve(output);
  await writeTable(makeTable({ ...columns, ...stamped }), target, options);
  return { rows: table.numRows(), output: target, columns: added };
}

function duplicate(column: string): DataError {
  const message = `"${column}" is a column of the input and of what scoring adds`;
  return new DataError({ code: "COLUMN_DUPLICATE", message, column, hint: "name the columns to keep, without this one" });
}
