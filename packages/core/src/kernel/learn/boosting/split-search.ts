import {
  findLevels,
  findOrdered,
  LEVEL_SUPPORT,
  type NodeSums,
  nodeValue,
  type Split,
  type SplitLimits,
  type ValueRange,
} from "./find-split.ts";
import type { GradientGrid } from "./gradient-grid.ts";
import { RESULT } from "./layout.ts";
import { SEARCH, SHARED_ROWS, TASK } from "./perform.ts";
import type { Workspace } from "./workspace.ts";

/** What a leaf must have to be split; without a penalty or a bound a field is 0 or null. */
export interface SearchOptions {
  readonly minSamplesLeaf: number;
  readonly l1: number;
  readonly l2: number;
  readonly minGain: number;
  /** 1, 0 or -1 for each feature, or null where nothing is monotonic. */
  readonly monotonic: Int8Array | null;
}

/** A leaf whose split is looked for. */
export interface SearchedLeaf extends NodeSums {
  readonly range: ValueRange;
}

/** Least sum of hessians in a leaf. */
const MIN_HESSIAN = 1e-3;
/** Gains below this share of the node's own term are rounding noise. */
const NOISE = 1e-12;
/** Fewer features than this are not worth waking other threads for. */
const SHARED_PLACES = 8;

/** Counts rows into histograms, and finds the best split of a leaf in its histogram. */
export class SplitSearch {
  readonly #workspace: Workspace;
  readonly #options: SearchOptions;
  readonly #categorical: readonly number[];
  #grid: GradientGrid = { gradient: 1, hessian: 1 };
  #limits: SplitLimits = { minRows: 1, minHessian: 0, l1: 0, l2: 0, levelSmoothing: 0 };
  #features: Int32Array = new Int32Array(0);
  #places = 0;

  constructor(workspace: Workspace, options: SearchOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#categorical = workspace.features.flatMap((bins, f) => (bins.categorical ? [f] : []));
  }

  /** What every split must keep, in the units of the grid. */
  get limits(): SplitLimits {
    return this.#limits;
  }

