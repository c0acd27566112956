import { compareSketches, mergeSketches, type NumericProfile, profileQuantile, type SketchDistance } from "@mlops/core/profile";
import { FEW_VALUES } from "../kernel/number-pair.ts";
import type { CategoryPair } from "../methods/method.ts";

/** Two samples of numbers known by the histograms of their profiles. */
export class SketchPair {
  readonly reference: NumericProfile;
  readonly current: NumericProfile;
  /** Finite values. */
  readonly n: number;
  readonly m: number;
  #distance: SketchDistance | undefined;

  constructor(reference: NumericProfile, current: NumericProfile) {
    this.reference = reference;
    this.current = current;
    this.n = finiteCount(reference);
    this.m = finiteCount(current);
  }

  get distance(): SketchDistance {
    this.#distance ??= compareSketches(this.reference.sketch, this.current.sketch);
    return this.#distance;
  }

  /** Each distinct value with its counts, where all values are ends of bins and there are at most ten, else null. */
  get few(): CategoryPair | null {
    const ends = [this.reference, this.current].flatMap(({ sketch }) => sketch.upTo);
    const atomic = [this.reference, this.current].every(({ sketch }) => sketch.error === undefined && sketch.below?.every((x) => x === 0));
    if (!atomic || ends.length > 2 * FEW_VALUES) return null;
    const values = [...new Set(ends)].sort((a, b) => a - b);
    if (values.length > FEW_VALUES) return null;
    const counts = ({ sketch }: NumericProfile): number[] => values.map((value) => sketch.counts[sketch.upTo.indexOf(value)] ?? 0);
    return { kind: "categorical", labels: values.map(String), reference: counts(this.reference), current: counts(this.current) };
  }

  /** At most ten cells between ends that both histograms have, with about equally many values; null where they have no end in common but the last. */
  get cells(): CategoryPair | null {
    const { upTo, counts } = this.reference.sketch;
    const other = this.current.sketch;
    if (this.reference.sketch.error !== undefined || other.error !== undefined) return null;
    const most = Math.max(2, Math.min(10, Math.floor(Math.min(this.n, this.m) / 10)));
    const cells = { labels: [] as string[], reference: [] as number[], current: [] as number[] };
    let [a, b, doneA, doneB, j] = [0, 0, 0, 0, 0];
    for (const [i, end] of upTo.entries()) {
      a += counts[i] as number;
      while (j < other.upTo.length && (other.upTo[j] as number) <= end) b += other.counts[j++] as number;
      const shared = j > 0 && other.upTo[j - 1] === end;
      const full = a + b - doneA - doneB >= (this.n + this.m) / most;
      if (!shared || !full || (a === this.n && b === this.m)) continue;
      cells.labels.push(`<= ${end}`);
      cells.reference.push(a - doneA);
      cells.current.push(b - doneB);
      [doneA, doneB] = [a, b];
    }
    if (cells.labels.length === 0) return null;
    cells.labels.push("beyond");
    cells.reference.push(this.n - doneA);
    cells.current.push(this.m - doneB);
    return { kind: "categorical", ...cells };
  }

  /** Quantiles of both samples together, by their ends. */
  pooledQuantiles(probabilities: readonly number[]): number[] {
    const [a, b] = [this.reference, this.current];
    const sketch = mergeSketches(a.sketch, b.sketch, Number.POSITIVE_INFINITY);
    const min = Math.min(a.min ?? Number.POSITIVE_INFINITY, b.min ?? Number.POSITIVE_INFINITY);
    return probabilities.map((p) => profileQuantile({ ...a, min, sketch }, p) ?? 0);
  }
}

const finiteCount = ({ rows, missing, nan, infinite }: NumericProfile): number => rows - missing - nan - infinite;
