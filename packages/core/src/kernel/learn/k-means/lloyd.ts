import { fewDistinctRows } from "./few-distinct-rows.ts";
import { labelRows, sumRows } from "./label-rows.ts";
import type { RowStore } from "./row-store.ts";

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
  let centres: readonly Float64Array[] = start;
  let former: readonly Float64Array[] | null = null;
  let converged = false;
  let settled = false;
  let iterations = 0;
  while (iterations < maxIterations && !converged) {
    onStep(iterations);
    // weights would not add up to 0 again where a cluster runs empty
    const moving: boolean = former !== null && store.weights === undefined;
    const changed = labelRows(store, centres, former, moving);
    if (!moving) sumRows(store);
    former = centres;
    centres = means(store, former);
    settled = iterations > 0 && changed === 0;
    converged = settled || movement(former, centres) <= tolerance;
    iterations++;
  }
  // sums that rows were taken from and given to have rounding errors of all iterations
  sumRows(store);
  const last = means(store, former ?? start);
  if (!settled) labelRows(store, last, former, false);
  store.place(last);
  return { centres: last, inertia: inertiaOf(store), iterations, converged };
}

/** The means of the clusters' rows by the sums of the last labelling, which `centres` gave. */
function means(store: RowStore, centres: readonly Float64Array[]): Float64Array[] {
  const { at, stride, width, clusters } = store;
  const totals = store.doubles(at.totals, clusters).slice();
  const sums = Array.from(totals, (_, k) => store.doubles(at.sums + k * stride, width).slice());
  if (totals.includes(0)) relocate(store, centres, totals, sums);
  const largest = totals.indexOf(Math.max(...totals));
  return Array.from(totals, (total, k) => {
    const of = total > 0 ? k : largest; // a cluster that lost its only row to another
    return (sums[of] as Float64Array).map((sum) => sum / (totals[of] as number));
  });
}

/** Gives each cluster without rows the row farthest from its centre, the first of equal ones. */
function relocate(store: RowStore, centres: readonly Float64Array[], totals: Float64Array, sums: readonly Float64Array[]): void {
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
    const [given, taken] = [sums[to] as Float64Array, sums[from] as Float64Array];
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
