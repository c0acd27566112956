import type { BlockKernels, BlockMachine } from "../wasm/block-kernels.ts";
import { takeBlockMachine } from "../wasm/block-machine.ts";
import { type Backend, releaseMachine } from "../wasm/machine.ts";

/** Doubles of a block, about: it and its weighted copy stay in the second-level cache. */
const BLOCK_DOUBLES = 70_000;
const MOST_ROWS = 2048;
const LEAST_ROWS = 64;
/** Bytes between arrays, so that two never start at the same place of a memory page: processors take such addresses for one. */
const APART = 64;
/** Blocks between two calls of `onBlock`. */
const OFTEN = 64;

/** How values are shifted and scaled before they are multiplied: `(value - shift) · scale`. */
export interface Units {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
}

/** A column of the table, or null for a column of ones. */
export type BlockColumn = Float64Array | null;

export interface RowBlocksOptions {
  /** Arrays with a double per row of a block. */
  readonly vectors: number;
  /** Arrays with a double per column. */
  readonly sums: number;
  /** Squares with a line of doubles per column. */
  readonly squares: number;
  /** Default "auto". */
  readonly backend?: Backend | undefined;
}

/**
 * Reads a table block by block of rows into the memory of the block kernels, whatever its size: the memory holds one block. Columns are packed
 * in groups of three; `size` counts those that fill up the last group too. Close it when done.
 */
export class RowBlocks {
  readonly rows: number;
  readonly size: number;
  readonly groups: number;
  /** Rows of a block, even; the last one may have fewer. */
  readonly height: number;
  /** Bytes between groups. */
  readonly group: number;
  /** Place of the packed block, and of its weighted copy. */
  readonly block: number;
  readonly weighted: number;
  readonly kernels: BlockKernels;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly #columns: readonly BlockColumn[];
  readonly #machine: BlockMachine;
  readonly #raw: number;
  readonly #units: number;
  readonly #vectors: number;
  readonly #sums: number;
  readonly #squares: number;
  readonly #tall: number;

  constructor(columns: readonly BlockColumn[], rows: number, options: RowBlocksOptions) {
    this.#columns = columns;
    this.rows = rows;
    this.groups = Math.ceil(columns.length / 3);
    this.size = 3 * this.groups;
    const fitting = 2 ** Math.floor(Math.log2(BLOCK_DOUBLES / this.size));
    this.height = Math.min(rows + (rows & 1), Math.max(LEAST_ROWS, Math.min(MOST_ROWS, fitting)));
    this.#tall = 8 * this.height + APART;
    this.group = 24 * this.height + APART;
    let next = 0;
    const take = (bytes: number): number => {
      const place = next;
      next += Math.ceil(bytes / 16) * 16 + APART;
      return place;
    };
    this.#raw = take(3 * this.#tall);
    this.#units = take(16 * this.size);
    this.block = take(this.groups * this.group);
    this.weighted = take(this.groups * this.group);
    this.#vectors = take(options.vectors * this.#tall);
    this.#sums = take(options.sums * 8 * this.size);
    this.#squares = take(options.squares * 8 * this.size * this.size);
    this.#machine = takeBlockMachine(next, options.backend ?? "auto");
    this.kernels = this.#machine.kernels;
    this.f64 = new Float64Array(this.#machine.buffer);
    this.u32 = new Uint32Array(this.#machine.buffer);
  }

  /** Place of the array number `at` with a double per row; bytes between two of them are `vector(1) - vector(0)`. */
  vector(at: number): number {
    return this.#vectors + at * this.#tall;
  }

  sums(at: number): number {
    return this.#sums + 8 * at * this.size;
  }

  square(at: number): number {
    return this.#squares + 8 * at * this.size * this.size;
  }

  /** The doubles at a place. */
  view(place: number, count: number): Float64Array {
    return this.f64.subarray(place >>> 3, (place >>> 3) + count);
  }

  /** Sets how columns are shifted and scaled; what fills up the last group becomes 0. */
  use({ shift, scale }: Units): void {
    const units = this.view(this.#units, 2 * this.size).fill(0);
    units.set(shift);
    units.set(scale, this.size);
  }

  /** Packs each block in turn and calls `visit` with its first row, its rows and its pairs of rows. */
  each(visit: (begin: number, count: number, pairs: number) => void, onBlock: (done: number) => void): void {
    for (let begin = 0, block = 0; begin < this.rows; begin += this.height, block++) {
      if (block % OFTEN === 0) onBlock(begin / this.rows);
      const count = Math.min(this.height, this.rows - begin);
      const pairs = (count + 1) >>> 1;
      this.#pack(begin, count, pairs);
      visit(begin, count, pairs);
    }
  }

  /** Copies the values of a block of rows to an array with a double per row; a row that fills up the last pair gets 0. */
  fill(place: number, values: Float64Array | Int32Array, begin: number, count: number): void {
    this.f64.set(values.subarray(begin, begin + count), place >>> 3);
    this.f64[(place >>> 3) + count] = 0;
  }

  close(): void {
    releaseMachine(this.#machine);
  }

  #pack(begin: number, count: number, pairs: number): void {
    const { f64, kernels, size } = this;
    const units = this.#units;
    for (let g = 0; g < this.groups; g++) {
      for (let c = 0; c < 3; c++) {
        const column = this.#columns[3 * g + c];
        const at = (this.#raw + c * this.#tall) >>> 3;
        if (column === undefined) f64.fill(0, at, at + count);
        else if (column === null) f64.fill(1, at, at + count);
        else f64.set(column.subarray(begin, begin + count), at);
        // becomes 0, as (value - shift) · scale
        f64[at + count] = f64[(units >>> 3) + 3 * g + c] as number;
      }
      kernels.pack(this.#raw, this.#tall, pairs, units + 24 * g, units + 8 * (size + 3 * g), this.block + g * this.group);
    }
  }
}
