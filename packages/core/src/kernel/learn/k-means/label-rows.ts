import { BLOCK, type RowStore } from "./row-store.ts";

/** Rows whose sums are added up before they join the others: a rounding error grows with their number. */
const SUMMED = 8 * BLOCK;

/**
 * Labels every row by the nearest centre and returns how many labels changed; `former` are the centres of the labelling before, null for the first. Only rows
 * are looked at whose nearest centre may have changed since (Hamerly, 2010). Where `moving`, rows move between the sums of the clusters; they weigh 1.
 */
export function labelRows(
  store: RowStore,
  centres: readonly Float64Array[],
  former: readonly Float64Array[] | null,
  moving: boolean,
): number {
  const { at, stride, width, groups, rows, kernels } = store;
  if (former === null) {
    store.labels().fill(0);
    store.doubles(at.upper, rows).fill(Number.POSITIVE_INFINITY);
    store.doubles(at.lower, rows).fill(0);
  }
  const most = packCentres(store, centres);
  boundMoves(store, centres, former ?? centres);
  const slack = 4 * (width + 2) * Number.EPSILON;
  let changed = 0;
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const end = Math.min(rows, begin + BLOCK);
    const count = kernels.doubtful(begin, end, at.labels, at.upper, at.lower, at.moves, at.drops, at.halves, at.list);
    const found = kernels.assign(
      ...([at.rows, stride, width, at.list, count, at.packed, at.norms, groups] as const),
      ...([at.labels, at.squares, at.upper, at.lower, slack, most, at.changes] as const),
    );
    if (moving) kernels.move(at.rows, stride, at.changes, found, at.labels, at.sums, at.totals);
    changed += found;
  }
  return changed;
}

/** Writes -2 times the centres, four side by side, and their squared lengths, the largest of which it returns. */
function packCentres(store: RowStore, centres: readonly Float64Array[]): number {
  const { at, width, groups } = store;
  const packed = store.doubles(at.packed, 4 * width * groups).fill(0);
  const norms = store.doubles(at.norms, 4 * groups).fill(Number.POSITIVE_INFINITY);
  for (const [k, centre] of centres.entries()) {
    let norm = 0;
    const from = 4 * width * (k >> 2) + (k & 3);
    for (let f = 0; f < width; f++) {
      norm += (centre[f] as number) ** 2;
      packed[from + 4 * f] = -2 * (centre[f] as number);
    }
    norms[k] = norm;
  }
  return Math.max(...norms.subarray(0, centres.length));
}

/** Writes what the bounds of the rows change by, and half of each centre's distance to the next. */
function boundMoves(store: RowStore, centres: readonly Float64Array[], former: readonly Float64Array[]): void {
  const { at, clusters } = store;
  const moves = store.doubles(at.moves, clusters);
  for (const [k, centre] of centres.entries()) moves[k] = distance(centre, former[k] as Float64Array);
  const drops = store.doubles(at.drops, clusters);
  const halves = store.doubles(at.halves, clusters);
  for (const [k, centre] of centres.entries()) {
    drops[k] = 0;
    halves[k] = Number.POSITIVE_INFINITY;
    for (const [j, other] of centres.entries()) {
      if (j === k) continue;
      drops[k] = Math.max(drops[k] as number, moves[j] as number);
      halves[k] = Math.min(halves[k] as number, distance(centre, other) / 2);
    }
  }
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += ((a[f] as number) - (b[f] as number)) ** 2;
  return Math.sqrt(sum);
}

/** Adds up the rows of each cluster anew. */
export function sumRows(store: RowStore): void {
  const { at, stride, clusters, rows, kernels } = store;
  const sums = store.doubles(at.sums, (stride / 8) * clusters);
  const totals = store.doubles(at.totals, clusters);
  const allSums = new Float64Array(sums.length);
  const allTotals = new Float64Array(clusters);
  for (let begin = 0; begin < rows; begin += SUMMED) {
    sums.fill(0);
    totals.fill(0);
    const weights = at.weights && at.weights + 8 * begin;
    kernels.accumulate(
      at.rows + begin * stride,
      stride,
      Math.min(SUMMED, rows - begin),
      at.labels + 4 * begin,
      weights,
      at.sums,
      at.totals,
    );
    for (let i = 0; i < sums.length; i++) allSums[i] = (allSums[i] as number) + (sums[i] as number);
    for (let k = 0; k < clusters; k++) allTotals[k] = (allTotals[k] as number) + (totals[k] as number);
  }
  sums.set(allSums);
  totals.set(allTotals);
}
