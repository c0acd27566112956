import { TASK_WORDS } from "../wasm/forest-kernels.ts";

/** Rows whose values are binned at once. */
export const CHUNK_ROWS = 4096;
/** Doubles that a share answers with: nodes and leaves of its tree. */
export const RESULT = 2;

export interface ForestLayoutNeeds {
  readonly rows: number;
  readonly features: number;
  /** Classes whose shares the leaves hold, 0 for a number. */
  readonly classes: number;
  /** Rows that a tree draws. */
  readonly drawn: number;
  readonly bootstrap: boolean;
  readonly weighted: boolean;
  readonly maxDepth: number | null;
  readonly minSamplesLeaf: number;
  readonly minSamplesSplit: number;
  /** Features that a node draws. */
  readonly wanted: number;
  /** True where one threshold by feature is drawn. */
  readonly drawThresholds: boolean;
  readonly shares: number;
}

/** Byte addresses of everything the training of a forest keeps in its machine, and what each share must know; plain numbers, so that threads can be sent it. */
export interface ForestLayout extends ForestLayoutNeeds {
  readonly control: number;
  /** Four words for each share: the state that its next tree's generator starts from; all zero for no tree. */
  readonly seeds: number;
  /** RESULT doubles for each share. */
  readonly results: number;
  readonly info: number;
  readonly borders: number;
  readonly chunk: number;
  readonly lows: number;
  readonly highs: number;
  /** A row of bins after the other, `stride` bytes each: a node's rows stay in the first-level cache for all features that it looks at. */
  readonly binned: number;
  readonly stride: number;
  /** Where thresholds are drawn: the values in 32 bits, feature by feature. */
  readonly values: number;
  /** Numbers as doubles, or classes as 32-bit integers. */
  readonly target: number;
  /** Weights of the rows, running sums where rows are drawn by them; 0 without weights. */
  readonly weights: number;
  /** What one share works in begins here, and takes `shareBytes`; addresses below are within it. */
  readonly own: number;
  readonly shareBytes: number;
  readonly task: number;
  readonly random: number;
  readonly out: number;
  readonly list: number;
  readonly cells: number;
  readonly seen: number;
  readonly counts: number;
  readonly sums: number;
  readonly order: number;
  readonly otherOrder: number;
  readonly payload: number;
  readonly otherPayload: number;
  readonly bins: number;
  /** Nodes of the tree: feature or -1, left child or number of the leaf, 1 where missing values go left; threshold, gain and weight. */
  readonly nodeFeature: number;
  readonly nodeLeft: number;
  readonly nodeMissing: number;
  readonly nodeCut: number;
  readonly nodeGain: number;
  readonly nodeRows: number;
  readonly leafValues: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly bytes: number;
}

export function forestLayout(needs: ForestLayoutNeeds): ForestLayout {
  const { rows, features, classes, drawn, shares } = needs;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const stride = Math.ceil(features / 8) * 8;
  const byDepth = needs.maxDepth === null || needs.maxDepth > 30 ? Number.POSITIVE_INFINITY : 2 ** needs.maxDepth;
  const leaves = Math.max(1, Math.min(byDepth, Math.floor(drawn / needs.minSamplesLeaf)));
  const nodes = 2 * leaves - 1;
  const outputs = Math.max(1, classes);
  const shared = {
    control: take(64),
    seeds: take(16 * shares),
    results: take(8 * RESULT * shares),
    info: take(8 * features),
    borders: take(2048),
    chunk: take(8 * CHUNK_ROWS),
    lows: take(2048 * features),
    highs: take(2048 * features),
    binned: take(stride * rows),
    stride,
    values: needs.drawThresholds ? take(4 * rows * features) : 0,
    target: take((classes === 0 ? 8 : 4) * rows),
    weights: needs.weighted ? take(8 * rows) : 0,
    own: end,
  };
  end = 0;
  const own = {
    task: take(4 * TASK_WORDS),
    random: take(16),
    out: take(8 * 5),
    list: take(4 * features),
    cells: take(8 * 256 * Math.max(2, classes)),
    seen: take(264),
    counts: take(4 * 256),
    sums: take(8 * 2 * Math.max(2, classes)),
    order: take(4 * drawn),
    otherOrder: take(4 * drawn),
    payload: take(16 * drawn),
    otherPayload: take(16 * drawn),
    bins: take(needs.drawThresholds ? drawn : 0),
    nodeFeature: take(4 * nodes),
    nodeLeft: take(4 * nodes),
    nodeMissing: take(nodes),
    nodeCut: take(8 * nodes),
    nodeGain: take(8 * nodes),
    nodeRows: take(8 * nodes),
    leafValues: take(8 * outputs * leaves),
    nodes,
    leaves,
  };
  return { ...needs, ...shared, ...own, shareBytes: end, bytes: shared.own + shares * end };
}
