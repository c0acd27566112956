import type { Matrix } from "../../estimator/matrix.ts";
import { binBorders } from "./thresholds.ts";

/**
 * The training features as bins. Features stand in the order of their names, so that ties between features do not depend on the order of
 * the columns. Each feature has its value bins and then one bin for missing values.
 */
export interface BinnedMatrix {
  readonly rows: number;
  readonly width: number;
  /** Column of the design matrix behind each feature here. */
  readonly source: Int32Array;
  readonly borders: readonly Float64Array[];
  /** Number of bins for values, one more than borders. */
  readonly valueBins: Int32Array;
  /** Where each feature's bins start among all bins; one more entry than features, the last one their number. */
  readonly start: Int32Array;
  readonly hasMissing: Uint8Array;
  /** Bin of row r among its feature's bins, per feature. */
  readonly columns: readonly Uint8Array[];
  /** Bin among all bins of row r and feature f at r · width + f. */
  readonly cells: Uint16Array | Uint32Array;
}

/** Bins all rows; borders come from `rows` alone. */
export function binMatrix(x: Matrix, rows: Int32Array, maxBins: number, signal: AbortSignal | undefined): BinnedMatrix {
  const width = x.columns.length;
  const source = Int32Array.from(x.names.keys()).sort((a, b) => ((x.names[a] as string) < (x.names[b] as string) ? -1 : 1));
  const valueBins = new Int32Array(width);
  const start = new Int32Array(width + 1);
  const hasMissing = new Uint8Array(width);
  const borders: Float64Array[] = [];
  const columns: Uint8Array[] = [];
  for (let f = 0; f < width; f++) {
    signal?.throwIfAborted();
    const column = x.columns[source[f] as number] as Float64Array;
    const border = binBorders(column, rows, maxBins);
    const bins = new Uint8Array(x.rows);
    fillBins(column, border, bins);
    for (let at = 0; at < rows.length && hasMissing[f] === 0; at++) if (bins[rows[at] as number] === border.length + 1) hasMissing[f] = 1;
    borders.push(border);
    columns.push(bins);
    valueBins[f] = border.length + 1;
    start[f + 1] = (start[f] as number) + border.length + 2;
  }
  const Cells = (start[width] as number) <= 0x10000 ? Uint16Array : Uint32Array;
  const cells = new Cells(x.rows * width);
  for (let f = 0; f < width; f++) fillCells(columns[f] as Uint8Array, start[f] as number, cells, f, width);
  return { rows: x.rows, width, source, borders, valueBins, start, hasMissing, columns, cells };
}

function fillBins(column: Float64Array, borders: Float64Array, bins: Uint8Array): void {
  const missing = borders.length + 1;
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    bins[row] = Number.isNaN(value) ? missing : countBelow(borders, value);
  }
}

/** How many of the ascending borders are less than `value`: its bin. */
export function countBelow(borders: Float64Array, value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((borders[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fillCells(bins: Uint8Array, start: number, cells: Uint16Array | Uint32Array, f: number, width: number): void {
  for (let row = 0, at = f; row < bins.length; row++, at += width) cells[at] = start + (bins[row] as number);
}
