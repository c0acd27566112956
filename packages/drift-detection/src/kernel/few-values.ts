import type { Beside } from "./finite-values.ts";
import type { Runs } from "./summarize-runs.ts";

/**
 * Both samples as runs where they hold at most `most` distinct finite values together, else null, mostly after a few values. −0 is 0.
 * @example fewValues(Float64Array.of(1, 2, 1), Float64Array.of(2, NaN), 10).runs.reference // => Float64Array.of(2, 1)
 */
export function fewValues(
  reference: Float64Array,
  current: Float64Array,
  most: number,
): { readonly runs: Runs; readonly beside: readonly [Beside, Beside] } | null {
  const found = new Float64Array(most);
  const counts = [new Float64Array(most), new Float64Array(most)] as const;
  let size = 0;
  const beside: Beside[] = [];
  for (const [side, values] of [reference, current].entries()) {
    const own = counts[side] as Float64Array;
    let nan = 0;
    let below = 0;
    let above = 0;
    for (let i = 0; i < values.length; i++) {
      const x = values[i] as number;
      let k = 0;
      while (k < size && found[k] !== x) k++;
      if (k === size) {
        if (x - x !== 0) {
          if (x > 0) above++;
          else if (x < 0) below++;
          else nan++;
          continue;
        }
        if (size === most) return null;
        found[size++] = x + 0;
      }
      own[k] = (own[k] as number) + 1;
    }
    beside.push({ nan, infinite: [below, above] });
  }
  const order = Array.from({ length: size }, (_, k) => k).sort((a, b) => (found[a] as number) - (found[b] as number));
  const take = (from: Float64Array): Float64Array => Float64Array.from(order, (k) => from[k] as number);
  return {
    runs: { values: take(found), reference: take(counts[0]), current: take(counts[1]) },
    beside: [beside[0] as Beside, beside[1] as Beside],
  };
}
