import type { Random } from "../../stats/random.ts";
import { drawShare, upTo } from "../boosting/draw-rows.ts";

/** How often a tree draws each row, written to `counts`: with replacement, by weight where `sums` (running sums of weights) is given, or each row at most once. */
export function drawBag(counts: Int32Array, drawn: number, bootstrap: boolean, sums: Float64Array | null, random: Random): void {
  const rows = counts.length;
  if (!bootstrap) {
    if (drawn === rows) counts.fill(1);
    else {
      counts.fill(0);
      for (const row of drawShare(upTo(rows), drawn / rows, random)) counts[row] = 1;
    }
    return;
  }
  counts.fill(0);
  const total = sums === null ? rows : (sums[rows - 1] as number);
  for (let draw = 0; draw < drawn; draw++) {
    const place = random.uniform() * total;
    const row = sums === null ? Math.floor(place) : firstAbove(sums, place);
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
