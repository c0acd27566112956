import { invalid } from "../tensor-value.ts";

/** A tree ensemble's nodes and leaf weights as an ONNX file lists them, one entry per node or weight. */
export interface ForestLists {
  readonly op: string;
  readonly treeIds: readonly number[];
  readonly nodeIds: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly thresholds: readonly number[];
  readonly yes: readonly number[];
  readonly no: readonly number[];
  /** 1 where a missing value takes the `yes` branch; empty: nowhere. */
  readonly missingYes: readonly number[];
  readonly weightTrees: readonly number[];
  readonly weightNodes: readonly number[];
  readonly weightTargets: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Trees in flat arrays. Every decision is `x <= threshold`: yes goes to the next node, no to `no[node]`; `feature` is -1 at a leaf.
 * The other modes are rewritten to it without loss: `x < t` is `x <= the number below t`, `>` and `>=` swap the branches,
 * and an equality is two decisions.
 */
export interface Forest {
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  readonly no: Int32Array;
  /** 1 where NaN takes the `yes` branch; null where no node has it. */
  readonly missingYes: Uint8Array | null;
  readonly roots: Int32Array;
  /** A leaf's weights are `targets` and `weights` from `weightStart[leaf]` to `weightStart[leaf + 1]`. */
  readonly weightStart: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
  /** One more than the largest feature that is read. */
  readonly width: number;
}

interface Building {
  readonly lists: ForestLists;
  readonly position: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly weightsOf: ReadonlyMap<number, readonly number[]>;
  readonly used: Uint8Array;
  readonly features: number[];
  readonly thresholds: number[];
  readonly no: number[];
  readonly missingYes: number[];
  readonly weightStart: number[];
  readonly targets: number[];
  readonly weights: number[];
}

export function buildForest(lists: ForestLists): Forest {
  const { op, treeIds, nodeIds } = lists;
  const count = nodeIds.length;
  const perNode = [treeIds, lists.features, lists.modes, lists.thresholds, lists.yes, lists.no];
  const perWeight = [lists.weightTrees, lists.weightNodes, lists.weightTargets];
  if (perNode.some((list) => list.length !== count) || perWeight.some((list) => list.length !== lists.weights.length)) {
    throw invalid(`${op}: its lists differ in length`);
  }
  const position = new Map<number, Map<number, number>>();
  const rootOf: number[] = [];
  for (let i = 0; i < count; i++) {
    const tree = treeIds[i] as number;
    let nodes = position.get(tree);
    if (nodes === undefined) {
      nodes = new Map();
      position.set(tree, nodes);
      rootOf.push(i);
    }
    if (nodes.has(nodeIds[i] as number)) throw invalid(`${op}: tree ${tree} has node ${nodeIds[i]} twice`);
    nodes.set(nodeIds[i] as number, i);
  }
  const weightsOf = new Map<number, number[]>();
  for (let i = 0; i < lists.weights.length; i++) {
    const node = position.get(lists.weightTrees[i] as number)?.get(lists.weightNodes[i] as number);
    if (node === undefined)
      throw invalid(`${op}: a weight of node ${lists.weightNodes[i]} in tree ${lists.weightTrees[i]}, which does not exist`);
    const own = weightsOf.get(node);
    if (own === undefined) weightsOf.set(node, [i]);
    else own.push(i);
  }
  const building: Building = {
    lists,
    position,
    weightsOf,
    used: new Uint8Array(count),
    features: [],
    thresholds: [],
    no: [],
    missingYes: [],
    weightStart: [],
    targets: [],
    weights: [],
  };
  const roots = rootOf.map((root) => addTree(building, root));
  building.weightStart.push(building.weights.length);
  return {
    features: Int32Array.from(building.features),
    thresholds: Float64Array.from(building.thresholds),
    no: Int32Array.from(building.no),
    missingYes: building.missingYes.includes(1) ? Uint8Array.from(building.missingYes) : null,
    roots: Int32Array.from(roots),
    weightStart: Int32Array.from(building.weightStart),
    targets: Int32Array.from(building.targets),
    weights: Float64Array.from(building.weights),
    width: building.features.reduce((width, feature) => Math.max(width, feature + 1), 0),
  };
}

interface Task {
  readonly node: number;
  /** The decision whose `no` branch this is; -1: it follows its parent. */
  readonly noOf: number;
  /** The second decision of an equality; `other` is where the unequal go. */
  readonly second?: { readonly same: number; readonly other: number; readonly nanSame: boolean };
}

/** Lays a tree out so that the `yes` branch follows its node. The stack is our own: a chain of thousands of nodes is a valid tree. */
function addTree(b: Building, root: number): number {
  const { op, modes, nodeIds, treeIds, yes, no } = b.lists;
  const first = b.features.length;
  const open: Task[] = [{ node: root, noOf: -1 }];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    const { node, noOf, second } = task;
    if (noOf >= 0) b.no[noOf] = b.features.length;
    const threshold = b.lists.thresholds[node] as number;
    if (second !== undefined) {
      const at = decide(b, node, threshold, second.nanSame);
      b.no[at] = second.other;
      open.push({ node: second.same, noOf: -1 });
      continue;
    }
    const mode = modes[node] as string;
    if (mode === "LEAF") {
      addLeaf(b, node);
      continue;
    }
    if (b.used[node] === 1) throw invalid(`${op}: node ${nodeIds[node]} of tree ${treeIds[node]} has two parents`);
    b.used[node] = 1;
    if (Number.isNaN(threshold)) throw invalid(`${op}: the threshold of node ${nodeIds[node]} is NaN`);
    const ifYes = child(b, node, yes[node] as number);
    const ifNo = child(b, node, no[node] as number);
    const missingYes = b.lists.missingYes[node] === 1;
    const strict = mode === "BRANCH_LT" || mode === "BRANCH_GTE";
    if (strict && threshold === Number.NEGATIVE_INFINITY) {
      // nothing is below it, and no number that a missing value could be taken for: the branches change places
      const [below, others, missingBelow] = mode === "BRANCH_LT" ? [ifYes, ifNo, missingYes] : [ifNo, ifYes, !missingYes];
      const at = decide(b, node, Number.POSITIVE_INFINITY, !missingBelow);
      open.push({ node: below, noOf: at }, { node: others, noOf: -1 });
    } else if (mode === "BRANCH_LEQ" || mode === "BRANCH_LT") {
      const at = decide(b, node, mode === "BRANCH_LEQ" ? threshold : below(threshold), missingYes);
      open.push({ node: ifNo, noOf: at }, { node: ifYes, noOf: -1 });
    } else if (mode === "BRANCH_GTE" || mode === "BRANCH_GT") {
      const at = decide(b, node, mode === "BRANCH_GT" ? threshold : below(threshold), !missingYes);
      open.push({ node: ifYes, noOf: at }, { node: ifNo, noOf: -1 });
    } else if (mode === "BRANCH_EQ" || mode === "BRANCH_NEQ") {
      const [same, other] = mode === "BRANCH_EQ" ? [ifYes, ifNo] : [ifNo, ifYes];
      // NaN equals nothing, so it is unequal unless the node says where missing values go.
      const nanSame = mode === "BRANCH_EQ" && missingYes;
      const at = decide(b, node, below(threshold), !nanSame);
      open.push({ node, noOf: at, second: { same, other: at + 1, nanSame } }, { node: other, noOf: -1 });
    } else throw invalid(`${op}: mode ${mode}`);
  }
  return first;
}

