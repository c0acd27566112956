import type { Matrix } from "../../estimator/matrix.ts";

/** Columns shifted to mean 0 and divided by their spread, in one array column after column. */
export interface Standardised {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
  /** What was subtracted; all 0 without centring. */
  readonly mean: Float64Array;
  /** What was divided by; 0 marks a column that is constant (its standardised values are 0). */
  readonly scale: Float64Array;
}

/** Weighted mean and root mean square deviation (around 0 without centring) taken out of every column. */
export function standardise(x: Matrix, weights: Float64Array | undefined, centre: boolean): Standardised {
  const { rows } = x;
  const width = x.columns.length;
  const values = new Float64Array(rows * width);
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    const column = x.columns[f] as Float64Array;
    const shift = centre ? weightedMean(column, weights) : 0;
    const offset = f * rows;
    let squares = 0;
    let total = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : (weights[row] as number);
      const value = column[row] as number;
      const centred = value - shift;
      values[offset + row] = centred;
      if (weight === 0) continue;
      squares += weight * centred * centred;
      total += weight;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const constant = centre ? low === high : low === 0 && high === 0;
    const spread = constant ? 0 : Math.sqrt(squares / total);
    for (let row = 0; row < rows; row++) values[offset + row] = spread === 0 ? 0 : (values[offset + row] as number) / spread;
    mean[f] = shift;
    scale[f] = spread;
  }
  return { rows, width, values, mean, scale };
}

/** `Σ w·v / Σ w`, computed around the first value so that a large common offset costs no digits. */
export function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  const origin = values[0] as number;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * ((values[row] as number) - origin);
    total += weight;
  }
  return origin + sum / total;
}

/** `into = offset + Σ_f column_f · factor_f`, f ascending: the same additions in the same order for one row as for many. */
export function linearScores(columns: readonly Float64Array[], factors: Float64Array, offset: number, rows: number): Float64Array {
  const scores = new Float64Array(rows).fill(offset);
  for (let f = 0; f < factors.length; f++) {
    const column = columns[f] as Float64Array;
    const factor = factors[f] as number;
    for (let row = 0; row < rows; row++) scores[row] = (scores[row] as number) + (column[row] as number) * factor;
  }
  return scores;
}
