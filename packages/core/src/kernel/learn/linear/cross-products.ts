import type { Backend } from "../wasm/machine.ts";
import { type BlockColumn, RowBlocks, type Units } from "./row-blocks.ts";

export interface CrossProductOptions {
  /** One weight per row; default 1 each. */
  readonly weights?: Float64Array | undefined;
  readonly backend?: Backend | undefined;
  /** Called now and then with the share of the rows that are done; may throw. */
  readonly onBlock?: ((done: number) => void) | undefined;
}

/** A symmetric matrix of `size` lines; entries above the diagonal are arbitrary. */
export interface LowerTriangle {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * `Σ w · x_i · x_j` over all rows, x being the columns in the given units (null: a column of ones, which wants shift 0 and scale 1), in one pass.
 * Lines and columns past those given are 0. Where a value is not finite or a product overflows, so are the sums of its column.
 */
export function crossProducts(
  columns: readonly BlockColumn[],
  rows: number,
  units: Units,
  options: CrossProductOptions = {},
): LowerTriangle {
  const { weights, onBlock = () => {} } = options;
  const blocks = new RowBlocks(columns, rows, { vectors: 1, sums: 0, squares: 1, backend: options.backend });
  const { kernels, block, group, groups, size, weighted } = blocks;
  blocks.use(units);
  const own = blocks.vector(0);
  const square = blocks.view(blocks.square(0), size * size).fill(0);
  blocks.each((begin, count, pairs) => {
    if (weights !== undefined) {
      blocks.fill(own, weights, begin, count);
      kernels.weigh(block, group, groups, pairs, own, weighted);
    }
    kernels.gram(weights === undefined ? block : weighted, block, group, groups, pairs, blocks.square(0));
  }, onBlock);
  const values = square.slice();
  blocks.close();
  return { size, values };
}
