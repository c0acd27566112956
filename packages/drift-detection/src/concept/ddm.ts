export interface DdmOptions {
  /** Values before the first warning; 30. */
  readonly warmStart?: number;
  /** Standard deviations of a warning; 2. */
  readonly warningThreshold?: number;
  /** Standard deviations of an alarm; 3. */
  readonly driftThreshold?: number;
}

/** What a detector says after one more value. */
export interface Signal {
  readonly warning: boolean;
  readonly alarm: boolean;
}

/**
 * Drift detection method (Gama et al. 2004) on a stream of errors, 1 or 0: warns and alarms where the error rate rises above its smallest
 * value by 2 and 3 standard deviations, and starts anew after an alarm. Step by step as River's `drift.binary.DDM`.
 * `toJSON` gives its state and `Ddm.fromJSON` goes on from there.
 * @example new Ddm().update(1) // => { warning: false, alarm: false }
 */
export class Ddm {
  readonly options: Required<DdmOptions>;
  #n = 0;
  #mean = 0;
  #lowest: { p: number; s: number } | null = null;
  #alarm = false;

  constructor(options: DdmOptions = {}) {
    this.options = { warmStart: 30, warningThreshold: 2, driftThreshold: 3, ...options };
  }

  update(error: number): Signal {
    if (this.#alarm) {
      this.#n = 0;
      this.#mean = 0;
      this.#lowest = null;
      this.#alarm = false;
    }
    this.#n++;
    this.#mean += (1 / this.#n) * (error - this.#mean);
    const p = this.#mean;
    const s = Math.sqrt((p * (1 - p)) / this.#n);
    const { warmStart, warningThreshold, driftThreshold } = this.options;
    if (this.#n <= warmStart) return { warning: false, alarm: false };
    if (this.#lowest === null || p + s <= this.#lowest.p + this.#lowest.s) this.#lowest = { p, s };
    const { p: lowestP, s: lowestS } = this.#lowest;
    this.#alarm = p + s > lowestP + driftThreshold * lowestS;
    return { warning: !this.#alarm && p + s > lowestP + warningThreshold * lowestS, alarm: this.#alarm };
  }

  toJSON() {
    return { type: "ddm" as const, options: this.options, n: this.#n, mean: this.#mean, lowest: this.#lowest, alarm: this.#alarm };
  }

  static fromJSON(state: ReturnType<Ddm["toJSON"]>): Ddm {
    const detector = new Ddm(state.options);
    detector.#n = state.n;
    detector.#mean = state.mean;
    detector.#lowest = state.lowest;
    detector.#alarm = state.alarm;
    return detector;
  }
}
