import { DistinctSketch } from "./distinct-sketch.ts";
import { hashed, hashText } from "./value-hash.ts";

/** Different texts, and characters of them, up to which all are counted; and how many are kept of more. */
const LIMIT = 65_536;
const CHARACTERS = 8 * 2 ** 20;
const KEPT = 4096;

/**
 * How often texts occur: all of them while they are at most 65,536 different ones of 8 million characters, then the most frequent (as `ValueCounts`) and an
 * estimate of how many there are.
 */
export class TextCounts {
  readonly counts: Map<string, number>;
  /** A count is at most this much too low. */
  error: number;
  /** Once not all texts are known. */
  distinct: DistinctSketch | null;
  private characters = 0;
  private readonly unlimited: boolean;
  private readonly hash: (text: string) => void;

  constructor(unlimited: boolean, hash = hashText, counts = new Map<string, number>(), error = 0, distinct: DistinctSketch | null = null) {
    this.unlimited = unlimited;
    this.hash = hash;
    this.counts = counts;
    this.error = error;
    this.distinct = distinct;
    for (const text of counts.keys()) this.characters += text.length;
  }

  add(text: string, count: number): void {
    const before = this.counts.get(text);
    if (before === undefined) this.characters += text.length;
    this.counts.set(text, (before ?? 0) + count);
    if (this.distinct !== null) {
      this.hash(text);
      this.distinct.add(hashed.high, hashed.low);
    }
    const limit = this.distinct === null ? LIMIT : 2 * KEPT;
    if (!this.unlimited && (this.counts.size > limit || this.characters > CHARACTERS)) this.reduce();
  }

  merge(other: TextCounts): void {
    if (other.distinct !== null) this.sketch().merge(other.distinct);
    this.error += other.error;
    for (const [text, count] of other.counts) this.add(text, count);
  }

  /** How many different texts there are, exactly or about. */
  size(): number {
    return this.distinct === null ? this.counts.size : Math.max(this.counts.size, Math.round(this.distinct.estimate()));
  }

  private sketch(): DistinctSketch {
    if (this.distinct !== null) return this.distinct;
    const sketch = new DistinctSketch();
    for (const text of this.counts.keys()) {
      this.hash(text);
      sketch.add(hashed.high, hashed.low);
    }
    this.distinct = sketch;
    return sketch;
  }

  private reduce(): void {
    this.sketch();
    const ranked = [...this.counts].sort(([, a], [, b]) => b - a);
    let characters = 0;
    let kept = 0;
    while (kept < Math.min(KEPT, ranked.length) && characters + (ranked[kept]?.[0].length ?? 0) <= CHARACTERS / 2)
      characters += (ranked[kept++] as [string, number])[0].length;
    const taken = ranked[kept]?.[1] ?? 0;
    this.counts.clear();
    this.characters = 0;
    this.error += taken;
    for (const [text, count] of ranked) {
      if (count <= taken) break;
      this.counts.set(text, count - taken);
      this.characters += text.length;
    }
  }
}
