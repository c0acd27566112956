import { argsort } from "@mlops/core/stats";

/** A rising line through points, flat beyond both ends. */
export interface Isotonic {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The rising function of scores that is nearest to the outcomes in squares (pool adjacent violators), with a point per distinct score; O(n log n).
 * @see sklearn.isotonic.IsotonicRegression(out_of_bounds="clip")
 * @example fitIsotonic(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0)).y // => new Float64Array([0, 0.5, 0.5])
 */
export function fitIsotonic(scores: Float64Array, outcomes: ArrayLike<number>): Isotonic {
  const order = argsort(scores);
  const x: number[] = [];
  const blocks: { sum: number; n: number; points: number }[] = [];
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i] as number] as number;
    let block = { sum: 0, n: 0, points: 1 };
    for (; i < order.length && scores[order[i] as number] === score; i++) {
      block.sum += outcomes[order[i] as number] as number;
      block.n++;
    }
    x.push(score);
    for (let last = blocks.at(-1); last !== undefined && last.sum * block.n >= block.sum * last.n; last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, n: last.n + block.n, points: last.points + block.points };
      blocks.pop();
    }
    blocks.push(block);
  }
  const y = new Float64Array(x.length);
  let at = 0;
  for (const { sum, n, points } of blocks) {
    y.fill(sum / n, at, at + points);
    at += points;
  }
  return { x: Float64Array.from(x), y };
}

/** The line's value at a score. @example isotonicAt({ x: Float64Array.of(0, 1), y: Float64Array.of(0, 0.5) }, 0.5) // => 0.25 */
export function isotonicAt({ x, y }: Isotonic, score: number): number {
  let [low, high] = [0, x.length - 1];
  if (score <= (x[low] as number)) return y[low] as number;
  if (score >= (x[high] as number)) return y[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= score) low = middle;
    else high = middle;
  }
  const [left, right] = [x[low] as number, x[high] as number];
  const [from, to] = [y[low] as number, y[high] as number];
  return from + ((score - left) / (right - left)) * (to - from);
}