  /** Turns to another tree: its grid, and the features that it may split by. */
  begin(grid: GradientGrid, features: Int32Array): void {
    const { minSamplesLeaf, l1, l2 } = this.#options;
    this.#grid = grid;
    this.#features = features;
    this.#limits = {
      minRows: minSamplesLeaf,
      minHessian: MIN_HESSIAN * grid.hessian,
      l1: l1 * grid.gradient,
      l2: l2 * grid.hessian,
      levelSmoothing: LEVEL_SUPPORT * grid.hessian,
    };
    this.#list(features);
  }

  /** Tells the kernels which places to look at, in the order of the features. */
  #list(features: Int32Array): void {
    const { layout, placement, machine } = this.#workspace;
    const places = Array.from(features, (f) => placement.places[f] as readonly number[]).flat();
    new Int32Array(machine.buffer, layout.list, places.length).set(places);
    this.#places = places.length;
  }

  /** Counts rows of the order into a histogram; returns into how many partial ones. */
  count(histogram: number, begin: number, end: number): number {
    this.#workspace.args.set([begin, end, histogram, this.#places]);
    return this.#workspace.run(TASK.ADD_ROWS, end - begin >= SHARED_ROWS);
  }

  /** Finishes the histograms of two children and finds the split of each leaf given, smaller histogram first. */
  settle(
    smaller: number,
    larger: number,
    partials: number,
    children: readonly { leaf: SearchedLeaf; histogram: number }[],
  ): (Split | null)[] {
    const { args } = this.#workspace;
    const { minRows, minHessian, l1, l2 } = this.#limits;
    args.set([this.#places, smaller, larger, partials, minRows, minHessian, l1, l2]);
    const constrained = this.#options.monotonic !== null;
    for (let child = 0; child < 2; child++) {
      const found = constrained ? undefined : children[child];
      if (found === undefined) args[SEARCH[child] as number] = -1;
      else {
        const { gradient, hessian, count } = found.leaf;
        args.set([found.histogram, gradient, hessian, count, this.#floor(found.leaf)], SEARCH[child] as number);
      }
    }
    const shares = this.#workspace.run(TASK.SETTLE, partials > 1 || this.#places >= SHARED_PLACES);
    return children.map(({ leaf, histogram }, child) =>
      this.#slow(leaf, histogram, constrained ? null : this.#fast(child, shares, leaf.count)),
    );
  }

  /** What a split of the node must gain, in the units of the grid. */
  #floor({ gradient, hessian }: NodeSums): number {
    const { gradient: gs, hessian: hs } = this.#grid;
    const own = nodeValue(gradient, hessian, this.#limits, null) * gradient;
    return Math.max((this.#options.minGain * gs * gs) / hs, NOISE * Math.abs(own));
  }

  /** The best split that the shares found among ordered features; the first feature wins a tie. */
  #fast(child: number, shares: number, count: number): Split | null {
    const { results, placement, features } = this.#workspace;
    let best: Split | null = null;
    for (let share = 0; share < shares; share++) {
      const at = RESULT * share + 8 * child;
      const [gain, place, bin, missingLeft, leftGradient, leftHessian, leftCount] = results.subarray(at, at + 7) as unknown as number[] & {
        length: 7;
      };
      if ((place as number) < 0 || (best !== null && (gain as number) <= best.gain)) continue;
      const feature = placement.feature[place as number] as number;
      const lefts = leftCount as number;
      best = {
        gain: gain as number,
        feature,
        bin: bin as number,
        // without missing rows to learn from, they go with the larger child
        missingLeft: features[feature]?.hasMissing ? missingLeft === 1 : lefts > count - lefts,
        levels: null,
        leftGradient: leftGradient as number,
        leftHessian: leftHessian as number,
        leftCount: lefts,
      };
    }
    return best;
  }

  /** The better of `best` and the splits that are searched here: of categorical features, and of all where values are held in ranges. */
  #slow(leaf: SearchedLeaf, histogram: number, best: Split | null): Split | null {
    const { monotonic } = this.#options;
    if (monotonic === null && this.#categorical.length === 0) return best;
    const { features } = this.#workspace;
    const limits = this.#limits;
    let found = best;
    for (const f of monotonic === null ? this.#categorical : this.#features) {
      if (monotonic === null && !this.#features.includes(f)) continue;
      const bins = features[f] as (typeof features)[number];
      const floor = found === null ? this.#floor(leaf) : found.gain;
      const cells = this.#cells(histogram, f);
      const split = bins.categorical
        ? findLevels(cells, bins, f, leaf, limits, leaf.range, floor)
        : findOrdered(cells[0] as Float64Array, bins, f, leaf, limits, leaf.range, monotonic?.[f] ?? 0, floor);
      if (split === null) continue;
      const larger = split.leftCount > leaf.count - split.leftCount;
      found = bins.categorical || bins.hasMissing ? split : { ...split, missingLeft: larger };
    }
    return found;
  }

  /** The cells of a feature's places as doubles. */
  #cells(histogram: number, f: number): Float64Array[] {
    const { layout, placement, machine } = this.#workspace;
    return (placement.places[f] as readonly number[]).map((place) => {
      machine.kernels.unpack(histogram, place, layout.info, layout.bits, layout.cells);
      return this.#workspace.doubles(layout.cells, 3 * (placement.info[4 * place + 1] as number)).slice();
    });
  }

  /** Sums of all rows of a histogram: those of any feature's cells. */
  sums(histogram: number): NodeSums {
    const [cells] = this.#cells(histogram, this.#features[0] as number) as [Float64Array];
    const sums = [0, 0, 0];
    for (let at = 0; at < cells.length; at++) sums[at % 3] = (sums[at % 3] as number) + (cells[at] as number);
    return { gradient: sums[0] as number, hessian: sums[1] as number, count: sums[2] as number };
  }
}
