import type { Layout } from "./layout.ts";

/** What a tree's use of a feature counts beside the next tree's. */
const DECAY = 0.9;
/** A column gives way to one that is used so much more. */
const MORE = 1.5;

/**
 * Which places have their bins side by side too. Splits read one bin of each row, and most are by few features: a copy of such a feature's bins
 * spares reading whole rows of bins. A place gets a copy once so many rows were parted by it that making one would have paid.
 */
export class HotColumns {
  readonly #layout: Layout;
  /** Place in each column, or -1. */
  readonly #places: Int32Array;
  readonly #use: Float64Array;
  readonly #missed: Float64Array;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#places = new Int32Array(layout.hot).fill(-1);
    this.#use = new Float64Array(layout.places);
    this.#missed = new Float64Array(layout.places);
  }

  /** Turns to another tree. */
  next(): void {
    for (let place = 0; place < this.#use.length; place++) this.#use[place] = (this.#use[place] as number) * DECAY;
  }

  /** Address of the place's column, whose `count` rows will be parted, or -1; `fill` is called where the column must be written first. */
  find(place: number, count: number, fill: (address: number) => void): number {
    this.#use[place] = (this.#use[place] as number) + count;
    const { columns, columnBytes, rows } = this.#layout;
    let at = this.#places.indexOf(place);
    if (at < 0) {
      this.#missed[place] = (this.#missed[place] as number) + count;
      at = (this.#missed[place] as number) >= rows ? this.#least(place) : -1;
      if (at < 0) return -1;
      this.#places[at] = place;
      this.#missed[place] = 0;
      fill(columns + at * columnBytes);
    }
    return columns + at * columnBytes;
  }

  /** A column that is free, or the least used one where `place` is used far more; else -1. */
  #least(place: number): number {
    let least = -1;
    let use = (this.#use[place] as number) / MORE;
    for (const [at, owner] of this.#places.entries()) {
      if (owner < 0) return at;
      if ((this.#use[owner] as number) < use) {
        use = this.#use[owner] as number;
        least = at;
      }
    }
    return least;
  }
}
