import { fewDistinctRows } from "./few-distinct-rows.ts";
import { BLOCK, type RowStore } from "./row-store.ts";

/** Rows whose sums are added up before they join the others: a rounding error grows with their number. */
const SUMMED = 8 * BLOCK;

export interface LloydResult {
  readonly centres: Float64Array[];
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface LloydOptions {
  readonly maxIterations: number;
  /** The sum of the squared moves of all centres that ends the iterations. */
  readonly tolerance: number;
  readonly onStep: (iteration: number) => void;
}

/**
 * Lloyd's algorithm from given centres: labels by the nearest centre, centres to the means of their rows, until no label changes or the centres hardly
 * move. A cluster without rows takes the row that lies farthest from its own centre, as scikit-learn's does.
 */
export function lloyd(store: RowStore, start: readonly Float64Array[], { maxIterations, tolerance, onStep }: LloydOptions): LloydResult {
  let centres: Float64Array[] = start.map((centre) => centre.slice());
  store.labels().fill(-1);
  let converged = false;
  let settled = false;
  let iterations = 0;
  while (iterations < maxIterations && !converged) {
    onStep(iterations);
    const changed = assign(store, centres, true);
    const next = means(store, centres);
    const moved = movement(centres, next);
    centres = next;
    iterations++;
    settled = changed === 0;
    converged = settled || moved <= tolerance;
  }
  // the centres have moved since the labels were given
  if (!settled) assign(store, centres, false);
  store.place(centres);
  return { centres, inertia: inertiaOf(store), iterations, converged };
}

/** Labels every row and, where `sum`, adds it to the sums of its cluster. Returns how many labels changed. */
function assign(store: RowStore, centres: readonly Float64Array[], sum: boolean): number {
  const { at, stride, width, clusters, groups, rows, kernels } = store;
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
  const sums = store.doubles(at.sums, (stride / 8) * clusters);
  const totals = store.doubles(at.totals, clusters);
  const allSums = new Float64Array(sums.length);
  const allTotals = new Float64Array(clusters);
  let changed = 0;
  for (let begin = 0; begin < rows; begin += SUMMED) {
    const end = Math.min(rows, begin + SUMMED);
    sums.fill(0);
    totals.fill(0);
    for (let block = begin; block < end; block += BLOCK) {
      const count = Math.min(BLOCK, end - block);
      const from = at.rows + block * stride;
      const labels = at.labels + 4 * block;
      changed += kernels.assign(from, stride, width, count, at.packed, at.norms, groups, labels);
      if (sum) kernels.accumulate(from, stride, count, labels, at.weights && at.weights + 8 * block, at.sums, at.totals);
    }
    for (let i = 0; i < sums.length; i++) allSums[i] = (allSums[i] as number) + (sums[i] as number);
    for (let k = 0; k < clusters; k++) allTotals[k] = (allTotals[k] as number) + (totals[k] as number);
  }
  sums.set(allSums);
  totals.set(allTotals);
  return changed;
}

/** The means of the clusters' rows by the sums of the last labelling, which `centres` gave. */
function means(store: RowStore, centres: readonly Float64Array[]): Float64Array[] {
  const { at, stride, width, clusters } = store;
  const totals = store.doubles(at.totals, clusters);
  const sumsOf = (k: number): Float64Array => store.doubles(at.sums + k * stride, width);
  if (totals.includes(0)) relocate(store, centres, totals, sumsOf);
  const largest = totals.indexOf(Math.max(...totals));
  return Array.from(totals, (total, k) => {
    const of = total > 0 ? k : largest; // a cluster that lost its only row to another
    return sumsOf(of).map((sum) => sum / (totals[of] as number));
  });
}

/** Gives each cluster without rows the row farthest from its centre, the first of equal ones. */
function relocate(store: RowStore, centres: readonly Float64Array[], totals: Float64Array, sumsOf: (k: number) => Float64Array): void {
  const empty = [...totals.keys()].filter((k) => totals[k] === 0);
  const labels = store.labels();
  const far: { readonly row: number; readonly distance: number }[] = [];
  store.place(centres);
  store.eachDistance((distances, begin) => {
    for (const [i, distance] of distances.entries()) {
      if (distance === 0 || store.weights?.[begin + i] === 0) continue;
      if (far.length === empty.length && distance <= (far.at(-1)?.distance as number)) continue;
      const place = far.findIndex((one) => one.distance < distance);
      far.splice(place < 0 ? far.length : place, 0, { row: begin + i, distance });
      if (far.length > empty.length) far.pop();
    }
  });
  if (far.length === 0) throw fewDistinctRows(totals.length - empty.length, totals.length);
  for (const [i, { row }] of far.entries()) {
    const [to, from] = [empty[i] as number, labels[row] as number];
    const weight = store.weights?.[row] ?? 1;
    const [given, taken] = [sumsOf(to), sumsOf(from)];
    for (const [f, value] of store.row(row).entries()) {
      given[f] = weight * value;
      taken[f] = (taken[f] as number) - weight * value;
    }
    totals[to] = weight;
    totals[from] = (totals[from] as number) - weight;
  }
}

function movement(before: readonly Float64Array[], after: readonly Float64Array[]): number {
  let sum = 0;
  for (const [k, centre] of before.entries()) {
    const moved = after[k] as Float64Array;
    for (const [f, value] of centre.entries()) sum += ((moved[f] as number) - value) ** 2;
  }
  return sum;
}

/** The weighted sum of squared distances to the centres that are placed. */
function inertiaOf(store: RowStore): number {
  let inertia = 0;
  store.eachDistance((distances, begin) => {
    let sum = 0;
    for (let i = 0; i < distances.length; i++) sum += (distances[i] as number) * (store.weights?.[begin + i] ?? 1);
    inertia += sum;
  });
  return inertia;
}
