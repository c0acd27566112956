import type { BinnedMatrix } from "./binned-matrix.ts";

/** Numbers per bin of a histogram: sum of gradients, sum of hessians, number of rows. */
export const CELL = 3;

/**
 * Adds the gradients, hessians and counts of `order[begin…end)` to each feature's bins. `gradients` holds gradient and hessian of a row
 * side by side. Four features a step, no call and no closure: this loop is most of the training time.
 */
export function addToHistogram(
  binned: BinnedMatrix,
  order: Int32Array,
  begin: number,
  end: number,
  gradients: Float32Array,
  histogram: Float64Array,
): void {
  const { cells, width } = binned;
  const four = width & ~3;
  for (let at = begin; at < end; at++) {
    const row = order[at] as number;
    const g = gradients[2 * row] as number;
    const h = gradients[2 * row + 1] as number;
    let cell = row * width;
    const stop4 = cell + four;
    const stop = cell + width;
    for (; cell < stop4; cell += 4) {
      const a = (cells[cell] as number) * CELL;
      const b = (cells[cell + 1] as number) * CELL;
      const c = (cells[cell + 2] as number) * CELL;
      const d = (cells[cell + 3] as number) * CELL;
      histogram[a] = (histogram[a] as number) + g;
      histogram[a + 1] = (histogram[a + 1] as number) + h;
      histogram[a + 2] = (histogram[a + 2] as number) + 1;
      histogram[b] = (histogram[b] as number) + g;
      histogram[b + 1] = (histogram[b + 1] as number) + h;
      histogram[b + 2] = (histogram[b + 2] as number) + 1;
      histogram[c] = (histogram[c] as number) + g;
      histogram[c + 1] = (histogram[c + 1] as number) + h;
      histogram[c + 2] = (histogram[c + 2] as number) + 1;
      histogram[d] = (histogram[d] as number) + g;
      histogram[d + 1] = (histogram[d + 1] as number) + h;
      histogram[d + 2] = (histogram[d + 2] as number) + 1;
    }
    for (; cell < stop; cell++) {
      const a = (cells[cell] as number) * CELL;
      histogram[a] = (histogram[a] as number) + g;
      histogram[a + 1] = (histogram[a + 1] as number) + h;
      histogram[a + 2] = (histogram[a + 2] as number) + 1;
    }
  }
}

/** Turns the histogram of a node into that of its larger child by taking away the smaller one's. */
export function subtractHistogram(from: Float64Array, other: Float64Array): void {
  for (let at = 0; at < from.length; at++) from[at] = (from[at] as number) - (other[at] as number);
}
