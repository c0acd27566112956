/** Words of a slot: code plus one, the four words of the entry, and room up to a power of two. */
const SLOT = 8;

/**
 * Codes of texts of up to 12 bytes. DuckDB keeps such a text in its 16-byte entry, so the four words of the entry are the key; it lies in the table beside
 * its code, so that a text seen before costs one look at one place.
 */
export class ShortTexts {
  private table = new Int32Array(SLOT << 8);
  private size = 0;

  /** Writes the codes of the rows from `row` on to `target`, -1 for a missing one, up to the first text that is long or new; its row is returned. */
  encode(entries: Int32Array, bits: Uint8Array | null, row: number, target: Int32Array): number {
    const { table } = this;
    const mask = table.length / SLOT - 1;
    for (let at = row; at < target.length; at++) {
      if (bits !== null && ((bits[at >> 3] as number) & (1 << (at & 7))) === 0) {
        target[at] = -1;
        continue;
      }
      const base = at * 4;
      const a = entries[base] as number;
      if (a > 12 || a < 0) return at;
      const b = entries[base + 1] as number;
      const c = entries[base + 2] as number;
      const d = entries[base + 3] as number;
      let slot = (hash(a, b, c, d) & mask) * SLOT;
      let code = table[slot] as number;
      while (code !== 0 && !(table[slot + 2] === b && table[slot + 3] === c && table[slot + 4] === d && table[slot + 1] === a)) {
        slot = (slot + SLOT) & (table.length - 1);
        code = table[slot] as number;
      }
      if (code === 0) return at;
      target[at] = code - 1;
    }
    return target.length;
  }

  /** Keeps an entry that is new. */
  add(entries: Int32Array, base: number, code: number): void {
    if ((this.size + 1) * 2 * SLOT > this.table.length) this.grow();
    const slot = this.place(entries, base);
    this.table[slot] = code + 1;
    for (let word = 0; word < 4; word++) this.table[slot + 1 + word] = entries[base + word] as number;
    this.size++;
  }

  /** Where the entry is, or the free place for it. */
  private place(entries: Int32Array, base: number): number {
    const { table } = this;
    const a = entries[base] as number;
    const b = entries[base + 1] as number;
    const c = entries[base + 2] as number;
    const d = entries[base + 3] as number;
    let slot = (hash(a, b, c, d) & (table.length / SLOT - 1)) * SLOT;
    while (table[slot] !== 0 && (table[slot + 1] !== a || table[slot + 2] !== b || table[slot + 3] !== c || table[slot + 4] !== d))
      slot = (slot + SLOT) & (table.length - 1);
    return slot;
  }

  private grow(): void {
    const former = this.table;
    this.table = new Int32Array(former.length * 2);
    for (let slot = 0; slot < former.length; slot += SLOT) {
      if (former[slot] === 0) continue;
      const target = this.place(former, slot + 1);
      this.table.set(former.subarray(slot, slot + 5), target);
    }
  }
}

/** Mixed enough for texts that differ in few places, and half the time of a hash that is good for all. */
function hash(a: number, b: number, c: number, d: number): number {
  const h = Math.imul(a ^ b ^ Math.imul(c, 0x85ebca6b) ^ Math.imul(d, 0xc2b2ae35), 0x9e3779b1);
  return h ^ (h >>> 15);
}
