import type { Column, TableLike } from "../kernel/table/column.ts";
import { columnOf } from "../kernel/table/column-of.ts";
import type { Cell } from "./spec.ts";

/** How outputs compare with what they should be. */
export interface ParityReport {
  readonly rows: number;
  /** Largest `|a - b| / max(1, |b|)` of the numbers, b being the expected one; Infinity where only one of the two is a number. */
  readonly maxError: number;
  readonly tolerance: number;
  /** Whether every label (and every other string or boolean) is the same. */
  readonly labelsEqual: boolean;
  /** Labels equal and no error above the tolerance. */
  readonly ok: boolean;
}

/** Compares a table of outputs with the expected cells, column by column. A column that is not there counts as unequal labels. */
export function compareOutputs(actual: TableLike, expected: Readonly<Record<string, readonly Cell[]>>, tolerance: number): ParityReport {
  const names = new Set(actual.columnNames());
  let maxError = 0;
  let labelsEqual = true;
  for (const [name, cells] of Object.entries(expected)) {
    if (!names.has(name) || cells.length !== actual.numRows()) {
      labelsEqual = false;
      continue;
    }
    const column: Column = columnOf(actual, name);
    for (let row = 0; row < cells.length; row++) {
      const wanted = cells[row] ?? null;
      const found = column.at(row);
      if (name !== "label" && typeof found === "number" && (typeof wanted === "number" || wanted === null))
        maxError = Math.max(maxError, errorOf(found, wanted));
      else if (found !== (wanted ?? undefined)) labelsEqual = false;
    }
  }
  return { rows: actual.numRows(), maxError, tolerance, labelsEqual, ok: labelsEqual && maxError <= tolerance };
}

function errorOf(found: number, wanted: number | null): number {
  if (wanted === null) return Number.isFinite(found) ? Number.POSITIVE_INFINITY : 0;
  const error = Math.abs(found - wanted) / Math.max(1, Math.abs(wanted));
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
