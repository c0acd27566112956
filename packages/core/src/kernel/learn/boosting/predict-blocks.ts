import { vectorKernels } from "../wasm/forest-machine.ts";
import type { PredictKernels } from "../wasm/kernels.ts";
import { releaseMachine, takeMachine } from "../wasm/machine.ts";
import type { Forest } from "./forest.ts";

/** Rows that are walked together: their codes stay in the first-level cache, but deep trees are read from farther away once a block. */
const BLOCK = 256;
const DEEP_BLOCK = 2048;
/** Nodes of a tree that no longer stay in the second-level cache with others. */
const DEEP_NODES = 4096;
/** No code exceeds it. */
const HIGHEST = 0x7fffffff;
/** Bytes of a node. */
const NODE = 16;

/** Raw scores of many rows by the kernels in WebAssembly: the numbers of `ForestPredictor`, to the last bit. */
export function predictBlocks(
  forest: Forest,
  thresholds: readonly Float64Array[],
  ranks: Int32Array,
  columns: readonly Float64Array[],
  rows: number,
): Float64Array[] {
  const { vectors } = forest;
  const outputs = forest.base.length;
  const block = forest.feature.length > DEEP_NODES * forest.roots.length ? DEEP_BLOCK : BLOCK;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 16) * 16;
    return at;
  };
  const nodes = take(NODE * forest.feature.length);
  const values = take(8 * (vectors ?? forest.value).length);
  const roots = take(4 * forest.roots.length);
  const places = thresholds.map((known) => take(8 * known.length));
  const chunk = take(8 * block);
  const codes = take(8 * block * thresholds.length);
  const scores = take(8 * block * outputs);
  const machine = takeMachine(end, "wasm");
  const { rankValues, walkTrees } = machine.predict as PredictKernels;
  const doubles = (address: number, length: number): Float64Array => new Float64Array(machine.buffer, address, length);
  new Int32Array(machine.buffer, nodes, 4 * forest.feature.length).set(nodeWords(forest, ranks, nodes, values, block));
  doubles(values, (vectors ?? forest.value).length).set(vectors ?? forest.value);
  new Int32Array(machine.buffer, roots, forest.roots.length).set(forest.roots.map((root) => nodes + NODE * root));
  for (const [f, known] of thresholds.entries()) doubles(places[f] as number, known.length).set(known);
  // the last block is walked to a multiple of 8 rows: what stands behind its rows must be codes
  new Int32Array(machine.buffer, codes, 2 * block * thresholds.length).fill(0);

  const out = Array.from(forest.base, () => new Float64Array(rows));
  const sums = doubles(scores, block * outputs);
  const byVector = vectors === null ? null : vectorKernels(machine);
  const given = doubles(chunk, block);
  for (let begin = 0; begin < rows; begin += block) {
    const count = Math.min(block, rows - begin);
    for (const [f, known] of thresholds.entries()) {
      if (known.length === 0) continue;
      given.set((columns[f] as Float64Array).subarray(begin, begin + count));
      const low = codes + 8 * block * f;
      rankValues(chunk, count, places[f] as number, known.length, low, low + 4 * block);
    }
    for (let output = 0; output < outputs; output++) sums.fill(forest.base[output] as number, output * block, (output + 1) * block);
    if (byVector === null) walkTrees(nodes, values, roots, forest.roots.length, outputs, codes, count, scores, 8 * block);
    else byVector.walkVectors(roots, forest.roots.length, outputs, codes, count, scores, 8 * block);
    for (const [output, scored] of out.entries()) scored.set(sums.subarray(output * block, output * block + count), begin);
  }
  releaseMachine(machine);
  return out;
}

/** The nodes as the kernels read them, from address `first` on; the spare word of a leaf is the address of its vector. */
function nodeWords(forest: Forest, ranks: Int32Array, first: number, values: number, block: number): Int32Array {
  const { feature, left, missingLeft, value, vectors, base } = forest;
  const words = new Int32Array(4 * feature.length);
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node] as number;
    const leaf = f < 0;
    words[4 * node] = leaf ? 0 : 8 * block * f + (missingLeft[node] === 1 ? 0 : 4 * block);
    words[4 * node + 1] = leaf ? HIGHEST : (ranks[node] as number);
    words[4 * node + 2] = first + NODE * (leaf ? node : (left[node] as number));
    if (leaf && vectors !== null) words[4 * node + 3] = values + 8 * base.length * (value[node] as number);
  }
  return words;
}
