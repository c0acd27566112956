import type { BinnedMatrix } from "./binned-matrix.ts";
import { CELL } from "./histogram.ts";

/** The best way to part a node: rows whose bin is at most `bin` go left, missing values where `missingLeft` says. */
export interface Split {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly leftGradient: number;
  readonly leftHessian: number;
  readonly leftCount: number;
}

/** What a node holds. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

export interface SplitLimits {
  readonly minSamplesLeaf: number;
  readonly l2: number;
  readonly minGain: number;
}

/** Least sum of hessians in a leaf. */
const MIN_HESSIAN = 1e-3;
/** Gains below this share of the node's own term are rounding noise. */
const NOISE = 1e-12;

/**
 * The split with the largest gain `GL²/(HL+λ) + GR²/(HR+λ) − G²/(H+λ)` over `features`, or null when none exceeds the limits.
 * Where a feature had missing values in training, both directions for them are tried; otherwise they go with the larger child.
 * Equal gains: the first feature and lowest border win.
 */
export function findSplit(
  binned: BinnedMatrix,
  histogram: Float64Array,
  node: NodeSums,
  features: Int32Array,
  limits: SplitLimits,
): Split | null {
  const { gradient: G, hessian: H, count: N } = node;
  const { minSamplesLeaf, l2 } = limits;
  const own = (G * G) / (H + l2);
  let best = Math.max(limits.minGain, NOISE * own);
  let feature = -1;
  let bin = 0;
  let missingLeft = false;
  let leftGradient = 0;
  let leftHessian = 0;
  let leftCount = 0;
  for (let at = 0; at < features.length; at++) {
    const f = features[at] as number;
    const first = (binned.start[f] as number) * CELL;
    const bins = binned.valueBins[f] as number;
    const hasMissing = binned.hasMissing[f] === 1;
    const directions = hasMissing ? 2 : 1;
    for (let direction = 0; direction < directions; direction++) {
      const left = direction === 1;
      const missing = first + bins * CELL;
      let g = left ? (histogram[missing] as number) : 0;
      let h = left ? (histogram[missing + 1] as number) : 0;
      let n = left ? (histogram[missing + 2] as number) : 0;
      // with missing values on the right, all values may go left
      const last = hasMissing && !left ? bins : bins - 1;
      for (let b = 0, cell = first; b < last; b++, cell += CELL) {
        g += histogram[cell] as number;
        h += histogram[cell + 1] as number;
        n += histogram[cell + 2] as number;
        if (n < minSamplesLeaf || h < MIN_HESSIAN) continue;
        const hr = H - h;
        if (N - n < minSamplesLeaf || hr < MIN_HESSIAN) break;
        const gr = G - g;
        const gain = (g * g) / (h + l2) + (gr * gr) / (hr + l2) - own;
        if (gain > best) {
          best = gain;
          feature = f;
          bin = b;
          missingLeft = left;
          leftGradient = g;
          leftHessian = h;
          leftCount = n;
        }
      }
    }
  }
  if (feature < 0) return null;
  if (binned.hasMissing[feature] === 0) missingLeft = leftCount > N - leftCount;
  return { gain: best, feature, bin, missingLeft, leftGradient, leftHessian, leftCount };
}
