import type { Machine } from "../wasm/kernels.ts";
import { CHUNK_ROWS, type Layout, RESULT } from "./layout.ts";

/** Fewer rows than this are not worth waking other threads for. */
export const SHARED_ROWS = 8192;

/** The parts of a training that are shared out; `args` says on what. */
export const TASK = { END: 0, LOG_LOSS: 1, ADD_ROWS: 2, SETTLE: 3, PARTITION: 4, COPY: 5, SCORES: 6, BIN: 7, COLUMN: 8 } as const;
export type Task = (typeof TASK)[keyof typeof TASK];

/** Where the arguments of one node's search begin, by child: address of its histogram or -1, gradient, hessian, rows, least gain. */
export const SEARCH = [8, 13] as const;

/** A share of the work on one machine: what it does depends on the arguments in memory, the task and its number alone. */
export class Performer {
  readonly #machine: Machine;
  readonly #layout: Layout;
  readonly #share: number;
  readonly #args: Float64Array;
  readonly #results: Float64Array;

  constructor(machine: Machine, layout: Layout, share: number) {
    this.#machine = machine;
    this.#layout = layout;
    this.#share = share;
    this.#args = new Float64Array(machine.buffer, layout.args, 32);
    this.#results = new Float64Array(machine.buffer, layout.results, RESULT * layout.shares);
  }

  /** Does this share of `task`, or all of it where `shares` is 1. */
  perform(task: number, shares: number): void {
    const { kernels } = this.#machine;
    const layout = this.#layout;
    const args = this.#args;
    const arg = (at: number): number => args[at] as number;
    switch (task) {
      case TASK.LOG_LOSS: {
        const begin = part(layout.rows, this.#share, shares) & ~1;
        const end = this.#share + 1 === shares ? layout.rows : part(layout.rows, this.#share + 1, shares) & ~1;
        kernels.logLoss(layout.scores, layout.codes, layout.weights, layout.gradients, begin, end, arg(0), arg(1));
        break;
      }
      case TASK.ADD_ROWS: {
        const [begin, end] = this.#range(arg(0), arg(1), shares);
        const { bins, stride, wide, narrow, order, gradients, bits } = layout;
        const histogram = this.#share === 0 ? arg(2) : layout.histograms + (layout.slots + this.#share - 1) * layout.histogramBytes;
        kernels.clear(histogram, layout.list, 0, arg(3), layout.info);
        kernels.addRows(bins, stride, wide, narrow, order, begin, end, gradients, histogram, bits);
        break;
      }
      case TASK.SETTLE:
        this.#settle(shares);
        break;
      case TASK.PARTITION: {
        const [begin, end] = this.#range(arg(0), arg(1), shares);
        const left = shares === 1 ? layout.order + 4 * begin : layout.left + 4 * begin;
        const right = layout.right + 4 * begin;
        const lefts =
          arg(6) === 1
            ? kernels.partition(arg(2), arg(7), layout.order, begin, end, layout.goes, left, right)
            : kernels.partitionAt(arg(2), arg(7), layout.order, begin, end, arg(3), arg(4), arg(5), left, right);
        this.#results[RESULT * this.#share] = lefts;
        break;
      }
      case TASK.COPY:
        this.#copy(shares);
        break;
      case TASK.BIN:
        this.#bin(arg(0), arg(1));
        break;
      case TASK.COLUMN: {
        const [begin, end] = this.#range(0, layout.rows, shares);
        kernels.gather(layout.bins + arg(0), layout.stride, begin, end, arg(1));
        break;
      }
      case TASK.SCORES:
        this.#addScores(arg(0), arg(1), shares);
        break;
    }
  }

  /** Bins this share's chunk of the rows [begin, end), whose values lie feature by feature. */
  #bin(begin: number, end: number): void {
    const { kernels } = this.#machine;
    const { info, places, chunk, borders, bins, stride } = this.#layout;
    const known = new Int32Array(this.#machine.buffer, info, 4 * places);
    const first = begin + this.#share * CHUNK_ROWS;
    const count = Math.min(end - first, CHUNK_ROWS);
    if (count <= 0) return;
    for (let place = 0; place < places; place++) {
      if (((known[4 * place + 2] as number) & 2) !== 0) continue;
      const values = chunk + 8 * CHUNK_ROWS * (this.#share * places + place);
      const missing = (known[4 * place + 1] as number) - 1;
      kernels.fillBins(values, count, borders + 2048 * place, missing, bins + first * stride + place, stride);
    }
  }

  /** Sums the shares' histograms, takes the smaller child's away from its parent's, and searches both for splits: over this share's features. */
  #settle(shares: number): void {
    const { kernels } = this.#machine;
    const { list, info, bits, histograms, histogramBytes, slots, results } = this.#layout;
    const args = this.#args;
    const arg = (at: number): number => args[at] as number;
    const [from, to] = [part(arg(0), this.#share, shares), part(arg(0), this.#share + 1, shares)];
    const smaller = arg(1);
    const larger = arg(2);
    for (let other = 1; other < arg(3); other++)
      kernels.combine(smaller, histograms + (slots + other - 1) * histogramBytes, list, from, to, info, 0);
    if (larger >= 0) kernels.combine(larger, smaller, list, from, to, info, 1);
    for (let child = 0; child < 2; child++) {
      const at = SEARCH[child] as number;
      if (arg(at) < 0) continue;
      const out = results + 8 * (RESULT * this.#share + 8 * child);
      const [minRows, minHessian, l1, l2] = [arg(4), arg(5), arg(6), arg(7)];
      kernels.findSplit(
        arg(at),
        list,
        from,
        to,
        info,
        bits,
        arg(at + 1),
        arg(at + 2),
        arg(at + 3),
        minRows,
        minHessian,
        l1,
        l2,
        arg(at + 4),
        out,
      );
    }
  }

  /** Adds the values of the tree's leaves, each a run of the order, to the scores at `scores`, over this share's rows. */
  #addScores(count: number, scores: number, shares: number): void {
    const { kernels, buffer } = this.#machine;
    const leaves = new Float64Array(buffer, this.#layout.leaves, 3 * count);
    const [begin, end] = this.#range(0, this.#args[2] as number, shares);
    for (let leaf = 0; leaf < count; leaf++) {
      const from = Math.max(begin, leaves[3 * leaf] as number);
      const to = Math.min(end, leaves[3 * leaf + 1] as number);
      if (from < to) kernels.addToScores(scores, this.#layout.order, from, to, leaves[3 * leaf + 2] as number);
    }
  }

  #copy(shares: number): void {
    const { kernels } = this.#machine;
    const { order, left, right } = this.#layout;
    const [begin, end] = this.#range(this.#args[0] as number, this.#args[1] as number, shares);
    let lefts = 0;
    let before = 0;
    for (let share = 0; share < shares; share++) {
      const n = this.#results[RESULT * share] as number;
      if (share < this.#share) before += n;
      lefts += n;
    }
    const own = this.#results[RESULT * this.#share] as number;
    const start = this.#args[0] as number;
    const rightsBefore = begin - start - before;
    kernels.copyBytes(order + 4 * (start + before), left + 4 * begin, 4 * own);
    kernels.copyBytes(order + 4 * (start + lefts + rightsBefore), right + 4 * begin, 4 * (end - begin - own));
  }

  #range(begin: number, end: number, shares: number): readonly [number, number] {
    const rows = end - begin;
    return [begin + part(rows, this.#share, shares), begin + part(rows, this.#share + 1, shares)];
  }
}

/** Where share `share` of `shares` begins among `items`. */
function part(items: number, share: number, shares: number): number {
  return Math.floor((items * share) / shares);
}
