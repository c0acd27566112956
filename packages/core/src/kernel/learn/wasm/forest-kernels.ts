/** The inner loops of random forests over one block of memory, as forest.as says. Places are byte addresses. Two implementations give the same bits. */
export interface ForestKernels {
  readonly name: "wasm" | "js";
  binValues(
    values: number,
    count: number,
    borders: number,
    missing: number,
    bins: number,
    stride: number,
    lows: number,
    highs: number,
  ): void;
  searchNode(task: number, begin: number, end: number, mayPart: number): void;
  partNode(task: number, begin: number, end: number, feature: number, bin: number, missingLeft: number): number;
}

/** Prediction by leaves that hold vectors, in WebAssembly alone. */
export interface VectorKernels {
  walkVectors(roots: number, trees: number, outputs: number, codes: number, count: number, scores: number, scoreBytes: number): void;
}

/** What the kernels know of one share of a training: a 32-bit integer each at `task`. */
export const WORD = {
  /** Bins of the rows, a byte for each feature: rows are `STRIDE` bytes apart. */
  ROWS: 0,
  STRIDE: 1,
  /** By feature: number of bins, missing values' included, and 1 where training rows miss it. */
  INFO: 2,
  /** The features in an order that draws change. */
  FEATURES: 3,
  FEATURE_COUNT: 4,
  /** Features that a node draws. */
  WANTED: 5,
  ORDER: 6,
  PAYLOAD: 7,
  /** Histogram, marks of bins that hold rows, rows by bin: all zero between nodes. */
  CELLS: 8,
  SEEN: 9,
  COUNTS: 10,
  /** Classes, 0 for numbers. */
  CLASSES: 11,
  MIN_LEAF: 12,
  /** State of the generator, four words. */
  RANDOM: 13,
  /** Least and largest training value of each bin, 256 doubles by feature. */
  LOWS: 14,
  HIGHS: 15,
  OUT: 16,
  /** 1 where one threshold by feature is drawn, 0 where all are tried. */
  DRAWN: 17,
  /** Sums of the node, then of its left side. */
  SUMS: 18,
  OTHER_ORDER: 19,
  OTHER_PAYLOAD: 20,
  BINS: 21,
  /** Where thresholds are drawn: the values in 32 bits, feature by feature, `VALUE_BYTES` apart. */
  VALUES: 22,
  VALUE_BYTES: 23,
} as const;
export const TASK_WORDS = 24;
