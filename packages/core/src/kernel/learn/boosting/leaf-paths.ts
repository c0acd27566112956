import type { Forest } from "./forest.ts";

/** What a path to a leaf asks of one feature: all its decisions on it together. */
export interface Demand {
  readonly feature: number;
  /** A value passes when it is above `low` and at most `high`. */
  readonly low: number;
  readonly high: number;
  readonly missingPasses: boolean;
  /** Sets of levels the value must be in, and sets it must not be in. */
  readonly inside: readonly Float64Array[];
  readonly outside: readonly Float64Array[];
  /** Share of the training rows that pass, of those that reach each of the decisions. */
  readonly share: number;
}

/** A way from a root to a leaf. */
export interface LeafPath {
  readonly tree: number;
  /** What the leaf adds to each output that it speaks for. */
  readonly scores: readonly LeafScore[];
  readonly demands: readonly Demand[];
}

export interface LeafScore {
  readonly output: number;
  readonly value: number;
}

/** What leaf `node` of tree `tree` adds to the outputs. */
export function leafScores({ base, value, vectors }: Forest, tree: number, node: number): LeafScore[] {
  const own = value[node] as number;
  if (vectors === null) return [{ output: tree % base.length, value: own }];
  return Array.from(base, (_, output) => ({ output, value: vectors[own * base.length + output] as number }));
}

/** The paths to all leaves, features of a path in the order of their first decision. */
export function leafPaths(forest: Forest, cover: Float64Array): LeafPath[] {
  const paths: LeafPath[] = [];
  for (const [tree, root] of forest.roots.entries()) {
    const open: { node: number; demands: readonly Demand[] }[] = [{ node: root, demands: [] }];
    for (let task = open.pop(); task !== undefined; task = open.pop()) {
      const { node, demands } = task;
      if (forest.feature[node] === -1) {
        paths.push({ tree, scores: leafScores(forest, tree, node), demands });
        continue;
      }
      const left = forest.left[node] as number;
      for (const child of [left + 1, left]) {
        const share = (cover[child] as number) / (cover[node] as number);
        open.push({ node: child, demands: demanding(demands, forest, node, child === left, share) });
      }
    }
  }
  return paths;
}

function demanding(demands: readonly Demand[], forest: Forest, node: number, goesLeft: boolean, share: number): Demand[] {
  const feature = forest.feature[node] as number;
  const threshold = forest.value[node] as number;
  const levels = forest.levels?.[node] ?? null;
  const known = demands.find((demand) => demand.feature === feature);
  const before = known ?? {
    feature,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    missingPasses: true,
    inside: [],
    outside: [],
    share: 1,
  };
  const missingLeft = forest.missingLeft[node] === 1;
  const after: Demand = {
    feature,
    low: levels === null && !goesLeft ? Math.max(before.low, threshold) : before.low,
    high: levels === null && goesLeft ? Math.min(before.high, threshold) : before.high,
    missingPasses: before.missingPasses && missingLeft === goesLeft,
    inside: levels !== null && goesLeft ? [...before.inside, levels] : before.inside,
    outside: levels !== null && !goesLeft ? [...before.outside, levels] : before.outside,
    share: before.share * share,
  };
  return known === undefined ? [...demands, after] : demands.map((demand) => (demand === known ? after : demand));
}
