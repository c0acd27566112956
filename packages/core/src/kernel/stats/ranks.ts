import { argsort } from "./argsort.ts";

export interface Ranks {
  /** 1…n, tied values share the mean of their ranks; NaN has rank NaN and does not count. */
  readonly ranks: Float64Array;
  /** Σ (t³ − t) over groups of t tied values: what rank tests correct their variance by. */
  readonly tieTerm: number;
}

/**
 * Mid-ranks of a sample (scipy.stats.rankdata, `average`).
 * @example [...ranksOf(Float64Array.of(10, 30, 10)).ranks] // => [1.5, 3, 1.5]
 */
export function ranksOf(values: ArrayLike<number>): Ranks {
  const order = argsort(values);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  let tieTerm = 0;
  for (let start = 0; start < order.length; ) {
    const value = values[order[start] as number] as number;
    if (Number.isNaN(value)) break;
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end++;
    const shared = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) ranks[order[i] as number] = shared;
    const tied = end - start;
    tieTerm += tied ** 3 - tied;
    start = end;
  }
  return { ranks, tieTerm };
}
