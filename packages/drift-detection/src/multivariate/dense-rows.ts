import { median } from "@mlops/core/stats";
import type { EncodedColumn } from "./encode-tables.ts";

/** Rows of numbers without gaps, row by row: those of the reference first. */
export interface DenseRows {
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly width: number;
  readonly values: Float64Array;
}

/** Rows without gaps: a missing value becomes the median of both tables, and a column with any gets one beside it that says where. */
export function denseRows(columns: readonly EncodedColumn[]): DenseRows {
  const full = columns.flatMap(({ name, source, reference, current }) => {
    const values = new Float64Array(reference.length + current.length);
    values.set(reference);
    values.set(current, reference.length);
    rescale(values);
    if (!values.some(Number.isNaN)) return [{ name, source, values }];
    const middle = median(values) ?? 0;
    const gaps = values.map((value) => Number(Number.isNaN(value)));
    return [
      { name, source, values: values.map((value) => (Number.isNaN(value) ? middle : value)) },
      { name: `${name} is missing`, source, values: gaps },
    ];
  });
  const width = full.length;
  const rows = full[0]?.values.length ?? 0;
  const values = new Float64Array(rows * width);
  for (const [at, column] of full.entries()) for (let row = 0; row < rows; row++) values[row * width + at] = column.values[row] as number;
  return { names: full.map(({ name }) => name), sources: full.map(({ source }) => source), width, values };
}

/** Brings values whose squares a double cannot hold near 1; standardising undoes any scale. */
function rescale(values: Float64Array): void {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  if (most === 0 || (most > 1e-100 && most < 1e100)) return;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / most;
}

export interface Scale {
  readonly mean: Float64Array;
  /** Of a population; 1 where a column does not vary. */
  readonly deviation: Float64Array;
}

/** Mean and standard deviation of each column over some rows. */
export function scaleOf({ values, width }: DenseRows, rows: Uint32Array): Scale {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const row of rows) for (let j = 0; j < width; j++) mean[j] = (mean[j] as number) + (values[row * width + j] as number);
  for (let j = 0; j < width; j++) mean[j] = (mean[j] as number) / rows.length;
  for (const row of rows) {
    for (let j = 0; j < width; j++)
      deviation[j] = (deviation[j] as number) + ((values[row * width + j] as number) - (mean[j] as number)) ** 2;
  }
  for (let j = 0; j < width; j++) {
    const found = Math.sqrt((deviation[j] as number) / rows.length);
    deviation[j] = found > 1e-12 * Math.abs(mean[j] as number) ? found : 1;
  }
  return { mean, deviation };
}
