/**
 * How many rows of weight 1 would make a weighted share `hits/(hits + others)` as certain as it is: `p(1 − p)` over its linearised variance
 * `(Σ of hits w²·(1 − p)² + Σ of others w²·p²)/(Σw)²`; Kish's `(Σw)²/Σw²` where p is 0 or 1. With weights of 1 it is the number of rows. Unlike Kish's number it
 * holds where weights go along with what is counted.
 * @param hits - sum of the weights @param hitSquares - sum of their squares
 * @see Kish (1965); Korn & Graubard (1998)
 */
export function effectiveRows(hits: number, hitSquares: number, others: number, otherSquares: number): number {
  const total = hits + others;
  if (!(hits > 0) || !(others > 0)) return (total * total) / (hitSquares + otherSquares);
  return (hits * others * total * total) / (hitSquares * others * others + otherSquares * hits * hits);
}

/**
 * The linearised variance of a function of the cells' shares of the weight: `Σ Σw² of the cell/(Σw)² · (g − Σp·g)²`.
 * @param share - of the weight, by cell @param squares - sums of squared weights over the squared sum of weights, by cell @param gradient - by cell
 */
export function varianceOfCells(share: Float64Array, squares: Float64Array, gradient: Float64Array): number {
  let mean = 0;
  for (let cell = 0; cell < share.length; cell++) mean += (share[cell] as number) * (gradient[cell] as number);
  let variance = 0;
  for (let cell = 0; cell < share.length; cell++) variance += (squares[cell] as number) * ((gradient[cell] as number) - mean) ** 2;
  return variance;
}

/** The share of the weight on the diagonal of a table of classes × classes, and how many rows make it that certain. */
export function shareOfDiagonal(share: Float64Array, squares: Float64Array, classes: number): { value: number; effective: number } {
  const hits = [0, 0];
  const others = [0, 0];
  for (let cell = 0; cell < share.length; cell++) {
    const sums = cell % (classes + 1) === 0 ? hits : others;
    sums[0] = (sums[0] as number) + (share[cell] as number);
    sums[1] = (sums[1] as number) + (squares[cell] as number);
  }
  const effective = effectiveRows(hits[0] as number, hits[1] as number, others[0] as number, others[1] as number);
  return { value: Math.min(1, hits[0] as number), effective };
}
