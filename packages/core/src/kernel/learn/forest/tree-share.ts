import { Random } from "../../stats/random.ts";
import { CONTROL } from "../boosting/control.ts";
import type { ForestKernels } from "../wasm/forest-kernels.ts";
import { forestKernels } from "../wasm/forest-machine.ts";
import type { Machine } from "../wasm/kernels.ts";
import { drawBag } from "./draw-bag.ts";
import { type ForestLayout, RESULT } from "./forest-layout.ts";
import { writeTask } from "./write-task.ts";

/** The task of growing a tree on each share; 0 ends a thread's work. */
export const GROW = 1;
/** Rows times features that are searched between two looks at what says to stop. */
const PATIENCE = 500_000;

/** Four words that a generator may start from: not all are zero. */
export function seedWords(random: Random): number[] {
  return [random.uint32() | 1, random.uint32(), random.uint32(), random.uint32()];
}

/** One share of the training of a forest: it grows whole trees, in memory of its own. What it grows depends on the data, the options and the seed alone. */
export class TreeShare {
  readonly #layout: ForestLayout;
  readonly #buffer: ArrayBuffer | SharedArrayBuffer;
  readonly #kernels: ForestKernels;
  readonly #share: number;
  readonly #own: number;
  readonly #control: Int32Array;
  readonly #counts: Int32Array;
  readonly #stopped: () => boolean;
  #searched = 0;

  /** `stopped` says whether the caller wants an end. */
  constructor(machine: Machine, layout: ForestLayout, share: number, stopped: () => boolean = () => false) {
    this.#layout = layout;
    this.#buffer = machine.buffer;
    this.#kernels = forestKernels(machine);
    this.#share = share;
    this.#own = layout.own + share * layout.shareBytes;
    this.#control = new Int32Array(machine.buffer, layout.control, 16);
    this.#counts = new Int32Array(layout.rows);
    this.#stopped = stopped;
    writeTask(machine.buffer, layout, this.#own);
  }

  /** Grows the share's next tree, where it has one. */
  perform(): void {
    const { seeds } = this.#layout;
    const seed = new Uint32Array(this.#buffer, seeds + 16 * this.#share, 4);
    if (seed.every((word) => word === 0)) return;
    const random = Random.fromState(seed);
    const rows = this.#fillRoot(random);
    this.#words(this.#layout.random, 4).set(seedWords(random));
    const list = this.#words(this.#layout.list, this.#layout.features);
    for (let f = 0; f < list.length; f++) list[f] = f;
    this.#grow(rows);
  }

  #words(offset: number, length: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#own + offset, length);
  }

  #doubles(offset: number, length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#own + offset, length);
  }

  /** Draws the tree's rows and writes them with their weights and targets; answers how many differ. */
  #fillRoot(random: Random): number {
    const { rows, classes, drawn, bootstrap, weighted, target, weights, order, payload } = this.#layout;
    const own = weighted ? new Float64Array(this.#buffer, weights, rows) : null;
    const counts = this.#counts;
    drawBag(counts, drawn, bootstrap, own, random);
    const places = this.#words(order, drawn);
    const pairs = this.#doubles(payload, 2 * drawn);
    const codes = this.#words(payload, 4 * drawn);
    const values = classes === 0 ? new Float64Array(this.#buffer, target, rows) : new Int32Array(this.#buffer, target, rows);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      const count = counts[row] as number;
      if (count === 0) continue;
      const weight = own === null || bootstrap ? count : (own[row] as number);
      places[at] = row;
      const value = values[row] as number;
      if (classes === 0) pairs[2 * at] = weight * value;
      else {
        codes[4 * at] = value;
        codes[4 * at + 1] = 0;
      }
      pairs[2 * at + 1] = weight;
      at++;
    }
    return at;
  }

  /** Parts nodes from the root down, the left side first. */
  #grow(rows: number): void {
    const layout = this.#layout;
    const { classes, maxDepth, minSamplesSplit, minSamplesLeaf, nodes: most } = layout;
    const features = new Int32Array(this.#buffer, this.#own + layout.nodeFeature, most);
    const lefts = new Int32Array(this.#buffer, this.#own + layout.nodeLeft, most);
    const missing = new Uint8Array(this.#buffer, this.#own + layout.nodeMissing, most);
    const cuts = this.#doubles(layout.nodeCut, most);
    const gains = this.#doubles(layout.nodeGain, most);
    const weights = this.#doubles(layout.nodeRows, most);
    const values = this.#doubles(layout.leafValues, Math.max(1, classes) * layout.leaves);
    const out = this.#doubles(layout.out, 5);
    const sums = this.#doubles(layout.sums, Math.max(2, classes));
    const task = this.#own + layout.task;
    const kernels = this.#kernels;
    const deepest = maxDepth ?? Number.POSITIVE_INFINITY;
    const fewest = Math.max(minSamplesSplit, 2 * minSamplesLeaf);
    // four numbers for each node that waits: its number, first row, end and depth
    const open = [0, 0, rows, 0];
    let nodes = 1;
    let leaves = 0;
    while (open.length > 0) {
      const depth = open.pop() as number;
      const end = open.pop() as number;
      const begin = open.pop() as number;
      const node = open.pop() as number;
      const size = end - begin;
      this.#searched += size * layout.wanted;
      if (this.#searched > PATIENCE && this.#mustStop()) return;
      kernels.searchNode(task, begin, end, depth < deepest && size >= fewest ? 1 : 0);
      let [weight, own] = [0, 0];
      if (classes === 0) {
        weight = sums[1] as number;
        own = ((sums[0] as number) * (sums[0] as number)) / weight;
      } else {
        for (let k = 0; k < classes; k++) {
          const sum = sums[k] as number;
          weight += sum;
          own += sum * sum;
        }
        own /= weight;
      }
      const feature = out[0] as number;
      weights[node] = weight;
      features[node] = feature;
      if (feature < 0) {
        if (classes === 0) values[leaves] = (sums[0] as number) / weight;
        else for (let k = 0; k < classes; k++) values[leaves * classes + k] = (sums[k] as number) / weight;
        lefts[node] = leaves++;
        continue;
      }
      const moved = kernels.partNode(task, begin, end, feature, out[1] as number, out[3] as number);
      // where no row of the node misses the feature, missing values go with the larger child
      missing[node] = out[3] === 2 ? (2 * moved > size ? 1 : 0) : (out[3] as number);
      cuts[node] = out[2] as number;
      gains[node] = Math.max(0, (out[4] as number) - own);
      lefts[node] = nodes;
      open.push(nodes + 1, begin + moved, end, depth + 1, nodes, begin, begin + moved, depth + 1);
      nodes += 2;
    }
    new Float64Array(this.#buffer, layout.results + 8 * RESULT * this.#share, RESULT).set([nodes, leaves]);
  }

  #mustStop(): boolean {
    this.#searched = 0;
    if (this.#stopped()) Atomics.store(this.#control, CONTROL.STOP, 1);
    return Atomics.load(this.#control, CONTROL.STOP) === 1;
  }
}
