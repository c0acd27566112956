/** Mean of each column; not finite where a value is not or the sum overflows. */
export function columnMeans(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns, meanOf);
}

/** Variance of each column (of a population) around its mean; not finite where the sum overflows. */
export function columnVariances(columns: readonly Float64Array[], means: Float64Array): Float64Array {
  return Float64Array.from(columns, (column, f) => squaresAround(column, means[f] as number) / column.length);
}

/** Summed around the first value, so that a large common offset costs no digits. Four sums side by side: one would wait for each addition. */
function meanOf(column: Float64Array): number {
  const origin = column[0] as number;
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = column.length & ~3;
  for (let row = 0; row < whole; row += 4) {
    a += (column[row] as number) - origin;
    b += (column[row + 1] as number) - origin;
    c += (column[row + 2] as number) - origin;
    d += (column[row + 3] as number) - origin;
  }
  for (let row = whole; row < column.length; row++) a += (column[row] as number) - origin;
  return origin + (a + b + (c + d)) / column.length;
}

function squaresAround(column: Float64Array, mean: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = column.length & ~3;
  for (let row = 0; row < whole; row += 4) {
    const first = (column[row] as number) - mean;
    const second = (column[row + 1] as number) - mean;
    const third = (column[row + 2] as number) - mean;
    const fourth = (column[row + 3] as number) - mean;
    a += first * first;
    b += second * second;
    c += third * third;
    d += fourth * fourth;
  }
  for (let row = whole; row < column.length; row++) a += ((column[row] as number) - mean) ** 2;
  return a + b + (c + d);
}
