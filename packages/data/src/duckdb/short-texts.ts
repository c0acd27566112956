/** Codes of texts of up to 12 bytes. DuckDB keeps such a text in its 16-byte entry, so the four words of the entry are the key. */
export class ShortTexts {
  private slots = new Int32Array(1 << 10);
  private words = new Uint32Array(1 << 12);
  private codes = new Int32Array(1 << 10);
  private size = 0;

  /** The code of the entry at `base`; where it is new, it becomes `next`. */
  code(entries: Uint32Array, base: number, next: number): number {
    const a = entries[base] as number;
    const b = entries[base + 1] as number;
    const c = entries[base + 2] as number;
    const d = entries[base + 3] as number;
    const mask = this.slots.length - 1;
    let place = hash(a, b, c, d) & mask;
    for (let slot = this.slots[place] as number; slot !== 0; slot = this.slots[place] as number) {
      const at = (slot - 1) * 4;
      const { words } = this;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return this.codes[slot - 1] as number;
      place = (place + 1) & mask;
    }
    this.slots[place] = this.size + 1;
    this.words.set([a, b, c, d], this.size * 4);
    this.codes[this.size++] = next;
    if (this.size * 2 > this.slots.length) this.grow();
    return next;
  }

  private grow(): void {
    const { slots, words, codes } = this;
    this.slots = new Int32Array(slots.length * 2);
    this.words = new Uint32Array(words.length * 2);
    this.words.set(words);
    this.codes = new Int32Array(codes.length * 2);
    this.codes.set(codes);
    const mask = this.slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      const at = entry * 4;
      let place = hash(words[at] as number, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number) & mask;
      while (this.slots[place] !== 0) place = (place + 1) & mask;
      this.slots[place] = entry + 1;
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15) ^ c, 0x1b873593);
  h = Math.imul(h ^ (h >>> 13) ^ d, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
