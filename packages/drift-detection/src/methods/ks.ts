import { kolmogorovSurvival } from "./kolmogorov.ts";
import type { DriftMethod, NumberPair } from "./method.ts";
import { smirnovExact } from "./smirnov.ts";

/** Largest n·m whose p-value is exact. */
export const EXACT_UP_TO = 4e6;

/**
 * Two-sample Kolmogorov–Smirnov test of two ascending samples: `D = sup |F₁(x) − F₂(x)|`, where it is reached, and the two-sided p-value:
 * exact for n·m ≤ 4,000,000, else Kolmogorov's distribution with nm/(n + m) values.
 * @see scipy.stats.ks_2samp
 * @example ksTwoSample(Float64Array.of(1, 2), Float64Array.of(3, 4)).statistic // => 1
 */
export function ksTwoSample(a: Float64Array, b: Float64Array, exactUpTo = EXACT_UP_TO) {
  const n = a.length;
  const m = b.length;
  let largest = 0;
  const at = { value: a[0] as number, below: 0, belowCurrent: 0 };
  for (let i = 0, j = 0; i < n && j < m; ) {
    const x = Math.min(a[i] as number, b[j] as number);
    while (i < n && (a[i] as number) === x) i++;
    while (j < m && (b[j] as number) === x) j++;
    const distance = Math.abs(i * m - j * n);
    if (distance > largest) {
      largest = distance;
      at.value = x;
      at.below = i / n;
      at.belowCurrent = j / m;
    }
  }
  const statistic = largest / (n * m);
  const pValue = n * m <= exactUpTo ? smirnovExact(n, m, largest) : kolmogorovSurvival(Math.round((n / (n + m)) * m), statistic);
  return { statistic, pValue, at };
}

/** Kolmogorov–Smirnov: the effect is D. */
export const ks: DriftMethod = {
  name: "ks",
  kinds: ["numeric"],
  effectMeasure: "ks_distance",
  compare(pair) {
    const { reference, current } = pair as NumberPair;
    const { statistic, pValue, at } = ksTwoSample(reference, current);
    const value = Number.isFinite(at.value) ? at.value : String(at.value);
    return { statistic, pValue, effect: statistic, evidence: { at: value, referenceAtMost: at.below, currentAtMost: at.belowCurrent } };
  },
};
