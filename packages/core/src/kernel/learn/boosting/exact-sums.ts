/**
 * Rounding leaf values to one power-of-two grid makes every sum of them exact in double precision, whatever the order, and lets a graph
 * whose tree operator answers in float32 give the same sum: each value is cut into three parts of so few bits that sums of each part are
 * exact in 24 bits, and the three sums are added as doubles.
 */
export interface SumGrid {
  /** All sums stay below 2^exponent. */
  readonly exponent: number;
  /** Grid steps of the three parts, coarse to fine, as powers of two; values are multiples of the last `step`. */
  readonly parts: readonly [number, number, number];
  readonly step: number;
}

/** The grid for sums of at most `terms` values whose absolute values sum to at most `bound`. */
export function sumGrid(bound: number, terms: number): SumGrid {
  const exponent = (bound > 0 ? Math.max(-900, Math.ceil(Math.log2(bound))) : 0) + 2;
  // what rounding to a part leaves over is at most half a step each, so its sum needs this many bits more
  const carry = Math.max(0, Math.ceil(Math.log2(terms)) - 1);
  const first = exponent - 24;
  const second = first + carry - 23;
  const third = second + carry - 23;
  return { exponent, parts: [first, second, third], step: Math.max(third, exponent - 53) };
}

/** The multiple of 2^exponent nearest to `value`. */
export function onGrid(value: number, exponent: number): number {
  const step = 2 ** exponent;
  return Math.round(value / step) * step + 0;
}

/** Puts values on the grid in place; where `feature` is given, those at -1 alone. */
export function allOnGrid(values: Float64Array, exponent: number, feature: Int32Array | null): void {
  const step = 2 ** exponent;
  for (let at = 0; at < values.length; at++)
    if (feature === null || feature[at] === -1) values[at] = Math.round((values[at] as number) / step) * step + 0;
}

/** `value`, a multiple of the grid's step, cut into three parts that sum to it exactly. */
export function threeParts(value: number, grid: SumGrid): readonly [number, number, number] {
  const high = onGrid(value, grid.parts[0]);
  const middle = onGrid(value - high, grid.parts[1]);
  return [high, middle, value - high - middle];
}
