import { type NumberSummary, type Ranks, SummaryBuilder } from "./summary.ts";

/** Both samples as ascending distinct values with how often each occurs. */
export interface Runs {
  readonly values: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Two ascending samples as runs. @example runsOf(Float64Array.of(1, 1), Float64Array.of(2)).reference // => Float64Array.of(2, 0) */
export function runsOf(reference: Float64Array, current: Float64Array): Runs {
  const most = reference.length + current.length;
  const runs = { values: new Float64Array(most), reference: new Float64Array(most), current: new Float64Array(most) };
  let size = 0;
  for (let i = 0, j = 0; i < reference.length || j < current.length; size++) {
    const x = Math.min(reference[i] ?? Number.POSITIVE_INFINITY, current[j] ?? Number.POSITIVE_INFINITY);
    const [fromI, fromJ] = [i, j];
    while (i < reference.length && reference[i] === x) i++;
    while (j < current.length && current[j] === x) j++;
    runs.values[size] = x;
    runs.reference[size] = i - fromI;
    runs.current[size] = j - fromJ;
  }
  return { values: runs.values.subarray(0, size), reference: runs.reference.subarray(0, size), current: runs.current.subarray(0, size) };
}

/** The summary of samples whose distinct values are known; the distance is in `unit`s, so that it neither overflows nor vanishes. */
export function summarizeRuns(runs: Runs, n: number, m: number, ranks: Ranks, unit = 1): NumberSummary {
  const builder = new SummaryBuilder(n, m, ranks);
  const { values, reference, current } = runs;
  let i = 0;
  let j = 0;
  let wasserstein = 0;
  for (let k = 0; k < values.length; k++) {
    if (k > 0) wasserstein += Math.abs(i / n - j / m) * ((values[k] as number) / unit - (values[k - 1] as number) / unit);
    i += reference[k] as number;
    j += current[k] as number;
    builder.visit(values[k] as number, i, j);
  }
  return builder.summary(wasserstein);
}
