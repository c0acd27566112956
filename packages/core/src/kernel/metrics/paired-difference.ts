import { ConfigError } from "@mlops/models/errors";
import { quantileOfSorted } from "../stats/quantile.ts";
import { Random } from "../stats/random.ts";
import type { Difference } from "./auc.ts";
import { checkLevel } from "./evaluated-rows.ts";

export interface PairedOptions {
  /** Default 500. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default 0. */
  readonly seed?: number;
  readonly level?: number;
}

/**
 * The difference of any statistic between two models on the same rows, with a paired percentile bootstrap: both models see the same resampled rows.
 * @param n - rows
 * @param difference - first minus second on the given row numbers (which repeat), null where undefined; resamples where it is null are left out
 * @throws ConfigError `PARAMETER_INVALID` for fewer than 10 resamples
 * @example pairedDifference(3, () => 0.5).interval // => [0.5, 0.5]
 */
export function pairedDifference(n: number, difference: (rows: Uint32Array) => number | null, options: PairedOptions = {}): Difference {
  const { resamples = 500, seed = 0 } = options;
  const level = checkLevel(options.level);
  if (!(Number.isInteger(resamples) && resamples >= 10)) {
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "resamples", detail: `${resamples} is not a whole number from 10 on` });
  }
  const rows = new Uint32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  const value = n === 0 ? null : difference(rows);
  const base = { value, n, method: "bootstrap" } as const;
  if (value === null) return { ...base, interval: null, pValue: null, reason: n === 0 ? "there are no rows" : "undefined on these rows" };
  const random = new Random(seed);
  const drawn: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < n; i++) rows[i] = random.int(n);
    const one = difference(rows);
    if (one !== null) drawn.push(one);
  }
  if (drawn.length < resamples / 2) return { ...base, interval: null, pValue: null, reason: "undefined on most resamples" };
  const sorted = Float64Array.from(drawn).sort();
  const below = drawn.filter((d) => d <= 0).length;
  const above = drawn.filter((d) => d >= 0).length;
  const pValue = Math.min(1, (2 * (Math.min(below, above) + 1)) / (drawn.length + 1));
  const tail = (1 - level) / 2;
  return { ...base, interval: [quantileOfSorted(sorted, tail) as number, quantileOfSorted(sorted, 1 - tail) as number], pValue };
}
