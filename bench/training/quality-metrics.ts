type Metric = (target: readonly number[], predicted: readonly (number | number[])[]) => number;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const ofClass = (p: number | number[], k: number): number => (p as number[])[k] as number;

export const METRICS: Readonly<Record<string, { readonly of: Metric; readonly numbers: boolean }>> = {
  accuracy: {
    numbers: false,
    of: (target, predicted) =>
      mean(predicted.map((p, row) => ((p as number[]).indexOf(Math.max(...(p as number[]))) === target[row] ? 1 : 0))),
  },
  "log loss": {
    numbers: false,
    of: (target, predicted) => mean(predicted.map((p, row) => -Math.log(Math.max(1e-15, ofClass(p, target[row] as number))))),
  },
  "Brier score": {
    numbers: false,
    of: (target, predicted) =>
      mean(predicted.map((p, row) => (p as number[]).reduce((sum, share, k) => sum + (share - (target[row] === k ? 1 : 0)) ** 2, 0))),
  },
  RMSE: {
    numbers: true,
    of: (target, predicted) => Math.sqrt(mean(predicted.map((p, row) => ((p as number) - (target[row] as number)) ** 2))),
  },
};

/** Scores of ours and of the peer's on the same folds. */
export interface Paired {
  readonly ours: number;
  readonly peer: number;
  readonly difference: number;
  /** Difference as a percentage of the peer's. */
  readonly relative: number;
  /** Ends of the difference's interval, level 95%. */
  readonly low: number;
  readonly high: number;
}

/** Means over folds and the interval of their difference, which allows for folds of one set sharing rows (Nadeau and Bengio, 2003). */
export function paired(ours: readonly number[], peer: readonly number[]): Paired {
  const differences = ours.map((value, fold) => value - (peer[fold] as number));
  const centre = mean(differences);
  const spread = Math.sqrt(differences.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (differences.length - 1));
  const half = 2.064 * spread * Math.sqrt(1 / differences.length + 1 / 4);
  const relative = (100 * centre) / Math.abs(mean(peer));
  return { ours: mean(ours), peer: mean(peer), difference: centre, relative, low: centre - half, high: centre + half };
}
