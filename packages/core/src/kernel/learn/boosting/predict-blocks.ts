import type { PredictKernels } from "../wasm/kernels.ts";
import { releaseMachine, takeMachine } from "../wasm/machine.ts";
import type { Forest } from "./forest.ts";

/** Rows that are walked together: their codes stay in the first-level cache. */
const BLOCK = 256;
/** No code exceeds it. */
const HIGHEST = 0x7fffffff;
/** Bytes of a node. */
const NODE = 16;

/** Raw scores of many rows by the kernels in WebAssembly: the numbers of `ForestPredictor`, to the last bit. */
export function predictBlocks(
  forest: Forest,
  thresholds: readonly Float64Array[],
  columns: readonly Float64Array[],
  rows: number,
): Float64Array[] {
  const outputs = forest.base.length;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 16) * 16;
    return at;
  };
  const nodes = take(NODE * forest.feature.length);
  const values = take(8 * forest.feature.length);
  const roots = take(4 * forest.roots.length);
  const places = thresholds.map((known) => take(8 * known.length));
  const chunk = take(8 * BLOCK);
  const codes = take(8 * BLOCK * thresholds.length);
  const scores = take(8 * BLOCK * outputs);
  const machine = takeMachine(end, "wasm");
  const { rankValues, walkTrees } = machine.predict as PredictKernels;
  const doubles = (address: number, length: number): Float64Array => new Float64Array(machine.buffer, address, length);
  new Int32Array(machine.buffer, nodes, 4 * forest.feature.length).set(nodeWords(forest, thresholds, nodes));
  doubles(values, forest.value.length).set(forest.value);
  new Int32Array(machine.buffer, roots, forest.roots.length).set(forest.roots.map((root) => nodes + NODE * root));
  for (const [f, known] of thresholds.entries()) doubles(places[f] as number, known.length).set(known);
  // the last block is walked to a multiple of 8 rows: what stands behind its rows must be codes
  new Int32Array(machine.buffer, codes, 2 * BLOCK * thresholds.length).fill(0);

  const out = Array.from(forest.base, () => new Float64Array(rows));
  const own = Array.from(forest.base, (_, output) => doubles(scores + 8 * BLOCK * output, BLOCK));
  const given = doubles(chunk, BLOCK);
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const count = Math.min(BLOCK, rows - begin);
    for (const [f, known] of thresholds.entries()) {
      if (known.length === 0) continue;
      given.set((columns[f] as Float64Array).subarray(begin, begin + count));
      const low = codes + 8 * BLOCK * f;
      rankValues(chunk, count, places[f] as number, known.length, low, low + 4 * BLOCK);
    }
    for (const [output, sums] of own.entries()) sums.fill(forest.base[output] as number);
    walkTrees(nodes, values, roots, forest.roots.length, outputs, codes, count, scores, 8 * BLOCK);
    for (const [output, sums] of own.entries()) (out[output] as Float64Array).set(sums.subarray(0, count), begin);
  }
  releaseMachine(machine);
  return out;
}

/** The nodes as the kernel reads them. */
function nodeWords(forest: Forest, thresholds: readonly Float64Array[], first: number): Int32Array {
  const ranks = thresholds.map((known) => new Map(Array.from(known, (threshold, rank) => [threshold, rank])));
  const words = new Int32Array(4 * forest.feature.length);
  for (let node = 0; node < forest.feature.length; node++) {
    const f = forest.feature[node] as number;
    const leaf = f < 0;
    words[4 * node] = leaf ? 0 : 8 * BLOCK * f + (forest.missingLeft[node] === 1 ? 0 : 4 * BLOCK);
    words[4 * node + 1] = leaf ? HIGHEST : (ranks[f]?.get(forest.value[node] as number) as number);
    words[4 * node + 2] = first + NODE * (leaf ? node : (forest.left[node] as number));
  }
  return words;
}
