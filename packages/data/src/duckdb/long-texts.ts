/** Codes of texts by their UTF-8 bytes; every distinct text's bytes are kept, and compared before two texts count as one. */
export class LongTexts {
  private slots = new Int32Array(1 << 10);
  private hashes = new Int32Array(1 << 9);
  private codes = new Int32Array(1 << 9);
  private ends = new Float64Array(1 << 9);
  private bytes = new Uint8Array(1 << 14);
  private size = 0;

  /** The code of the text at `from` to `to`; where it is new, it becomes `next`. */
  code(memory: Uint8Array, from: number, to: number, next: number): number {
    let h = 0x811c9dc5;
    for (let i = from; i < to; i++) h = Math.imul(h ^ (memory[i] as number), 0x01000193);
    h ^= h >>> 15;
    const mask = this.slots.length - 1;
    let place = h & mask;
    for (let slot = this.slots[place] as number; slot !== 0; slot = this.slots[place] as number) {
      if (this.hashes[slot - 1] === h && this.equals(slot - 1, memory, from, to)) return this.codes[slot - 1] as number;
      place = (place + 1) & mask;
    }
    this.slots[place] = this.size + 1;
    this.keep(memory, from, to);
    this.hashes[this.size] = h;
    this.codes[this.size++] = next;
    if (this.size === this.hashes.length) this.grow();
    return next;
  }

  private start(entry: number): number {
    return entry === 0 ? 0 : (this.ends[entry - 1] as number);
  }

  private equals(entry: number, memory: Uint8Array, from: number, to: number): boolean {
    const start = this.start(entry);
    if ((this.ends[entry] as number) - start !== to - from) return false;
    for (let i = from, k = start; i < to; i++, k++) if (memory[i] !== this.bytes[k]) return false;
    return true;
  }

  private keep(memory: Uint8Array, from: number, to: number): void {
    const start = this.start(this.size);
    const end = start + to - from;
    if (end > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(end, this.bytes.length * 2));
      bytes.set(this.bytes);
      this.bytes = bytes;
    }
    this.bytes.set(memory.subarray(from, to), start);
    this.ends[this.size] = end;
  }

  private grow(): void {
    const { hashes, codes, ends } = this;
    this.hashes = new Int32Array(hashes.length * 2);
    this.hashes.set(hashes);
    this.codes = new Int32Array(codes.length * 2);
    this.codes.set(codes);
    this.ends = new Float64Array(ends.length * 2);
    this.ends.set(ends);
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let place = (hashes[entry] as number) & mask;
      while (this.slots[place] !== 0) place = (place + 1) & mask;
      this.slots[place] = entry + 1;
    }
  }
}
