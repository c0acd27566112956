import type { Random } from "../../stats/random.ts";
import { drawShare, upTo } from "../boosting/draw-rows.ts";

/**
 * How often a tree draws each row, written to `counts`. With `bootstrap` rows are drawn with replacement, by weight where there are weights, of
 * which `weights` holds running sums then; else each row at most once, and none without weight.
 */
export function drawBag(counts: Int32Array, drawn: number, bootstrap: boolean, weights: Float64Array | null, random: Random): void {
  const rows = counts.length;
  counts.fill(0);
  if (!bootstrap) {
    const all = weights === null ? upTo(rows) : upTo(rows).filter((row) => (weights[row] as number) > 0);
    for (const row of drawShare(all, drawn / rows, random)) counts[row] = 1;
    return;
  }
  const total = weights === null ? rows : (weights[rows - 1] as number);
  for (let draw = 0; draw < drawn; draw++) {
    const place = random.uniform() * total;
    const row = weights === null ? Math.floor(place) : firstAbove(weights, place);
    counts[row] = (counts[row] as number) + 1;
  }
}

/** The first row whose running sum is above `place`. */
function firstAbove(sums: Float64Array, place: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] as number) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
