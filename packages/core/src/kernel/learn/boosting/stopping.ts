/** How much the validation loss must fall to count. */
const TOLERANCE = 1e-7;

/** Watches the validation loss of each round. */
export class Stopping {
  /** Rounds up to the least loss. */
  best = 0;
  readonly #patience: number;
  #rounds = 0;
  #least = Number.POSITIVE_INFINITY;

  constructor(patience: number) {
    this.#patience = patience;
  }

  /** True when the loss has not fallen for `patience` rounds. */
  after(loss: number): boolean {
    this.#rounds++;
    if (loss < this.#least - TOLERANCE) {
      this.#least = loss;
      this.best = this.#rounds;
    }
    return this.#rounds - this.best >= this.#patience;
  }
}
