/** The inner loops of k-means over one block of memory. Places are byte addresses; two implementations give the same bits: each sum has one order. */
export interface KMeansKernels {
  pack(columns: number, apart: number, width: number, count: number, means: number, rows: number, stride: number): void;
  doubtful(
    begin: number,
    end: number,
    labels: number,
    upper: number,
    lower: number,
    moves: number,
    drops: number,
    halves: number,
    list: number,
  ): number;
  assign(
    rows: number,
    stride: number,
    width: number,
    list: number,
    count: number,
    centres: number,
    norms: number,
    groups: number,
    labels: number,
    squares: number,
    upper: number,
    lower: number,
    slack: number,
    most: number,
    changes: number,
  ): number;
  move(rows: number, stride: number, changes: number, count: number, labels: number, sums: number, totals: number): void;
  accumulate(rows: number, stride: number, count: number, labels: number, weights: number, sums: number, totals: number): void;
  distances(rows: number, stride: number, count: number, labels: number, centres: number, out: number): void;
}
