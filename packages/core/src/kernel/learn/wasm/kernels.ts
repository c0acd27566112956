/**
 * The inner loops of boosting over one block of memory. Places are byte addresses into `buffer`. Two implementations give the same bits: sums
 * are sums of integers, which no order changes, and the exponential is our own.
 */
export interface Kernels {
  readonly name: "wasm" | "js";
  /** Bytes of a histogram cell. */
  readonly cellBytes: number;
  addRows(
    bins: number,
    stride: number,
    wide: number,
    narrow: number,
    order: number,
    begin: number,
    end: number,
    gradients: number,
    histogram: number,
    bits: number,
  ): unknown;
  clear(histogram: number, list: number, from: number, to: number, info: number): void;
  combine(histogram: number, other: number, list: number, from: number, to: number, info: number, subtract: number): void;
  unpack(histogram: number, feature: number, info: number, bits: number, out: number): void;
  findSplit(
    histogram: number,
    list: number,
    from: number,
    to: number,
    info: number,
    bits: number,
    gradient: number,
    hessian: number,
    count: number,
    minRows: number,
    minHessian: number,
    l1: number,
    l2: number,
    floor: number,
    out: number,
  ): void;
  partition(column: number, stride: number, order: number, begin: number, end: number, goes: number, left: number, right: number): number;
  partitionAt(
    column: number,
    stride: number,
    order: number,
    begin: number,
    end: number,
    bin: number,
    missing: number,
    missingLeft: number,
    left: number,
    right: number,
  ): number;
  gather(bins: number, stride: number, begin: number, end: number, column: number): void;
  copyBytes(to: number, from: number, bytes: number): void;
  addToScores(scores: number, order: number, begin: number, end: number, value: number): void;
  fillBins(values: number, count: number, borders: number, missing: number, bins: number, stride: number): void;
  distinct(values: number, count: number, table: number, known: number, most: number): number;
  sortValues(values: number, count: number, scratch: number, counts: number): void;
  logLoss(
    scores: number,
    codes: number,
    weights: number,
    gradients: number,
    begin: number,
    end: number,
    gradientScale: number,
    hessianScale: number,
  ): void;
}

/** Histogram cells between the first cells of two neighbouring features: of many bins, and of few. */
export const WIDE = 256;
export const NARROW = 32;

/** Inner loops of prediction, in WebAssembly alone. */
export interface PredictKernels {
  rankValues(values: number, count: number, thresholds: number, known: number, low: number, high: number): void;
  walkTrees(
    nodes: number,
    values: number,
    roots: number,
    trees: number,
    outputs: number,
    codes: number,
    count: number,
    scores: number,
    scoreBytes: number,
  ): void;
}

/** Kernels and the memory they work on. */
export interface Machine {
  readonly kernels: Kernels;
  /** Null where the kernels are in TypeScript. */
  readonly predict: PredictKernels | null;
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}
