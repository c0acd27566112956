import { PythonRandom } from "./python-random.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkCount, checkOption, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface KswinOptions {
  /** Largest p-value of a drift; 0.005. */
  readonly alpha?: number;
  /** Values in the window; 100. */
  readonly windowSize?: number;
  /** The latest values, and as many of the older ones, that are compared; 30. */
  readonly statSize?: number;
  /** Of the older values that are drawn: the same as with River's seed; 0. */
  readonly seed?: number;
}

interface State {
  window: number[];
  /** Of the generator, empty before the first draw. */
  words: number[];
}

/**
 * Kolmogorov–Smirnov windowing (Raab et al. 2020): compares the latest values of a window with as many drawn from the older ones; finds changes of any kind,
 * not of the mean alone. Takes any numbers and knows no warnings. Step by step as River's `drift.KSWIN` with the same seed, which after a drift also starts its
 * draws anew; River's default seed is the clock's, ours is 0.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new Kswin().update(3) // => { warning: false, drift: false }
 */
export class Kswin extends StreamDetector<"kswin", Required<KswinOptions>, State> {
  /** P-values by the count by which the samples differ; NaN is not computed yet. */
  readonly #pValues: Float64Array;
  #random: PythonRandom | undefined;

  constructor({ alpha = 0.005, windowSize = 100, statSize = 30, seed = 0 }: KswinOptions = {}) {
    super("kswin", { alpha, windowSize, statSize, seed }, { window: [], words: [] });
    checkOption("kswin", "alpha", alpha, alpha >= 0 && alpha <= 1, "between 0 and 1");
    checkCount("kswin", "statSize", statSize, 1);
    checkCount("kswin", "windowSize", windowSize, 2 * statSize);
    checkOption("kswin", "seed", seed, Number.isSafeInteger(seed) && seed >= 0, "a whole number from 0 on");
    this.#pValues = new Float64Array(statSize + 1).fill(Number.NaN);
  }

  static fromJSON(json: DetectorJson<"kswin", KswinOptions, State>): Kswin {
    const detector = new Kswin(json.options);
    detector.resume({ ...json, options: detector.options });
    if (detector.state.words.length > 0) detector.#random = new PythonRandom(detector.state.words);
    return detector;
  }

  override toJSON(): DetectorJson<"kswin", Required<KswinOptions>, State> {
    this.state.words = [...(this.#random?.words ?? [])];
    return super.toJSON();
  }

  protected fresh(): State {
    this.#random = undefined;
    return { window: [], words: [] };
  }

  protected step(value: number): Signal {
    const { alpha, windowSize, statSize, seed } = this.options;
    const { window } = this.state;
    window.push(value);
    if (window.length > windowSize) window.shift();
    if (window.length < windowSize) return signalOf(false, false);
    this.#random ??= new PythonRandom(seed);
    const drawn = this.#random.sample(windowSize - statSize, statSize);
    const [older, latest] = [new Float64Array(statSize), new Float64Array(statSize)];
    for (let i = 0; i < statSize; i++) {
      older[i] = window[drawn[i] as number] as number;
      latest[i] = window[windowSize - statSize + i] as number;
    }
    older.sort();
    latest.sort();
    const distance = greatestDistance(older, latest);
    const differing = Math.round(distance * statSize);
    let pValue = this.#pValues[differing] as number;
    if (Number.isNaN(pValue)) this.#pValues[differing] = pValue = equalSizesPValue(statSize, differing);
    return signalOf(false, pValue <= alpha && distance > 0.1);
  }
}

/** Kolmogorov–Smirnov's D of two sorted samples of one size. */
function greatestDistance(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let [i, j, distance] = [0, 0, 0];
  while (i < n && j < n) {
    const x = Math.min(a[i] as number, b[j] as number);
    while (i < n && a[i] === x) i++;
    while (j < n && b[j] === x) j++;
    distance = Math.max(distance, Math.abs(i / n - j / n));
  }
  return distance;
}

/** The exact chance that two samples of n values differ somewhere by `differing` counts or more (Gnedenko & Korolyuk 1951), as a nested alternating sum. */
function equalSizesPValue(n: number, differing: number): number {
  if (differing === 0) return 1;
  let chance = 0;
  for (let k = Math.floor(n / differing); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < differing; j++) ratio *= (n - k * differing - j) / (n + k * differing + j + 1);
    chance = ratio * (1 - chance);
  }
  return Math.min(1, 2 * chance);
}
