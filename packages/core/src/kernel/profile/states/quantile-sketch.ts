/** A level of twice as many is halved. */
const KEPT = 2048;

/** Ascending values, each of which stands for as many as its weight. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Two ascending lists as one. */
export function mergeSorted(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = new Float64Array(a.length + b.length);
  let [i, j, k] = [0, 0, 0];
  while (i < a.length && j < b.length) merged[k++] = (a[i] as number) <= (b[j] as number) ? (a[i++] as number) : (b[j++] as number);
  merged.set(i < a.length ? a.subarray(i) : b.subarray(j), k);
  return merged;
}

/**
 * The ranks of a sample of any size in bounded memory (Manku, Rajagopalan & Lindsay 1999): values of level h stand for 2^h each; a level that is full is halved, every
 * second value going up. No rank is further off than `error`, which is summed as values are left out; with 30 million values that is less than 0.3% of them.
 */
export class QuantileSketch {
  /** Ascending values of each level. */
  readonly levels: Float64Array[] = [];
  /** How far a rank may be off, in values. */
  error = 0;
  /** Alternates, so that halving leaves out lower and upper values in turn. */
  private turn = 0;

  /** Ascending finite values. */
  addSorted(sorted: Float64Array): void {
    let level = 0;
    while (sorted.length >> level > KEPT) level++;
    const stride = 1 << level;
    const groups = sorted.length >> level;
    const middles = new Float64Array(groups);
    for (let group = 0; group < groups; group++) middles[group] = sorted[group * stride + (stride >> 1)] as number;
    this.error += stride >> 1;
    this.put(level, middles);
    this.put(0, sorted.slice(groups * stride));
  }

  /** Ascending values that occur several times each. */
  addCounted({ values, weights }: WeightedValues): void {
    let most = 0;
    for (let i = 0; i < weights.length; i++) most = Math.max(most, weights[i] as number);
    for (let level = 0; 2 ** level <= most; level++)
      this.put(
        level,
        values.filter((_, i) => Math.floor((weights[i] as number) / 2 ** level) % 2 === 1),
      );
  }

  merge(other: QuantileSketch): void {
    this.error += other.error;
    for (const [level, values] of other.levels.entries()) this.put(level, values);
  }

  private put(level: number, values: Float64Array): void {
    while (this.levels.length <= level) this.levels.push(new Float64Array(0));
    const all = mergeSorted(this.levels[level] as Float64Array, values);
    this.levels[level] = all;
    if (all.length < 2 * KEPT) return;
    const pairs = all.length >> 1;
    this.turn ^= 1;
    const upper = new Float64Array(pairs);
    for (let pair = 0; pair < pairs; pair++) upper[pair] = all[2 * pair + this.turn] as number;
    this.error += 2 ** level;
    this.levels[level] = all.slice(2 * pairs);
    this.put(level + 1, upper);
  }

  /** All values that are kept, with what they stand for. */
  weighted(): WeightedValues {
    const size = this.levels.reduce((sum, { length }) => sum + length, 0);
    const all = new Float64Array(size);
    const weightOf = new Float64Array(size);
    let at = 0;
    for (const [level, values] of this.levels.entries()) {
      all.set(values, at);
      weightOf.fill(2 ** level, at, at + values.length);
      at += values.length;
    }
    const order = Uint32Array.from(all, (_, i) => i).sort((a, b) => (all[a] as number) - (all[b] as number));
    return { values: Float64Array.from(order, (i) => all[i] as number), weights: Float64Array.from(order, (i) => weightOf[i] as number) };
  }
}
