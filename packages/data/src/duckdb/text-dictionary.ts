const CACHE = 1024;

/**
 * Turns DuckDB's 16-byte string entries into dictionary codes. A text of up to 12 bytes lies in its entry, so the entry itself is the key and
 * no JavaScript string is made for a text seen before. A longer one is known by its address as long as its chunk lives (texts of a Parquet
 * dictionary share theirs), else by its content.
 */
export class TextDictionary {
  readonly texts: string[] = [];
  private readonly codeOf = new Map<string, number>();
  private slots = new Int32Array(1 << 10);
  private words = new Uint32Array(1 << 12);
  private codes = new Int32Array(1 << 10);
  private short = 0;
  private readonly cachedAddress = new Float64Array(CACHE);
  private readonly cachedLength = new Uint32Array(CACHE);
  private readonly cachedCode = new Int32Array(CACHE);

  /** Forgets addresses: they mean nothing in another chunk. */
  startChunk(): void {
    this.cachedAddress.fill(0);
  }

  /** Code of the entry at `base` (in words); `text` reads its content. */
  code(entries: Uint32Array, base: number, row: number, text: (row: number) => string): number {
    const length = entries[base] as number;
    if (length <= 12) return this.shortCode(entries, base, row, text);
    const address = (entries[base + 3] as number) * 4294967296 + (entries[base + 2] as number);
    const place = ((entries[base + 2] as number) >>> 3) & (CACHE - 1);
    if (this.cachedAddress[place] === address && this.cachedLength[place] === length) return this.cachedCode[place] as number;
    const code = this.add(text(row));
    this.cachedAddress[place] = address;
    this.cachedLength[place] = length;
    this.cachedCode[place] = code;
    return code;
  }

  private shortCode(entries: Uint32Array, base: number, row: number, text: (row: number) => string): number {
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
    const code = this.add(text(row));
    const entry = this.short++;
    this.reserve();
    this.words.set([a, b, c, d], entry * 4);
    this.codes[entry] = code;
    if (this.short * 2 > this.slots.length) this.rehash();
    else this.slots[place] = this.short;
    return code;
  }

  private add(text: string): number {
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codeOf.set(text, code);
    }
    return code;
  }

  private reserve(): void {
    if (this.short <= this.codes.length) return;
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const codes = new Int32Array(this.codes.length * 2);
    codes.set(this.codes);
    this.codes = codes;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    const { words } = this;
    for (let entry = 0; entry < this.short; entry++) {
      const at = entry * 4;
      let place = hash(words[at] as number, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number) & mask;
      while (slots[place] !== 0) place = (place + 1) & mask;
      slots[place] = entry + 1;
    }
    this.slots = slots;
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15) ^ c, 0x1b873593);
  h = Math.imul(h ^ (h >>> 13) ^ d, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
