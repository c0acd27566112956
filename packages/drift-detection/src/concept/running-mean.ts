/** A mean that takes one value at a time, in the order of operations of River's `stats.Mean`. */
export interface RunningMean {
  readonly n: number;
  readonly mean: number;
}

export const NO_MEAN: RunningMean = Object.freeze({ n: 0, mean: 0 });

export function withValue({ n, mean }: RunningMean, value: number): RunningMean {
  return { n: n + 1, mean: mean + (1 / (n + 1)) * (value - mean) };
}
