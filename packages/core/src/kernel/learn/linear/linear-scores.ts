/** `offset + Σ_f column_f · factor_f`, f ascending: the same additions in the same order for one row as for many. */
export function linearScores(columns: readonly Float64Array[], factors: Float64Array, offset: number, rows: number): Float64Array {
  const scores = new Float64Array(rows).fill(offset);
  for (let f = 0; f < factors.length; f++) {
    const column = columns[f] as Float64Array;
    const factor = factors[f] as number;
    for (let row = 0; row < rows; row++) scores[row] = (scores[row] as number) + (column[row] as number) * factor;
  }
  return scores;
}
