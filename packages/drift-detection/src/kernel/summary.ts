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

/** Gathers a summary while both samples are walked through in ascending order. Only values that set a new largest gap or hold a wanted rank need be shown to it. */
export class SummaryBuilder {
  /** The largest `|i·m − j·n|` so far. */
  largest = 0;
  /** Values of the reference, of the current sample and of both from which on the next wanted ranks are reached. */
  nextReference: number;
  nextCurrent: number;
  nextPooled: number;
  readonly n: number;
  readonly m: number;
  private readonly ranks: Ranks;
  private readonly order: Omit<NumberSummary, "gap" | "wasserstein">;
  private readonly taken = { reference: 0, current: 0, pooled: 0 };
  private at = Number.NaN;
  private below: readonly [number, number] = [0, 0];

  constructor(n: number, m: number, ranks: Ranks) {
    this.n = n;
    this.m = m;
    this.ranks = ranks;
    const pooled = ranks.pooled.length;
    this.order = {
      reference: new Float64Array(ranks.reference.length),
      current: new Float64Array(ranks.current.length),
      pooled: { values: new Float64Array(pooled), reference: new Float64Array(pooled), current: new Float64Array(pooled) },
    };
    this.nextReference = ranks.reference[0] ?? Number.POSITIVE_INFINITY;
    this.nextCurrent = ranks.current[0] ?? Number.POSITIVE_INFINITY;
    this.nextPooled = ranks.pooled[0] ?? Number.POSITIVE_INFINITY;
  }

  /** A distinct value, with how many values of each sample are at most as large. */
  visit(found: number, i: number, j: number): void {
    const value = found + 0; // −0 is 0
    const gap = Math.abs(i * this.m - j * this.n);
    if (gap > this.largest) {
      this.largest = gap;
      this.at = value;
      this.below = [i, j];
    }
    const { order, taken, ranks } = this;
    while (this.nextReference < i) {
      order.reference[taken.reference++] = value;
      this.nextReference = ranks.reference[taken.reference] ?? Number.POSITIVE_INFINITY;
    }
    while (this.nextCurrent < j) {
      order.current[taken.current++] = value;
      this.nextCurrent = ranks.current[taken.current] ?? Number.POSITIVE_INFINITY;
    }
    while (this.nextPooled < i + j) {
      order.pooled.values[taken.pooled] = value;
      order.pooled.reference[taken.pooled] = i;
      order.pooled.current[taken.pooled++] = j;
      this.nextPooled = ranks.pooled[taken.pooled] ?? Number.POSITIVE_INFINITY;
    }
  }

  /** @param wasserstein - the distance, which whoever walks adds up; 0 where a sample is empty */
  summary(wasserstein: number): NumberSummary {
    return {
      gap: { size: this.largest, at: this.at, below: this.below },
      wasserstein: this.n * this.m === 0 ? 0 : wasserstein,
      ...this.order,
    };
  }
}
