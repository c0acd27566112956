import type { Signal } from "./ddm.ts";

export interface PageHinkleyOptions {
  /** Values before the first alarm; 30. */
  readonly minInstances?: number;
  /** Change per value that is tolerated; 0.005. */
  readonly delta?: number;
  /** Sum of changes that is an alarm; 50. */
  readonly threshold?: number;
  /** Factor by which old sums fade; 0.9999. */
  readonly alpha?: number;
  /** Whether a rise, a fall or both are alarms; both. */
  readonly mode?: "up" | "down" | "both";
}

/**
 * Page–Hinkley test (Page 1954) for a change of a stream's mean; it starts anew after an alarm and knows no warnings.
 * Step by step as River's `drift.PageHinkley`. `toJSON` gives its state and `PageHinkley.fromJSON` goes on from there.
 * @example new PageHinkley().update(3) // => { warning: false, alarm: false }
 */
export class PageHinkley {
  readonly options: Required<PageHinkleyOptions>;
  #n = 0;
  #mean = 0;
  #rise = 0;
  #fall = 0;
  #lowest: number | null = null;
  #highest = -1;
  #alarm = false;

  constructor(options: PageHinkleyOptions = {}) {
    this.options = { minInstances: 30, delta: 0.005, threshold: 50, alpha: 1 - 0.0001, mode: "both", ...options };
  }

  update(value: number): Signal {
    if (this.#alarm) {
      this.#n = this.#mean = this.#rise = this.#fall = 0;
      this.#lowest = null;
      this.#highest = -1;
      this.#alarm = false;
    }
    const { minInstances, delta, threshold, alpha, mode } = this.options;
    this.#n++;
    this.#mean += (1 / this.#n) * (value - this.#mean);
    const deviation = value - this.#mean;
    this.#rise = alpha * this.#rise + deviation - delta;
    this.#fall = alpha * this.#fall + deviation + delta;
    this.#lowest = Math.min(this.#lowest ?? Number.POSITIVE_INFINITY, this.#rise);
    this.#highest = Math.max(this.#highest, this.#fall);
    if (this.#n >= minInstances) {
      const up = mode !== "down" && this.#rise - this.#lowest > threshold;
      const down = mode !== "up" && this.#highest - this.#fall > threshold;
      this.#alarm = up || down;
    }
    return { warning: false, alarm: this.#alarm };
  }

  toJSON() {
    const sums = { rise: this.#rise, fall: this.#fall, lowest: this.#lowest, highest: this.#highest };
    return { type: "page_hinkley" as const, options: this.options, n: this.#n, mean: this.#mean, ...sums, alarm: this.#alarm };
  }

  static fromJSON(state: ReturnType<PageHinkley["toJSON"]>): PageHinkley {
    const detector = new PageHinkley(state.options);
    detector.#n = state.n;
    detector.#mean = state.mean;
    detector.#rise = state.rise;
    detector.#fall = state.fall;
    detector.#lowest = state.lowest;
    detector.#highest = state.highest;
    detector.#alarm = state.alarm;
    return detector;
  }
}
