import type { Column } from "@mlops/core/table";
import type { ArrowVector } from "../batch.ts";
import type { Cells } from "../cells.ts";

/** Gathers the batches of one column as the kernel has columns. */
export interface ColumnSink {
  /** Copies what it keeps: the vector's memory is used again. `dictionary` holds the parts that came so far, of a column that has one. */
  append(vector: ArrowVector, dictionary?: readonly Cells[]): void;
  finish(): Column;
}

/** Thrown at a value that only the way through DuckDB has an answer for. */
export class LeftToDuckdb extends Error {}
