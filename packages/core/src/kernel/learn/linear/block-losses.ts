import type { RowBlocks } from "./row-blocks.ts";

/** What is to be explained: log-odds of 1 rather than 0, the log of a mean count, or the class among several. */
export type LossTarget =
  | { readonly kind: "logistic" | "poisson"; readonly values: Float64Array | Int32Array }
  | { readonly kind: "softmax"; readonly codes: Int32Array; readonly classes: number };

/** Places of the arrays with a double per row of a block. */
const WEIGHTS = 0;
const TARGET = 1;
const FIRST = 2;
const SECOND = 3;
const SCORES = 4;

/** Raw scores of a row: one, or one per class. */
export function outputsOf(target: LossTarget): number {
  return target.kind === "softmax" ? target.classes : 1;
}

/** Arrays that a loss needs in the memory of its blocks. */
export function vectorsOf(target: LossTarget): number {
  return SCORES + outputsOf(target);
}

/** Squares of second derivatives: one for each two outputs. */
export function squaresOf(target: LossTarget): number {
  const outputs = outputsOf(target);
  return (outputs * (outputs + 1)) / 2;
}

/** Puts weights and targets of a block of rows beside it. A row that fills up the last pair weighs nothing. */
export function fillBlock(blocks: RowBlocks, target: LossTarget, weights: Float64Array | undefined, begin: number, count: number): void {
  const own = blocks.vector(WEIGHTS);
  if (weights !== undefined) blocks.fill(own, weights, begin, count);
  else
    blocks
      .view(own, count + 1)
      .fill(1, 0, count)
      .fill(0, count);
  const place = blocks.vector(TARGET);
  if (target.kind !== "softmax") blocks.fill(place, target.values, begin, count);
  else {
    blocks.u32.set(target.codes.subarray(begin, begin + count), place >>> 2);
    blocks.u32[(place >>> 2) + count] = 0;
  }
}

/**
 * The weighted loss of a block whose factors are in `sums(k)`. Adds the first derivatives by the parameters of output k to `sums(outputs + k)`
 * and, when `curved`, the second derivatives by two outputs to the square of both.
 */
export function addBlock(blocks: RowBlocks, target: LossTarget, pairs: number, curved: boolean): number {
  const { kernels, block, group, groups, weighted } = blocks;
  const at = (vector: number): number => blocks.vector(vector);
  const outputs = outputsOf(target);
  for (let k = 0; k < outputs; k++) kernels.scores(block, group, groups, pairs, blocks.sums(k), at(SCORES + k));
  const addCurvature = (square: number): void => {
    kernels.weigh(block, group, groups, pairs, at(SECOND), weighted);
    kernels.gram(weighted, block, group, groups, pairs, blocks.square(square));
  };
  if (target.kind !== "softmax") {
    const loss = kernels[target.kind](at(SCORES), at(TARGET), at(WEIGHTS), pairs, at(FIRST), at(SECOND));
    kernels.products(block, group, groups, pairs, at(FIRST), blocks.sums(1));
    if (curved) addCurvature(0);
    return loss;
  }
  const loss = crossEntropy(blocks, outputs, pairs);
  for (let k = 0, square = 0; k < outputs; k++) {
    const own = at(SCORES + k);
    kernels.residual(own, at(TARGET), k, at(WEIGHTS), pairs, at(FIRST));
    kernels.products(block, group, groups, pairs, at(FIRST), blocks.sums(outputs + k));
    for (let l = 0; curved && l <= k; l++, square++) {
      kernels.curvature(own, at(SCORES + l), k === l ? 1 : 0, at(WEIGHTS), pairs, at(SECOND));
      addCurvature(square);
    }
  }
  return loss;
}

/** Scores to probabilities; answers the weighted sum of `log Σ e^(score - largest) + largest - own`. */
function crossEntropy(blocks: RowBlocks, outputs: number, pairs: number): number {
  const { f64, kernels } = blocks;
  const [weights, codes, sums, excess, scores] = [WEIGHTS, TARGET, FIRST, SECOND, SCORES].map((at) => blocks.vector(at) >>> 3) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const stride = blocks.vector(1) - blocks.vector(0);
  kernels.softmax(8 * scores, stride, outputs, pairs, 8 * codes, 8 * sums, 8 * excess);
  let loss = 0;
  for (let row = 0; row < 2 * pairs; row++)
    loss += (f64[weights + row] as number) * (Math.log(f64[sums + row] as number) + (f64[excess + row] as number));
  return loss;
}
