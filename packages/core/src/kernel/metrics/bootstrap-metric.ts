import { ConfigError } from "@mlops/models/errors";
import { quantileOfSorted } from "../stats/quantile.ts";
import { Random } from "../stats/random.ts";
import { checkLevel } from "./evaluated-rows.ts";
import { type Metric, undefinedMetric } from "./metric.ts";

export interface BootstrapOptions {
  /** Default 200. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default 0. */
  readonly seed?: number;
  /** Confidence of the interval. Default 0.95. */
  readonly level?: number;
}

/**
 * A metric with a seeded percentile bootstrap of its rows.
 * @param n - rows
 * @param statistic - its value on the given row numbers (which repeat in resamples), null where undefined; resamples where it is null are left out
 * @throws ConfigError `PARAMETER_INVALID` for fewer than 10 resamples
 * @example bootstrapMetric(3, (rows) => rows.length).interval // => [3, 3]
 */
export function bootstrapMetric(n: number, statistic: (rows: Uint32Array) => number | null, options: BootstrapOptions = {}): Metric {
  const { resamples = 200, seed = 0 } = options;
  const level = checkLevel(options.level);
  if (!(Number.isInteger(resamples) && resamples >= 10)) {
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "resamples", detail: `${resamples} is not a whole number from 10 on` });
  }
  const rows = new Uint32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  const value = n === 0 ? null : statistic(rows);
  if (value === null) return undefinedMetric(n, "bootstrap", n === 0 ? "there are no rows" : "undefined on these rows");
  const base = { value, n, method: "bootstrap" } as const;
  const random = new Random(seed);
  const drawn: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < n; i++) rows[i] = random.int(n);
    const one = statistic(rows);
    if (one !== null) drawn.push(one);
  }
  if (drawn.length < resamples / 2) return { ...base, interval: null, reason: "undefined on most resamples" };
  const sorted = Float64Array.from(drawn).sort();
  const tail = (1 - level) / 2;
  return { ...base, interval: [quantileOfSorted(sorted, tail) as number, quantileOfSorted(sorted, 1 - tail) as number] };
}
