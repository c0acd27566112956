import type { OpenKernels } from "./machine.ts";

/**
 * The inner loops of linear models over blocks of rows in one memory; see blocks.as for the layout of a block. Places are byte addresses, rows
 * are counted in pairs. Two implementations give the same bits.
 */
export interface BlockKernels {
  pack(raw: number, stride: number, pairs: number, shifts: number, scales: number, into: number): void;
  weigh(block: number, group: number, groups: number, pairs: number, weights: number, into: number): void;
  gram(left: number, right: number, group: number, groups: number, pairs: number, out: number): void;
  scores(block: number, group: number, groups: number, pairs: number, factors: number, out: number): void;
  products(block: number, group: number, groups: number, pairs: number, vector: number, out: number): void;
  logistic(odds: number, targets: number, weights: number, pairs: number, first: number, second: number): number;
  poisson(logs: number, targets: number, weights: number, pairs: number, first: number, second: number): number;
  softmax(scores: number, stride: number, outputs: number, pairs: number, codes: number, sums: number, excess: number): void;
  residual(probabilities: number, codes: number, k: number, weights: number, pairs: number, out: number): void;
  curvature(p: number, q: number, same: number, weights: number, pairs: number, out: number): void;
}

/** Kernels and the memory they work on. */
export type BlockMachine = OpenKernels<BlockKernels>;
