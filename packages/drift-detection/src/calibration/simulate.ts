import { betaQuantile, Random } from "@mlops/core/stats";
import { NumberPair } from "../kernel/number-pair.ts";
import { METHODS } from "../methods/choose-method.ts";
import type { CategoryPair, DriftMethod, Pair } from "../methods/method.ts";

/** What is drawn: numbers without ties, numbers of 20 values, or as many categories. */
export type Population = "normal" | "integers" | 2 | 3 | 5 | 20;

/** Sizes of the reference and of the current sample. */
export type Sizes = readonly [number, number];

/** How the current sample differs: numbers are moved by so many standard deviations, the first category gains that share. 0 is no drift. */
export type Shift = number;

/** A pair of samples; the first category has 1/(k + 1) of the rows more than a k-th, the others the same share each but for a little. */
export function drawPair(population: Population, [n, m]: Sizes, shift: Shift, random: Random): Pair {
  if (population === "normal" || population === "integers") {
    const draw = (moved: number): number =>
      population === "normal" ? random.normal() + moved : Math.floor(10 + 4 * (random.normal() + moved));
    const sample = (size: number, moved: number): Float64Array => Float64Array.from({ length: size }, () => draw(moved));
    return new NumberPair(sample(n, 0), sample(m, shift));
  }
  const weights = Array.from({ length: population }, (_, k) => 1 / (k + 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const moved = shares.map((share, k) => (k === 0 ? share + shift : share * (1 - shift / (1 - (shares[0] as number)))));
  const counts = (size: number, of: readonly number[]): Float64Array => {
    const found = new Float64Array(population);
    for (let i = 0; i < size; i++) {
      let k = 0;
      for (let u = random.uniform(); k < population - 1 && u >= (of[k] as number); k++) u -= of[k] as number;
      found[k] = (found[k] as number) + 1;
    }
    return found;
  };
  const pair: CategoryPair = {
    kind: "categorical",
    labels: Array.from({ length: population }, (_, k) => `c${k}`),
    reference: counts(n, shares),
    current: counts(m, moved),
  };
  return pair;
}

/** True where a method's p-value is always one of seeded draws. */
export const isPermutation = ({ name, calibration }: DriftMethod, population: Population): boolean =>
  name === "fisher" ? population !== 2 : calibration.length === 1 && calibration[0] === "permutation";

/** How often each method gives p < 0.05 in `runs` pairs, all methods on the same pairs. */
export function alarmsOf(
  population: Population,
  sizes: Sizes,
  runs: number,
  shift: Shift = 0,
  wanted: (method: DriftMethod) => boolean = () => true,
): Record<string, number> {
  const kind = typeof population === "number" ? "categorical" : "numeric";
  const methods = Object.values(METHODS).filter((method) => method.kinds.includes(kind) && wanted(method));
  const alarms = Object.fromEntries(methods.map(({ name }) => [name, 0]));
  const random = new Random(`${population} ${sizes} ${shift}`);
  for (let run = 0; run < runs; run++) {
    const pair = drawPair(population, sizes, shift, random);
    for (const { name, compare } of methods as DriftMethod[])
      if (compare(pair, random.fork(`${run} ${name}`)).pValue < 0.05) alarms[name] = (alarms[name] as number) + 1;
  }
  return alarms;
}

/** The exact 99.9% interval of a share (Clopper and Pearson). */
export function exactInterval(count: number, runs: number): readonly [number, number] {
  const tail = 0.0005;
  return [
    count === 0 ? 0 : betaQuantile(tail, count, runs - count + 1),
    count === runs ? 1 : betaQuantile(1 - tail, count + 1, runs - count),
  ];
}

/** Statistics with so few values that no threshold has a chance near 5%. */
const discrete = (method: string, population: Population, sizes: Sizes): boolean =>
  method === "fisher" ||
  population === 2 ||
  (population === "integers" && method === "ks") ||
  (method === "ks" && Math.min(...sizes) < 500);

/** What is wrong with a number of false alarms at a nominal 5%: more than 7% for certain, or, where the statistic is not discrete, less than 3%. */
export function miscalibrated(method: string, count: number, runs: number, population: Population, sizes: Sizes): string | null {
  const [low, high] = exactInterval(count, runs);
  if (low > 0.07) return `${method} on ${population}, ${sizes}: ${count} of ${runs} are too many`;
  if (high < 0.03 && !discrete(method, population, sizes)) return `${method} on ${population}, ${sizes}: ${count} of ${runs} are too few`;
  return null;
}
