import type { FeatureBins } from "./feature-bins.ts";
import { PART } from "./placement.ts";

/** The best way to part a node: rows whose bin is at most `bin` (or whose level is in `levels`) go left, missing values where `missingLeft` says. */
export interface Split {
  /** In the units of the gradient grid, as all sums here. */
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly levels: readonly number[] | null;
  readonly leftGradient: number;
  readonly leftHessian: number;
  readonly leftCount: number;
}

/** What a node holds: integer sums on the gradient grid. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** Limits on splits, in the units of the gradient grid. */
export interface SplitLimits {
  readonly minRows: number;
  readonly minHessian: number;
  readonly l1: number;
  readonly l2: number;
  /** What is added to the hessian of a level when levels are put in order. */
  readonly levelSmoothing: number;
}

/** Range that a node's value must keep so that monotonic features stay monotonic, in the units gradient over hessian. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Best value of a node with gradient g and hessian h, before the learning rate: -shrunken g / (h + l2), held in the range. */
export function nodeValue(g: number, h: number, limits: Pick<SplitLimits, "l1" | "l2">, range: ValueRange | null): number {
  const shrunken = Math.sign(g) * Math.max(Math.abs(g) - limits.l1, 0);
  const value = -shrunken / (h + limits.l2);
  return range === null ? value : Math.min(range.high, Math.max(range.low, value));
}

/** How much a node of that value lowers the loss, twice over. */
function reduction(g: number, h: number, value: number, { l1, l2 }: SplitLimits): number {
  return -2 * (g * value + l1 * Math.abs(value)) - (h + l2) * value * value;
}

/**
 * The best split of one numeric feature where values are held in ranges: as the kernels find it, but a side's value stays in the node's range,
 * and the left one is at most the right one for `direction` 1, at least for -1.
 */
export function findOrdered(
  cells: Float64Array,
  bins: FeatureBins,
  feature: number,
  node: NodeSums,
  limits: SplitLimits,
  range: ValueRange,
  direction: number,
  floor: number,
): Split | null {
  const values = bins.edges.length + 1;
  const own = reduction(node.gradient, node.hessian, nodeValue(node.gradient, node.hessian, limits, range), limits);
  let best: Split | null = null;
  let least = floor;
  for (let side = 0; side <= (bins.hasMissing ? 1 : 0); side++) {
    let [g, h, n] = side === 1 ? cellAt(cells, values) : [0, 0, 0];
    const last = bins.hasMissing && side === 0 ? values : values - 1;
    for (let bin = 0; bin < last; bin++) {
      const [cellG, cellH, cellN] = cellAt(cells, bin);
      g += cellG;
      h += cellH;
      n += cellN;
      if (n < limits.minRows || h < limits.minHessian) continue;
      const hr = node.hessian - h;
      if (node.count - n < limits.minRows || hr < limits.minHessian) break;
      const gr = node.gradient - g;
      const left = nodeValue(g, h, limits, range);
      const right = nodeValue(gr, hr, limits, range);
      if (direction * (left - right) > 0) continue;
      const gain = reduction(g, h, left, limits) + reduction(gr, hr, right, limits) - own;
      if (gain > least) {
        least = gain;
        best = { gain, feature, bin, missingLeft: side === 1, levels: null, leftGradient: g, leftHessian: h, leftCount: n };
      }
    }
  }
  return best;
}

/** Rows that a level needs, by its share of the node's hessian, to be placed by its gradient; rarer levels go right. */
export const LEVEL_SUPPORT = 10;
/** Rounding of a share must not exclude a level that has just enough. */
const NOISE = 1e-9;

/**
 * The best split of one categorical feature: its levels in the order of gradient over hessian, parted at every place, the
 * smaller part left. Missing values, levels not seen and levels with little support go right.
 * @see Fisher (1958); scikit-learn's HistGradientBoosting.
 */
export function findLevels(
  parts: readonly Float64Array[],
  bins: FeatureBins,
  feature: number,
  node: NodeSums,
  limits: SplitLimits,
  range: ValueRange,
  floor: number,
): Split | null {
  const support = node.count / node.hessian;
  const known: { level: number; g: number; h: number; n: number; rank: number }[] = [];
  for (let level = 0; level < bins.edges.length; level++) {
    const [g, h, n] = cellAt(parts[Math.floor(level / PART)] as Float64Array, level % PART);
    if (h * support >= LEVEL_SUPPORT * (1 - NOISE)) known.push({ level, g, h, n, rank: g / (h + limits.levelSmoothing) });
  }
  known.sort((a, b) => a.rank - b.rank || a.level - b.level);
  const own = reduction(node.gradient, node.hessian, nodeValue(node.gradient, node.hessian, limits, range), limits);
  let least = floor;
  let found: { direction: number; size: number; g: number; h: number; n: number } | null = null;
  for (const direction of [1, -1]) {
    let [g, h, n] = [0, 0, 0];
    const most = known.length < 2 ? 0 : ((known.length + 1) >> 1) - (direction === 1 ? 0 : 1);
    for (let at = 0; at < most; at++) {
      const one = known[direction === 1 ? at : known.length - 1 - at] as (typeof known)[number];
      g += one.g;
      h += one.h;
      n += one.n;
      if (n < limits.minRows || h < limits.minHessian) continue;
      const hr = node.hessian - h;
      if (node.count - n < limits.minRows || hr < limits.minHessian) break;
      const gr = node.gradient - g;
      const gain =
        reduction(g, h, nodeValue(g, h, limits, range), limits) + reduction(gr, hr, nodeValue(gr, hr, limits, range), limits) - own;
      if (gain > least) {
        least = gain;
        found = { direction, size: at + 1, g, h, n };
      }
    }
  }
  if (found === null) return null;
  const chosen = found.direction === 1 ? known.slice(0, found.size) : known.slice(-found.size);
  const levels = chosen.map(({ level }) => level).sort((a, b) => a - b);
  const { g: leftGradient, h: leftHessian, n: leftCount } = found;
  return { gain: least, feature, bin: 0, missingLeft: false, levels, leftGradient, leftHessian, leftCount };
}

function cellAt(cells: Float64Array, cell: number): [number, number, number] {
  return [cells[3 * cell] as number, cells[3 * cell + 1] as number, cells[3 * cell + 2] as number];
}
