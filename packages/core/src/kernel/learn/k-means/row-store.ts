import type { Matrix } from "../../estimator/matrix.ts";
import { PLAIN_WASM } from "../wasm/k-means.wasm.ts";
import type { KMeansKernels } from "../wasm/k-means-kernels.ts";
import { type Backend, type OpenKernels, releaseMachine, takeKernels } from "../wasm/machine.ts";
import { plainKMeans } from "../wasm/plain-k-means.ts";

/** Rows that a kernel is called for: their distances stay in the first-level cache. */
export const BLOCK = 1024;
/** Rows that are transposed together: both their forms stay in the first-level cache. */
const PACKED = 64;

/** Where things lie, in bytes. */
interface Addresses {
  readonly rows: number;
  /** Squared lengths of the rows. */
  readonly squares: number;
  readonly labels: number;
  /** 0 for none. */
  readonly weights: number;
  /** Bounds of each row's distance to its own centre, and to any other. */
  readonly upper: number;
  readonly lower: number;
  /** Centres as rows, and as the labelling kernel reads them. */
  readonly centres: number;
  readonly packed: number;
  readonly norms: number;
  /** How far each centre moved, how far any other did, and half the distance to the next. */
  readonly moves: number;
  readonly drops: number;
  readonly halves: number;
  /** Weighted sums of the clusters' rows. */
  readonly sums: number;
  readonly totals: number;
  /** Of a block of rows: distances, rows to look at, rows that changed. */
  readonly block: number;
  readonly list: number;
  readonly changes: number;
  readonly chunk: number;
}

/** Rows less the mean of each column, in the kernels' memory beside centres, labels and sums. `close` gives the memory back. */
export class RowStore {
  readonly kernels: KMeansKernels;
  readonly rows: number;
  readonly width: number;
  readonly clusters: number;
  /** Groups of four centres. */
  readonly groups: number;
  /** Bytes of a row. */
  readonly stride: number;
  readonly weights: Float64Array | undefined;
  readonly at: Readonly<Addresses>;
  readonly #open: OpenKernels<KMeansKernels>;

  constructor(x: Matrix, means: Float64Array, clusters: number, weights: Float64Array | undefined, backend: Backend) {
    this.rows = x.rows;
    this.width = x.columns.length;
    this.clusters = clusters;
    this.groups = Math.ceil(clusters / 4);
    this.weights = weights;
    const even = this.width + (this.width & 1);
    this.stride = 8 * even;
    let end = 64; // 0 means none
    const take = (bytes: number): number => {
      const from = end;
      end = Math.ceil((end + bytes) / 16) * 16;
      return from;
    };
    this.at = {
      labels: take(4 * x.rows),
      weights: weights === undefined ? 0 : take(8 * x.rows),
      squares: take(8 * x.rows),
      upper: take(8 * x.rows),
      lower: take(8 * x.rows),
      centres: take(this.stride * clusters),
      packed: take(32 * this.width * this.groups),
      norms: take(32 * this.groups),
      moves: take(8 * clusters),
      drops: take(8 * clusters),
      halves: take(8 * clusters),
      sums: take(this.stride * clusters),
      totals: take(8 * clusters),
      block: take(8 * BLOCK),
      list: take(4 * (BLOCK + 1)),
      changes: take(8 * (BLOCK + 1)),
      chunk: take(8 * (PACKED + 1) * even),
      // rows are packed in pairs
      rows: take(this.stride * (x.rows + 1)),
    };
    this.#open = takeKernels(PLAIN_WASM, plainKMeans, end, backend);
    this.kernels = this.#open.kernels;
    if (weights !== undefined) this.doubles(this.at.weights, x.rows).set(weights);
    this.#pack(x, means, even);
    this.place([new Float64Array(this.width)]);
    const squares = this.doubles(this.at.squares, x.rows);
    this.eachDistance((lengths, begin) => squares.set(lengths, begin), 0);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.#open.buffer, address, length);
  }

  labels(): Int32Array {
    return new Int32Array(this.#open.buffer, this.at.labels, this.rows);
  }

  /** The values of a row, without its padding. */
  row(row: number): Float64Array {
    return this.doubles(this.at.rows + row * this.stride, this.width);
  }

  /** Writes centres, one array each, where the kernels read distances to them. */
  place(centres: readonly Float64Array[]): void {
    for (const [k, centre] of centres.entries()) {
      const to = this.doubles(this.at.centres + k * this.stride, this.stride / 8);
      to.fill(0);
      to.set(centre);
    }
  }

  /** Visits squared distances block by block: of each row to the centre of its label, or to centre `k`. */
  eachDistance(visit: (distances: Float64Array, begin: number) => void, k?: number): void {
    const { at, stride, rows } = this;
    const found = this.doubles(at.block, BLOCK);
    const centres = at.centres + (k ?? 0) * stride;
    for (let begin = 0; begin < rows; begin += BLOCK) {
      const count = Math.min(BLOCK, rows - begin);
      this.kernels.distances(at.rows + begin * stride, stride, count, k === undefined ? at.labels + 4 * begin : 0, centres, at.block);
      visit(found.subarray(0, count), begin);
    }
  }

  close(): void {
    releaseMachine(this.#open);
  }

  #pack(x: Matrix, means: Float64Array, even: number): void {
    const { at, stride } = this;
    // the transposing kernel reads the means behind the columns
    const given = this.doubles(at.chunk + 8 * PACKED * even, even).fill(0);
    given.set(means);
    const columns = Array.from({ length: even }, (_, f) => this.doubles(at.chunk + 8 * PACKED * f, PACKED));
    (columns[even - 1] as Float64Array).fill(0);
    for (let begin = 0; begin < x.rows; begin += PACKED) {
      const end = Math.min(x.rows, begin + PACKED);
      for (const [f, column] of x.columns.entries()) (columns[f] as Float64Array).set(column.subarray(begin, end));
      this.kernels.pack(at.chunk, 8 * PACKED, even, end - begin, given.byteOffset, at.rows + begin * stride, stride);
    }
  }
}
