import type { Random } from "../../stats/random.ts";
import { fewDistinctRows } from "./few-distinct-rows.ts";
import type { RowStore } from "./row-store.ts";

/**
 * First centres by greedy k-means++: the first row by weight, each further one the best of `2 + ⌊ln k⌋` rows drawn in proportion to the weighted squared
 * distance from the centres so far, the best being the one that leaves the least sum of those.
 * @see Arthur & Vassilvitskii (2007), and scikit-learn's kmeans_plusplus
 */
export function seedCentres(store: RowStore, random: Random): Float64Array[] {
  const { clusters, rows, weights } = store;
  const closest = new Float64Array(rows).fill(1);
  const centres: Float64Array[] = [store.row(drawRows(closest, weights, 1, random)[0] as number).slice()];
  closest.fill(Number.POSITIVE_INFINITY);
  let potential = approach(store, centres[0] as Float64Array, closest);
  const trials = 2 + Math.floor(Math.log(clusters));
  while (centres.length < clusters) {
    if (!(potential > 0)) throw fewDistinctRows(centres.length, clusters);
    const candidates = drawRows(closest, weights, trials, random).map((row) => store.row(row).slice());
    let best = { candidate: candidates[0] as Float64Array, left: Number.POSITIVE_INFINITY };
    for (const candidate of candidates) {
      const left = potentialWith(store, candidate, closest);
      if (left < best.left) best = { candidate, left };
    }
    centres.push(best.candidate);
    potential = approach(store, best.candidate, closest);
  }
  return centres;
}

/** Rows drawn in proportion to `weight · share`. */
function drawRows(share: Float64Array, weights: Float64Array | undefined, count: number, random: Random): number[] {
  const of = (row: number): number => (share[row] as number) * (weights?.[row] ?? 1);
  let total = 0;
  for (let row = 0; row < share.length; row++) total += of(row);
  const marks = Float64Array.from({ length: count }, () => random.uniform() * total).sort();
  const drawn: number[] = [];
  let sum = 0;
  let last = 0;
  for (let row = 0; row < share.length && drawn.length < count; row++) {
    const part = of(row);
    if (part === 0) continue;
    sum += part;
    last = row;
    while (drawn.length < count && sum > (marks[drawn.length] as number)) drawn.push(row);
  }
  while (drawn.length < count) drawn.push(last); // rounding
  return drawn;
}

/** The weighted sum of squared distances that would remain with another centre. */
function potentialWith(store: RowStore, centre: Float64Array, closest: Float64Array): number {
  let potential = 0;
  store.place([centre]);
  store.eachDistance((distances, begin) => {
    let sum = 0;
    for (let i = 0; i < distances.length; i++)
      sum += Math.min(distances[i] as number, closest[begin + i] as number) * (store.weights?.[begin + i] ?? 1);
    potential += sum;
  }, 0);
  return potential;
}

/** Shortens `closest` where the new centre is nearer; returns its weighted sum. */
function approach(store: RowStore, centre: Float64Array, closest: Float64Array): number {
  let potential = 0;
  store.place([centre]);
  store.eachDistance((distances, begin) => {
    let sum = 0;
    for (let i = 0; i < distances.length; i++) {
      const nearest = Math.min(distances[i] as number, closest[begin + i] as number);
      closest[begin + i] = nearest;
      sum += nearest * (store.weights?.[begin + i] ?? 1);
    }
    potential += sum;
  }, 0);
  return potential;
}
