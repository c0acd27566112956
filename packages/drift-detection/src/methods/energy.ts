import type { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";
import { nullIntegral } from "./null-integral.ts";
import { permutationPValue } from "./permutation.ts";

/** `∫ (F₁ − F₂)²` and the mean distance between a value of one sample and one of the other, both in `unit`s. */
function integrals(reference: Float64Array, current: Float64Array, unit: number): { squared: number; between: number } {
  const n = reference.length;
  const m = current.length;
  let [squared, between, last] = [0, 0, 0];
  for (let i = 0, j = 0; i < n || j < m; ) {
    const x = i < n && (j >= m || (reference[i] as number) <= (current[j] as number)) ? (reference[i] as number) : (current[j] as number);
    if (i + j > 0) {
      const width = x / unit - last;
      const [f, g] = [i / n, j / m];
      squared += (f - g) ** 2 * width;
      between += (f * (1 - g) + g * (1 - f)) * width;
    }
    while (i < n && reference[i] === x) i++;
    while (j < m && current[j] === x) j++;
    last = x / unit;
  }
  return { squared, between };
}

/**
 * Energy distance `√(2 ∫ (F₁ − F₂)²)` of two ascending samples.
 * @see Székely (2002); scipy.stats.energy_distance
 * @example energyDistance(Float64Array.of(0), Float64Array.of(2)) // => 2
 */
export function energyDistance(reference: Float64Array, current: Float64Array): number {
  return Math.sqrt(2 * integrals(reference, current, 1).squared);
}

/** Energy distance; the effect is the root of the energy coefficient, 1 for samples that are each constant and different. */
export const energy: DriftMethod = {
  name: "energy",
  kinds: ["numeric"],
  effectMeasure: "root_energy_coefficient",
  calibration: ["permutation"],
  compare(pair, random) {
    const numbers = pair as NumberPair;
    if (numbers.n === 0 || numbers.m === 0) return { statistic: 0, pValue: 1, effect: 0 };
    const { squared, between } = integrals(...numbers.sorted, numbers.unit);
    if (between === 0) return { statistic: 0, pValue: 1, effect: 0 };
    const pValue = permutationPValue(
      squared,
      nullIntegral(numbers, (gap) => gap * gap, random),
    );
    const statistic = Math.min(Math.sqrt(2 * squared) * Math.sqrt(numbers.unit), Number.MAX_VALUE);
    return { statistic, pValue, effect: Math.min(1, Math.sqrt(squared / between)) };
  },
};