/** Adds `x[feature] <= limit` and returns its position. */
function decide(b: Building, node: number, limit: number, nanYes: boolean): number {
  const feature = b.lists.features[node] as number;
  if (!(Number.isInteger(feature) && feature >= 0)) throw invalid(`${b.lists.op}: feature ${feature}`);
  b.features.push(feature);
  b.thresholds.push(limit);
  b.missingYes.push(nanYes ? 1 : 0);
  b.weightStart.push(b.weights.length);
  return b.no.push(-1) - 1;
}

function child(b: Building, parent: number, id: number): number {
  const tree = b.lists.treeIds[parent] as number;
  const found = b.position.get(tree)?.get(id);
  if (found === undefined) throw invalid(`${b.lists.op}: tree ${tree} has no node ${id}`);
  return found;
}

function addLeaf(b: Building, node: number): void {
  b.features.push(-1);
  b.thresholds.push(0);
  b.missingYes.push(0);
  b.no.push(-1);
  b.weightStart.push(b.weights.length);
  for (const i of b.weightsOf.get(node) ?? []) {
    b.targets.push(b.lists.weightTargets[i] as number);
    b.weights.push(b.lists.weights[i] as number);
  }
}

const word = new Float64Array(1);
const bits = new BigInt64Array(word.buffer);

/**
 * The next double below `x`.
 * @example below(1) // => 1 - Number.EPSILON / 2
 */
export function below(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  if (!Number.isFinite(x)) return x === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : Number.NaN;
  word[0] = x;
  bits[0] = (bits[0] as bigint) + (x > 0 ? -1n : 1n);
  return word[0];
}
