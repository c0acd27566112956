import { DistinctSketch } from "./distinct-sketch.ts";
import { QuantileSketch, type WeightedValues } from "./quantile-sketch.ts";
import { runsOf, ValueCounts } from "./value-counts.ts";
import { hashed, hashNumber } from "./value-hash.ts";

/** Values that are gathered before they are counted together. */
const BLOCK = 65_536;

/** What is kept of the values once there are too many different ones to know all. */
export interface NumberSketches {
  readonly quantiles: QuantileSketch;
  readonly distinct: DistinctSketch;
}

/**
 * Finite values: all of them in the order they came while they are at most `limit`; then how often each of the different ones occurs; and where these are more
 * than `ValueCounts` holds, sketches of their ranks and their number beside the most frequent ones.
 */
export class NumberValues {
  readonly limit: number;
  /** Values in the order they came, where that is all of them; else those that are not counted yet. */
  private buffer: Float64Array = new Float64Array(0);
  private length = 0;
  private held = true;
  counts = new ValueCounts();
  sketches: NumberSketches | null = null;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** All values in the order they came; null where they were too many. Not to be written to. */
  get all(): Float64Array | null {
    return this.held ? this.buffer.subarray(0, this.length) : null;
  }

  /** Restores what was saved: values that were all held, or counts and sketches. */
  static of(limit: number, saved: Float64Array | { counts: ValueCounts; sketches: NumberSketches | null }): NumberValues {
    const found = new NumberValues(limit);
    if (saved instanceof Float64Array) found.add(saved);
    else {
      found.held = false;
      found.counts = saved.counts;
      found.sketches = saved.sketches;
    }
    return found;
  }

  add(values: Float64Array): void {
    if (this.held && this.length + values.length > this.limit) this.spill();
    if (!this.held) {
      for (let start = 0; start < values.length; ) {
        const room = Math.min(BLOCK - this.length, values.length - start);
        this.append(values.subarray(start, start + room), BLOCK);
        start += room;
        if (this.length === BLOCK) this.settle();
      }
    } else if (this.length === 0 && this.limit === Number.POSITIVE_INFINITY) {
      this.buffer = values; // shared: `append` copies before it writes
      this.length = values.length;
    } else this.append(values, Math.min(this.limit, 2 * (this.length + values.length)));
  }

  merge(other: NumberValues): void {
    if (other.all !== null) {
      this.add(other.all);
      return;
    }
    this.spill();
    this.settle();
    other.settle();
    if (other.sketches !== null || !this.tryCounts(other.counts)) {
      const sketches = this.sketch();
      if (other.sketches === null) addCounted(sketches, weightedOf(other.counts));
      else {
        sketches.quantiles.merge(other.sketches.quantiles);
        sketches.distinct.merge(other.sketches.distinct);
      }
      this.counts.merge(other.counts);
      this.counts.reduce();
    }
  }

  /** Counts what is gathered, where not all values are held. */
  settle(): void {
    if (this.held || this.length === 0) return;
    const gathered = this.buffer.subarray(0, this.length);
    this.length = 0;
    this.absorb(gathered);
  }

  /** The values with what they stand for; exact while there are no sketches. */
  weighted(): WeightedValues {
    this.settle();
    return this.sketches === null ? weightedOf(this.counts) : this.sketches.quantiles.weighted();
  }

  private append(values: Float64Array, room: number): void {
    if (this.length + values.length > this.buffer.length) {
      const larger = new Float64Array(Math.max(room, this.length + values.length));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** From holding all values on to counting them. */
  private spill(): void {
    if (!this.held) return;
    const all = this.buffer.subarray(0, this.length);
    this.held = false;
    this.buffer = new Float64Array(0);
    this.length = 0;
    if (all.length > 0) this.absorb(all.slice());
  }

  private absorb(values: Float64Array): void {
    values.sort();
    const runs = runsOf(values);
    if (this.sketches === null && this.tryCounts(new ValueCounts(runs.values, runs.weights))) return;
    const { quantiles, distinct } = this.sketch();
    quantiles.addSorted(values);
    addHashes(distinct, runs.values);
    this.counts.add(runs);
    this.counts.reduce();
  }

  /** Adds exact counts where all are known and stay so. */
  private tryCounts({ values, counts }: ValueCounts): boolean {
    if (this.sketches !== null) return false;
    const trial = new ValueCounts(this.counts.values, this.counts.counts);
    if (!trial.add({ values, weights: counts })) return false;
    this.counts = trial;
    return true;
  }

  private sketch(): NumberSketches {
    if (this.sketches === null) {
      this.sketches = { quantiles: new QuantileSketch(), distinct: new DistinctSketch() };
      addCounted(this.sketches, weightedOf(this.counts));
    }
    return this.sketches;
  }
}

const weightedOf = ({ values, counts }: ValueCounts): WeightedValues => ({ values, weights: counts });

function addHashes(distinct: DistinctSketch, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    hashNumber(values[i] as number);
    distinct.add(hashed.high, hashed.low);
  }
}

function addCounted({ quantiles, distinct }: NumberSketches, weighted: WeightedValues): void {
  quantiles.addCounted(weighted);
  addHashes(distinct, weighted.values);
}
