/** What the numeric comparisons need of two samples: exact, whichever way it was found. */
export interface NumberSummary {
  readonly gap: Gap;
  /** Wasserstein-1 distance `∫ |F₁ − F₂|`, in the values' unit. */
  readonly wasserstein: number;
  /** The order statistics that were asked for. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly pooled: PooledOrder;
}

/** Where the two distribution functions are farthest apart. */
export interface Gap {
  /** `D·n·m`, a whole number. */
  readonly size: number;
  /** The smallest value at which it is reached, NaN where samples are the same. */
  readonly at: number;
  /** Values of the reference and of the current sample up to there. */
  readonly below: readonly [number, number];
}

/** Order statistics of both samples together, with how many values of each sample are at most as large. */
export interface PooledOrder {
  readonly values: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Ranks (0…n − 1, ascending) of the order statistics that are wanted. */
export interface Ranks {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly pooled: readonly number[];
}

/** Gathers a summary while both samples are walked through in ascending order of their distinct values. */
export class SummaryBuilder {
  readonly #n: number;
  readonly #m: number;
  readonly #ranks: Ranks;
  readonly #next = { reference: 0, current: 0, pooled: 0 };
  readonly #order: Omit<NumberSummary, "gap" | "wasserstein">;
  #largest = 0;
  #at = Number.NaN;
  #below: readonly [number, number] = [0, 0];
  wasserstein = 0;

  constructor(n: number, m: number, ranks: Ranks) {
    this.#n = n;
    this.#m = m;
    this.#ranks = ranks;
    const pooled = ranks.pooled.length;
    this.#order = {
      reference: new Float64Array(ranks.reference.length),
      current: new Float64Array(ranks.current.length),
      pooled: { values: new Float64Array(pooled), reference: new Float64Array(pooled), current: new Float64Array(pooled) },
    };
  }

  /** The next distinct value, with how many values of each sample are at most as large. */
  visit(value: number, i: number, j: number): void {
    const gap = Math.abs(i * this.#m - j * this.#n);
    if (gap > this.#largest) {
      this.#largest = gap;
      this.#at = value;
      this.#below = [i, j];
    }
    const { reference, current, pooled } = this.#order;
    const next = this.#next;
    while ((this.#ranks.reference[next.reference] as number) < i) reference[next.reference++] = value;
    while ((this.#ranks.current[next.current] as number) < j) current[next.current++] = value;
    while ((this.#ranks.pooled[next.pooled] as number) < i + j) {
      pooled.values[next.pooled] = value;
      pooled.reference[next.pooled] = i;
      pooled.current[next.pooled++] = j;
    }
  }

  summary(): NumberSummary {
    return { gap: { size: this.#largest, at: this.#at, below: this.#below }, wasserstein: this.wasserstein, ...this.#order };
  }
}
