/**
 * Seeded random numbers (xoshiro128**, Blackman & Vigna 2018): one seed gives the same bits on every machine, since only integer operations,
 * the four arithmetic operations and the square root are used. Not for secrets.
 * @example new Random(7).int(10) === new Random(7).int(10) // => true
 */
export class Random {
  private readonly key: string;
  private readonly state: Uint32Array;
  private spare = Number.NaN;

  /** @param seed - any number or text; streams of other seeds are independent for all practical purposes */
  constructor(seed: number | string) {
    this.key = typeof seed === "number" ? `n${seed}` : `s${seed}`;
    this.state = stateFrom(this.key);
  }

  /** A generator that starts in a given state of four words, not all zero. */
  static fromState(words: ArrayLike<number>): Random {
    const random = new Random(Array.from(words).join(","));
    for (let i = 0; i < 4; i++) random.state[i] = words[i] as number;
    return random;
  }

  /** An independent generator for one part of the work: it depends on the seed and the name of the part, not on what was drawn before. */
  fork(part: number | string): Random {
    return new Random(`${this.key}/${part}`);
  }

  /** 32 random bits as an integer in [0, 2³²). */
  uint32(): number {
    const s = this.state;
    const s1 = s[1] as number;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    s[2] = (s[2] as number) ^ (s[0] as number);
    s[3] = (s[3] as number) ^ s1;
    s[1] = s1 ^ (s[2] as number);
    s[0] = (s[0] as number) ^ (s[3] as number);
    s[2] = (s[2] as number) ^ (s1 << 9);
    s[3] = rotateLeft(s[3] as number, 11);
    return result;
  }

  /** A double in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** An integer in [0, below), every one equally likely; `below` is at most 2³². */
  int(below: number): number {
    const limit = 4294967296 - (4294967296 % below);
    let bits = this.uint32();
    while (bits >= limit) bits = this.uint32();
    return bits % below;
  }

  /** A standard normal value, by Marsaglia's polar method. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = Number.NaN;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * portableLog(s)) / s);
      this.spare = v * scale;
      return u * scale;
    }
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<A extends { length: number; [index: number]: unknown }>(items: A): A {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
    return items;
  }

  /** The numbers 0…n−1 in random order. */
  permutation(n: number): Uint32Array {
    const rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) rows[i] = i;
    return this.shuffle(rows);
  }

  /** `count` different numbers of 0…n−1 in random order (all of them where count ≥ n). */
  sample(n: number, count: number): Uint32Array {
    const rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) rows[i] = i;
    const wanted = Math.min(count, n);
    for (let i = 0; i < wanted; i++) {
      const j = i + this.int(n - i);
      const row = rows[i] as number;
      rows[i] = rows[j] as number;
      rows[j] = row;
    }
    return rows.slice(0, wanted);
  }
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Four well-mixed words of a text (FNV-1a into a multiply-xorshift generator). */
function stateFrom(text: string): Uint32Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  let second = 0x9e3779b9 ^ text.length;
  for (let i = text.length - 1; i >= 0; i--) second = Math.imul(second ^ text.charCodeAt(i), 0x85ebca6b) + i;
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = hash ^ rotateLeft(second, 8 * word);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    state[word] = mixed ^ (mixed >>> 15);
  }
  if ((state[0] as number) + (state[1] as number) + (state[2] as number) + (state[3] as number) === 0) state[0] = 1;
  return state;
}

const bits = new DataView(new ArrayBuffer(8));

/** ln x for 0 < x < ∞ by operations whose results the standard fixes to the bit, unlike `Math.log`. */
function portableLog(x: number): number {
  bits.setFloat64(0, x);
  let exponent = ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023;
  bits.setUint32(0, (bits.getUint32(0) & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = sum * t * t + 1 / k;
  return exponent * Math.LN2 + 2 * t * sum;
}
