/** Milliseconds by step: each `lap` names what was done since the last one; repeated names add up. */
export class Stopwatch {
  readonly #began = performance.now();
  #last = this.#began;
  readonly #laps: Record<string, number> = {};

  lap(step: string): void {
    const now = performance.now();
    this.#laps[step] = (this.#laps[step] ?? 0) + now - this.#last;
    this.#last = now;
  }

  /** All laps so far and the total, rounded. */
  timings(): Record<string, number> {
    const rounded = Object.entries(this.#laps).map(([step, ms]) => [step, Math.round(ms)] as const);
    return { ...Object.fromEntries(rounded), total: Math.round(performance.now() - this.#began) };
  }
}
