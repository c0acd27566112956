/** Which histograms of a training's memory are free. There may be fewer than leaves: then a leaf loses its own and its children are counted anew. */
export class HistogramSlots {
  readonly #first: number;
  readonly #bytes: number;
  readonly #free: number[];

  constructor(first: number, bytes: number, count: number) {
    this.#first = first;
    this.#bytes = bytes;
    this.#free = Array.from({ length: count }, (_, slot) => count - 1 - slot);
  }

  /** Address of a free histogram, or -1. */
  take(): number {
    const slot = this.#free.pop();
    return slot === undefined ? -1 : this.#first + slot * this.#bytes;
  }

  give(address: number): void {
    if (address >= 0) this.#free.push((address - this.#first) / this.#bytes);
  }
}
